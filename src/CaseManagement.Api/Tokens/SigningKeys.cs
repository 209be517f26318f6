using System.Security.Cryptography;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using CallContext = CaseManagement.Api.Access.CallContext;
using Npgsql;
using OpenIddict.Server;

namespace CaseManagement.Api.Tokens;

/// <summary>
/// The keys that sign identity tokens, in access.signing_key for all instances. Each signs for three months; it is published a day before and
/// stays published for two days after. Private halves are protected by the key ring, which a certificate encrypts where one is given.
/// </summary>
public sealed partial class SigningKeys(NpgsqlDataSource source, IDataProtectionProvider protection, ProductClock time, ILogger<SigningKeys> log)
    : IConfigureOptions<OpenIddictServerOptions>, IOptionsChangeTokenSource<OpenIddictServerOptions>, IDisposable
{
    /// <summary>How long a key signs.</summary>
    public static readonly TimeSpan Signs = TimeSpan.FromDays(90);

    /// <summary>How long before it signs, and how long after, it can be read by those who check.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromDays(1), After = TimeSpan.FromDays(2);

    // How long an instance goes by what it has read: less than a key is published before it signs.
    private static readonly TimeSpan Reread = TimeSpan.FromMinutes(15), Soon = TimeSpan.FromSeconds(2);

    private readonly IDataProtector protector = protection.CreateProtector("signing-keys");
    private readonly Lazy<SigningCredentials> none = new(() => Of(ECDsa.Create(ECCurve.NamedCurves.nistP256), Guid.Empty));
    private CancellationTokenSource reread = new();
    private volatile IReadOnlyList<(DateTimeOffset From, SigningCredentials Credentials)> keys = [];

    /// <inheritdoc />
    public string? Name => Options.DefaultName;

    /// <inheritdoc />
    public IChangeToken GetChangeToken() => new CancellationChangeToken((reread = new CancellationTokenSource(Reread)).Token);

    /// <summary>
    /// Never throws: the framework asks at every kind of request and on a timer's thread, and would keep the failure. Where database or key ring does not
    /// answer, what is known stays in force, and it is asked again soon; before anything is known, a key stands in that signs nothing
    /// (<see cref="Current"/>). Keys that the key ring does not open any more, because its certificate is another, are passed over, and a new one signs.
    /// </summary>
    public void Configure(OpenIddictServerOptions options)
    {
        try
        {
            (keys, var unopened) = Read();
            if (keys.All(key => key.From > time.GetUtcNow()))
            {
                Add(time.GetUtcNow(), unopened);
                (keys, _) = Read();
            }
        }
        catch (Exception unreachable) when (unreachable is NpgsqlException or CryptographicException or TimeoutException)
        {
            NotRead(log, unreachable.GetType().Name, (unreachable as NpgsqlException)?.SqlState);
            reread.CancelAfter(Soon);
        }
        options.SigningCredentials.AddRange(keys.Count == 0 ? [none.Value] : keys.Select(key => key.Credentials));
    }

    /// <summary>Reads them anew before its time, so that a key is published as soon as it is made.</summary>
    public void ReadAgain() => reread.Cancel();

    /// <inheritdoc />
    public void Dispose() => reread.Dispose();

    [LoggerMessage(LogLevel.Warning, "The keys that sign identity tokens could not be read ({Failure}, SQLSTATE {SqlState}); those known stay in force.")]
    private static partial void NotRead(ILogger logger, string failure, string? sqlState);

    [LoggerMessage(LogLevel.Error,
        "The key ring does not open {Count} of the keys that sign identity tokens: is DataProtection:Certificate the one that it was?")]
    private static partial void NotOpened(ILogger logger, int count);

    private static SigningCredentials Of(ECDsa key, Guid id) => new(new ECDsaSecurityKey(key) { KeyId = id.ToString("N") }, SecurityAlgorithms.EcdsaSha256);

    /// <summary>The key that signs now: the newest whose time has come; null before any could be read.</summary>
    public SigningCredentials? Current => keys.LastOrDefault(key => key.From <= time.GetUtcNow()).Credentials;

    /// <summary>Adds the next key where the one in force ends within a few days; of instances that do so at once one does it.</summary>
    public bool Rotate(DateTimeOffset now)
    {
        using var command = source.CreateCommand("select max(signs_until) from access.signing_keys($1)");
        command.Parameters.Add(new() { Value = now });
        return (command.ExecuteScalar() is not DateTime until || until - now < TimeSpan.FromDays(7)) && Add(now + Before, []);
    }

    private SigningCredentials Open(Guid id, string text)
    {
        var key = ECDsa.Create(); // Kept by the credentials as long as the instance goes by them.
        key.ImportPkcs8PrivateKey(protector.Unprotect(Convert.FromBase64String(text)), out _);
        return Of(key, id);
    }

    private bool Add(DateTimeOffset from, Guid[] unopened)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var command = source.CreateCommand("select access.add_signing_key($1, $2, $3, $4, $5, $6, $7)");
        foreach (var value in (object[])
        [
            Guid.CreateVersion7(from), Convert.ToBase64String(protector.Protect(key.ExportPkcs8PrivateKey())), from, from + Signs, from + Signs + After,
            time.GetUtcNow(), unopened,
        ])
        {
            command.Parameters.Add(new() { Value = value });
        }
        return command.ExecuteScalar() is true;
    }

    private (List<(DateTimeOffset From, SigningCredentials)> Keys, Guid[] Unopened) Read()
    {
        using var command = source.CreateCommand("select id, protected, signs_from from access.signing_keys($1)");
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        using var reader = command.ExecuteReader();
        var known = keys.ToDictionary(key => key.Credentials.Key.KeyId, key => key.Credentials);
        var (read, unopened) = (new List<(DateTimeOffset, SigningCredentials)>(), new List<Guid>());
        while (reader.Read())
        {
            var id = reader.GetGuid(0);
            try
            {
                read.Add((reader.GetFieldValue<DateTimeOffset>(2), known.GetValueOrDefault(id.ToString("N")) ?? Open(id, reader.GetString(1))));
            }
            catch (CryptographicException)
            {
                unopened.Add(id);
            }
        }
        if (unopened.Count > 0)
        {
            NotOpened(log, unopened.Count);
        }
        return (read, [.. unopened]);
    }
}

/// <summary>Makes the next key for identity tokens a week before the one in force ends, and forgets assertions that have expired.</summary>
[ForSystem, InPieces, Recurring("rotate-signing-keys", "41 3 * * *", ForEachOrganisation = false)]
public sealed record RotateSigningKeys : IRecurringCommand;

internal sealed class RotateSigningKeysHandler(CaseDb db, CallContext call, SigningKeys keys) : IHandler<RotateSigningKeys, int>
{
    public async Task<int> Handle(RotateSigningKeys request, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"CALL access.forget_assertions({call.Now})", cancellationToken);
        if (!keys.Rotate(call.Now))
        {
            return 0;
        }
        keys.ReadAgain();
        return 1;
    }
}

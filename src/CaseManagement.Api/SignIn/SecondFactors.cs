using System.Security.Cryptography;
using System.Text;
using CaseManagement.Api.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace CaseManagement.Api.SignIn;

/// <summary>
/// The second factor: one-time passwords by RFC 6238 and recovery codes, each good once. Wrong ones delay the next, whatever address they come from:
/// who gets as far as this has the password already.
/// </summary>
public sealed class SecondFactors(CaseDb db, IDataProtectionProvider protection, SignInAttempts attempts)
{
    /// <summary>Of whom it is asked in every organisation, whether they have one yet or not.</summary>
    public static readonly IReadOnlyCollection<Role> Obliged = [Role.Administrator, Role.DataProtectionOfficer];

    private const int RecoveryCodes = 10;

    // A clock may be half a minute off.
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly IDataProtector protector = protection.CreateProtector("second-factor");
    private readonly ITimeLimitedDataProtector proposals = protection.CreateProtector("second-factor-proposal").ToTimeLimitedDataProtector();

    /// <summary>What somebody has besides a password.</summary>
    public Task<Means> Of(Guid staffId, CancellationToken cancellationToken) => db.Database
        .SqlQuery<Means>($"""select has_code as "HasCode", has_passkey as "HasPasskey" from access.means_of({staffId})""").SingleAsync(cancellationToken);

    /// <summary>Whether somebody has one, be it one-time passwords or a passkey.</summary>
    public Task<bool> Has(Guid staffId, CancellationToken cancellationToken) => db.Database
        .SqlQuery<bool>($"""select exists (select from access.means_of({staffId}) m where m.has_code or m.has_passkey) as "Value" """)
        .SingleAsync(cancellationToken);

    /// <summary>Whether it is asked of somebody, at every door: of the role everywhere, or by the organisation for which he acts.</summary>
    public async Task<bool> IsAsked(Caller caller, CancellationToken cancellationToken) =>
        IsAsked(caller.Roles, await Contributions.The<IDirectory>().SecondFactorRoles(db, caller.RequiredOrganisationId).SingleAsync(cancellationToken));

    /// <summary>The same, where the rule is known.</summary>
    public static bool IsAsked(IEnumerable<Role> roles, string[] rule) =>
        roles.Any(role => Obliged.Contains(role) || rule.Contains(SnakeCase.Of($"{role}")));

    /// <summary>A new secret (base 32), of the 160 bits that RFC 4226 recommends; it is nobody's until <see cref="Enrol"/>.</summary>
    public static string NewSecret() => Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(20));

    /// <summary>A secret as an app reads it from a QR code.</summary>
    public static string AddressOf(string secret, string userName) => new OtpUri(OtpType.Totp, secret, userName, "Case management").ToString();

    /// <summary>A secret for somebody to send back, who cannot tell another one from it.</summary>
    public string Propose(string secret, Guid staffId) => proposals.Protect($"{staffId} {secret}", Patience);

    /// <summary>The secret that was proposed to somebody; null where it was not, or too long ago.</summary>
    public string? Proposed(string proposal, Guid staffId)
    {
        try
        {
            return proposals.Unprotect(proposal).Split(' ') is [var whom, var secret] && whom == $"{staffId}" ? secret : null;
        }
        catch (CryptographicException)
        {
            return null; // Too old, or nothing of ours.
        }
    }

    /// <summary>Takes a one-time password or a recovery code.</summary>
    public async Task<Taken> Take(Guid staffId, string code, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var attempt = await attempts.Begin($"second factor {staffId}", "", cancellationToken);
        if (attempt.Wait is { } wait)
        {
            return new Taken(false, wait);
        }
        var plain = code.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        var taken = await SecretOf(staffId, cancellationToken) is { } factor && (plain.Length == 6
            ? Matches(protector.Unprotect(factor.Secret), plain, out var step)
                && await Ask($"""select access.use_step({staffId}, {step}) as "Value" """, cancellationToken)
            : await Ask($"""select access.use_recovery_code({staffId}, {Digest(plain)}, {now}) as "Value" """, cancellationToken));
        await (taken ? attempt.Succeeded(cancellationToken) : attempt.Failed(cancellationToken));
        return new Taken(taken, null);
    }

    /// <summary>Gives the caller a second factor, once a code has shown that the secret has arrived; answers recovery codes, to be shown this once.</summary>
    /// <returns>Null where the code is wrong, or where there is a second factor already.</returns>
    public async Task<IReadOnlyList<string>?> Enrol(string secret, string code, CancellationToken cancellationToken)
    {
        if (!Matches(secret, code.Replace(" ", "", StringComparison.Ordinal), out var step))
        {
            return null;
        }
        string[] codes = [.. Enumerable.Range(0, RecoveryCodes).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16))];
        var isNew = await Ask($"""
            select access.enrol_second_factor({protector.Protect(secret)}, {step}, {codes.Select(Digest).ToArray()}) as "Value"
            """, cancellationToken);
        return isNew ? [.. codes.Select(c => string.Join('-', c.Chunk(4).Select(part => new string(part))))] : null;
    }

    /// <summary>Gives somebody one whose secret is known to who asks: of accounts that are made up (seed-demo), by the system.</summary>
    public async Task<string> Give(Guid staffId, CancellationToken cancellationToken)
    {
        var secret = NewSecret();
        await db.Database.ExecuteSqlAsync($"CALL access.give_second_factor({staffId}, {protector.Protect(secret)})", cancellationToken);
        return secret;
    }

    /// <summary>What an app shows at a moment of the machine's clock, by which it goes however far the product's was moved.</summary>
    public static string CodeAt(string secret, DateTimeOffset moment) => new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(moment.UtcDateTime);

    private static bool Matches(string secret, string code, out long step) =>
        new Totp(Base32Encoding.ToBytes(secret)).VerifyTotp(MachineTime.Now.UtcDateTime, code, out step, Window);

    private Task<Factor?> SecretOf(Guid staffId, CancellationToken cancellationToken) => db.Database
        .SqlQuery<Factor>($"""select secret as "Secret", last_step as "LastStep" from access.second_factor_of({staffId})""")
        .SingleOrDefaultAsync(cancellationToken);

    private Task<bool> Ask(FormattableString sql, CancellationToken cancellationToken) => db.Database.SqlQuery<bool>(sql).SingleAsync(cancellationToken);

    private static byte[] Digest(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));

    private sealed record Factor(string Secret, long LastStep);

    /// <summary>What somebody has besides a password.</summary>
    /// <param name="HasCode">One-time passwords.</param>
    /// <param name="HasPasskey">A passkey, which needs the sign-in page.</param>
    public sealed record Means(bool HasCode, bool HasPasskey);

    /// <summary>What became of a code.</summary>
    /// <param name="IsRight">It was right, and is good no more.</param>
    /// <param name="Wait">Too early after wrong ones: how long to wait.</param>
    public sealed record Taken(bool IsRight, TimeSpan? Wait);
}

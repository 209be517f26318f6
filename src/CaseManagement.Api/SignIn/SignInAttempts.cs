using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using CaseManagement.Api.Http;
using Npgsql;

namespace CaseManagement.Api.SignIn;

/// <summary>
/// Slows guessing down without locking anybody out: after five wrong passwords for a name from one address the next attempt
/// from there has to wait 1, 2, 4 … 60 seconds, whether it is right or wrong and whether the name exists. Another address is not
/// delayed. An hour without a wrong one forgets them.
/// </summary>
public sealed class SignInAttempts(NpgsqlDataSource source, ProductClock time) : IDisposable
{
    /// <summary>Wrong passwords that cost nothing.</summary>
    public const int Free = 5;

    /// <summary>How long wrong passwords are remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private const int LongestWaitSeconds = 60;
    private const int Waiting = 500;

    // One at a time for a name and address, so that each of many guesses at once sees the wrong ones before it, and none of many
    // right ones is in the way of the next. Of one process: several instances take as many turns.
    private readonly PartitionedRateLimiter<string> turns = PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetConcurrencyLimiter(key, _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = Waiting }));

    /// <summary>Begins an attempt: it may have to wait (<see cref="SignInAttempt.Wait"/>). To be disposed of when it is over.</summary>
    public async Task<SignInAttempt> Begin(string userName, string address, CancellationToken cancellationToken)
    {
        var (name, from) = (await NameOf(userName, cancellationToken), SHA256.HashData(Encoding.UTF8.GetBytes(Limits.Subscriber(address))));
        var turn = await turns.AcquireAsync(Convert.ToHexString([.. name, .. from]), 1, cancellationToken);
        try
        {
            return new SignInAttempt(this, name, from, turn, turn.IsAcquired ? await WaitOf(name, from, cancellationToken) : TimeSpan.FromSeconds(1));
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Forgets the wrong passwords for a name, from wherever they came.</summary>
    public async Task Forget(string userName, CancellationToken cancellationToken)
    {
        await using var command = Command("delete from access.sign_in_attempt where name_digest = $1", await NameOf(userName, cancellationToken));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => turns.Dispose();

    private async Task<TimeSpan?> WaitOf(byte[] name, byte[] from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = Command("""
            select failed, at from access.sign_in_attempt where name_digest = $1 and address_digest = $2 and failed >= $3 and at > $4
            """, name, from, Free, now - Memory);
        await using var found = await command.ExecuteReaderAsync(cancellationToken);
        if (!await found.ReadAsync(cancellationToken))
        {
            return null;
        }
        var seconds = Math.Min(LongestWaitSeconds, Math.Pow(2, found.GetInt32(0) - Free));
        var wait = found.GetFieldValue<DateTimeOffset>(1).AddSeconds(seconds) - now;
        return wait > TimeSpan.Zero ? wait : null;
    }

    // On a connection of its own: a refusal takes the transaction of its request with it.
    internal async Task Failed(byte[] name, byte[] from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = Command("""
            insert into access.sign_in_attempt as a (name_digest, address_digest, failed, at) values ($1, $2, 1, $3)
            on conflict (name_digest, address_digest) do update set failed = case when a.at <= $4 then 1 else a.failed + 1 end, at = $3
            """, name, from, now, now - Memory);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal async Task Succeeded(byte[] name, byte[] from, CancellationToken cancellationToken)
    {
        await using var command = Command("delete from access.sign_in_attempt where name_digest = $1 and address_digest = $2", name, from);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
        return command;
    }

    // The database's lower() finds the account: what it takes for one name has to count as one (İ and I are both its i). Of ASCII there is nothing to ask.
    private async Task<byte[]> NameOf(string userName, CancellationToken cancellationToken)
    {
        var name = userName.Trim();
        if (Ascii.IsValid(name))
        {
            return SHA256.HashData(Encoding.UTF8.GetBytes(name.ToLowerInvariant()));
        }
        await using var command = Command("select sha256(convert_to(lower($1), 'UTF8'))", name);
        return (byte[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>One attempt with a password; the next one for the same name and address waits until it is disposed of.</summary>
public sealed class SignInAttempt : IDisposable
{
    private readonly SignInAttempts attempts;
    private readonly byte[] name, from;
    private readonly RateLimitLease turn;

    internal SignInAttempt(SignInAttempts attempts, byte[] name, byte[] from, RateLimitLease turn, TimeSpan? wait) =>
        (this.attempts, this.name, this.from, this.turn, Wait) = (attempts, name, from, turn, wait);

    /// <summary>How long to wait where it is too early: the password is not to be looked at.</summary>
    public TimeSpan? Wait { get; }

    /// <summary>The password was wrong.</summary>
    public Task Failed(CancellationToken cancellationToken) => attempts.Failed(name, from, cancellationToken);

    /// <summary>The password was right: what was wrong before is forgotten.</summary>
    public Task Succeeded(CancellationToken cancellationToken) => attempts.Succeeded(name, from, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => turn.Dispose();
}

using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace CaseManagement.Api.SignIn;

/// <summary>
/// Slows guessing down without locking anybody out: after five wrong passwords for a name from one address the next attempt
/// from there has to wait 1, 2, 4 … 60 seconds, whether it is right or wrong and whether the name exists. Another address is not
/// delayed. An hour without an attempt forgets them.
/// </summary>
public sealed class SignInAttempts(NpgsqlDataSource source)
{
    /// <summary>Wrong passwords that cost nothing.</summary>
    public const int Free = 5;

    /// <summary>How long the wrong passwords of an hour ago are remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private const int LongestWaitSeconds = 60;

    /// <summary>
    /// Counts an attempt before the password is looked at, so that parallel guesses are all counted; on a connection of its own,
    /// because a refusal takes the transaction of the request with it.
    /// </summary>
    /// <returns>How long to wait where it is too early; null where the attempt may be made.</returns>
    public async Task<TimeSpan?> Claim(string userName, string address, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            with claimed as (
                insert into access.sign_in_attempt as a (name_digest, address_digest, failed, at) values ($1, $2, 1, $3)
                on conflict (name_digest, address_digest) do update
                    set failed = case when a.at < $3 - $4 then 1 else a.failed + 1 end, at = $3
                    where a.failed < {Free} or a.at + make_interval(secs => least({LongestWaitSeconds}, power(2, least(a.failed - {Free}, 30)))) <= $3
                returning failed)
            select case when not exists (select from claimed) then (
                select extract(epoch from a.at + make_interval(secs => least({LongestWaitSeconds}, power(2, least(a.failed - {Free}, 30)))) - $3)
                from access.sign_in_attempt a where a.name_digest = $1 and a.address_digest = $2) end
            """);
        command.Parameters.Add(new() { Value = Digest(userName) });
        command.Parameters.Add(new() { Value = Digest(address) });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = Memory });
        return await command.ExecuteScalarAsync(cancellationToken) is decimal seconds ? TimeSpan.FromSeconds((double)seconds) : null;
    }

    /// <summary>The password was right.</summary>
    public async Task Forget(string userName, string address, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("delete from access.sign_in_attempt where name_digest = $1 and address_digest = $2");
        command.Parameters.Add(new() { Value = Digest(userName) });
        command.Parameters.Add(new() { Value = Digest(address) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text.Trim().ToLowerInvariant()));
}

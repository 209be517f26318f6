using Npgsql;
using NpgsqlTypes;

namespace CaseManagement.Api.Pipeline;

/// <summary>Puts a refused access on record: who, what, which code; on a connection of its own.</summary>
public sealed class Refusals(NpgsqlDataSource source)
{
    /// <summary>The refusal of access (401, 403, 404) that a failure means; null for one of content, and for any other failure.</summary>
    public static RefusedException? OfAccess(Exception failure) => failure is RefusedException refused
        ? refused.Type.Status is 401 or 403 or 404 ? refused : null
        : OfSession(failure) is { } problem ? new RefusedException(problem) : null;

    /// <summary>Why the database has refused the caller's session (access.enter), whatever the exception is wrapped in; null where it has not.</summary>
    public static ProblemType? OfSession(Exception? failure) => failure switch
    {
        null => null,
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification, MessageText: "session-ended" } => AccessProblems.SessionEnded,
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification, MessageText: "password-change-required" } =>
            AccessProblems.PasswordChangeRequired,
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification, MessageText: "second-factor-setup-required" } =>
            AccessProblems.SecondFactorSetUpRequired,
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification, MessageText: "network-refused" } => AccessProblems.NetworkRefused,
        _ => OfSession(failure.InnerException),
    };

    /// <summary>Records it. The caller's transaction is gone, and the caller's cancellation must not hide the refusal.</summary>
    public async Task Record(CallContext call, RefusedException refused)
    {
        await using var command = source.CreateCommand("CALL audit.record_event('refusal', $1, $2, $3, $4, $5, $6, $7, $8)");
        Add(NpgsqlDbType.TimestampTz, call.Now);
        Add(NpgsqlDbType.Uuid, call.Caller.OrganisationId);
        Add(NpgsqlDbType.Uuid, call.Caller.StaffId);
        Add(NpgsqlDbType.Uuid, call.Caller.SessionId);
        Add(NpgsqlDbType.Text, call.RequestId);
        Add(NpgsqlDbType.Text, call.Action);
        Add(NpgsqlDbType.Text, refused.Type.Code);
        Add(NpgsqlDbType.Uuid, refused.Subject);
        await command.ExecuteNonQueryAsync(CancellationToken.None);

        void Add(NpgsqlDbType type, object? value) => command.Parameters.Add(new() { NpgsqlDbType = type, Value = value ?? DBNull.Value });
    }
}

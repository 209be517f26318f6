using System.Data.Common;
using System.Net;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace CaseManagement.Api.Persistence;

/// <summary>
/// Puts every statement under the caller's access context, so that no query can be sent without one.
/// Inside a transaction the context is entered once, with its BEGIN; outside, "CALL access.enter" goes ahead of the
/// query in the same round trip (statements up to one Sync are one transaction, and the settings are local to it).
/// </summary>
/// <param name="systemKey">With which the system enters (System:Key); null where the database asks for none.</param>
public sealed class AccessContextInterceptor(string? systemKey = null) : DbCommandInterceptor, IDbTransactionInterceptor
{
    /// <inheritdoc />
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Prefix(command, eventData);
        return ValueTask.FromResult(result);
    }

    /// <inheritdoc />
    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Prefix(command, eventData);
        return ValueTask.FromResult(result);
    }

    /// <inheritdoc />
    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Prefix(command, eventData);
        return ValueTask.FromResult(result);
    }

    /// <inheritdoc />
    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) => throw Synchronous();

    /// <inheritdoc />
    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result) => throw Synchronous();

    /// <inheritdoc />
    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result) => throw Synchronous();

    /// <inheritdoc />
    public async ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is CaseDb { Call: { } call })
        {
            // Npgsql sends BEGIN together with this first command: one round trip for both.
            await using var command = (NpgsqlCommand)connection.CreateCommand();
            command.Transaction = (NpgsqlTransaction)result;
            if (Enter(command, call) is { } enter)
            {
                command.CommandText = enter;
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
        return result;
    }

    /// <inheritdoc />
    public DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result) => throw Synchronous();

    private void Prefix(DbCommand command, CommandEventData eventData)
    {
        if (command.Transaction is null && eventData.Context is CaseDb { Call: { } call } && Enter((NpgsqlCommand)command, call) is { } enter)
        {
            command.CommandText = enter + ";\n" + command.CommandText;
        }
    }

    /// <summary>The statement that enters the caller's context, its parameters added; null for anonymous callers.</summary>
    internal string? Enter(NpgsqlCommand command, CallContext call)
    {
        var caller = call.Caller;
        if (caller is { SessionId: null, IsSystem: false })
        {
            return null; // No context, no rows.
        }
        var id = caller.IsSystem ? caller.OrganisationId : caller.SessionId;
        command.Parameters.Add(new NpgsqlParameter("ctx_id", NpgsqlDbType.Uuid) { Value = (object?)id ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("ctx_now", NpgsqlDbType.TimestampTz) { Value = call.Now });
        command.Parameters.Add(new NpgsqlParameter("ctx_request", NpgsqlDbType.Text) { Value = call.RequestId });
        command.Parameters.Add(new NpgsqlParameter("ctx_action", NpgsqlDbType.Text) { Value = call.Action });
        command.Parameters.Add(new NpgsqlParameter("ctx_reason", NpgsqlDbType.Text) { Value = (object?)call.Reason ?? DBNull.Value });
        if (caller.ApiClientId is not null)
        {
            var address = IPAddress.TryParse(call.Address, out var from) ? from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from : null;
            command.Parameters.Add(new NpgsqlParameter("ctx_address", NpgsqlDbType.Inet) { Value = (object?)address ?? DBNull.Value });
            return "CALL access.enter_client(@ctx_id, @ctx_now, @ctx_request, @ctx_action, @ctx_reason, @ctx_address)";
        }
        if (!caller.IsSystem)
        {
            return "CALL access.enter(@ctx_id, @ctx_now, @ctx_request, @ctx_action, @ctx_reason)";
        }
        command.Parameters.Add(new NpgsqlParameter("ctx_key", NpgsqlDbType.Text) { Value = (object?)systemKey ?? DBNull.Value });
        return "CALL access.enter_system(@ctx_id, @ctx_now, @ctx_request, @ctx_action, @ctx_reason, @ctx_key)";
    }

    private static InvalidOperationException Synchronous() => new("Database work is asynchronous here.");
}

using CaseManagement.Api.Access;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace CaseManagement.Api.Audit;

/// <summary>
/// Every reading of a person's data and every refused access is on record before the answer leaves. If the record
/// cannot be written, there is no answer.
/// </summary>
public sealed class RecordAccessBehavior<TRequest, TResponse>(CaseDb db, CallContext call, NpgsqlDataSource source) : IPipelineBehavior<TRequest, TResponse>
{
    /// <inheritdoc />
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var outermost = !call.IsHandling;
        call.IsHandling = true;
        TResponse answer;
        try
        {
            answer = await next();
        }
        catch (RefusedException refused) when (outermost && refused.Type.Status is (401 or 403 or 404))
        {
            await RecordRefusal(refused);
            throw;
        }
        if (outermost && answer is IShowsPersons shown && shown.ShownClients().Distinct().ToArray() is { Length: > 0 } clients)
        {
            await db.Database.ExecuteSqlAsync($"CALL audit.record_read({clients}, null)", cancellationToken);
        }
        return answer;
    }

    // On a connection of its own: the caller's transaction is gone, and the caller's cancellation must not hide the refusal.
    private async Task RecordRefusal(RefusedException refused)
    {
        await using var command = source.CreateCommand("CALL audit.record_event('refusal', $1, $2, $3, $4, $5, $6, $7, $8)");
        command.Parameters.Add(new() { Value = call.Now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = (object?)call.Caller.OrganisationId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = (object?)call.Caller.StaffId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = (object?)call.Caller.SessionId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = call.RequestId, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = call.Action, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = refused.Type.Code, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)refused.Subject ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}

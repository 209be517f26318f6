using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CaseManagement.Api.Persistence;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CaseManagement.Api.Pipeline;

/// <summary>
/// One command, one transaction. A repeated Idempotency-Key is answered with the first call's answer, which was stored
/// in that call's own transaction: a cut connection or a killed process leaves either both or neither. Whoever was overtaken (a constraint
/// that his handler had looked at, a deadlock) begins once more.
/// </summary>
public sealed class TransactionBehavior<TRequest, TResponse>(CaseDb db, CallContext call) : IPipelineBehavior<TRequest, TResponse>
{
    private static readonly bool IsCommand = typeof(ICommand<TResponse>).IsAssignableFrom(typeof(TRequest))
        && !typeof(TRequest).IsDefined(typeof(InPiecesAttribute), false);

    private static readonly PropertyInfo? Seen = typeof(TRequest).GetProperty("Version", typeof(uint)); // If-Match.

    /// <inheritdoc />
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (!IsCommand || db.Database.CurrentTransaction is not null)
        {
            // One thing of a bulk command has the verdict that the single call would have.
            return IsCommand && db.Savepoint is not null ? await Run(request, next, cancellationToken) : await next();
        }
        try
        {
            return await InTransaction(request, next, cancellationToken);
        }
        catch (Exception lost) when (WasOvertaken(lost))
        {
            // Asked once more, the handler meets what the other has written: he refuses with its id, or has nothing to object any more.
            db.ChangeTracker.Clear();
            return await InTransaction(request, next, cancellationToken);
        }
    }

    // What PostgreSQL calls transient, EF wraps once more.
    private static bool WasOvertaken(Exception? failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation
            or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
    } || failure is InvalidOperationException or (DbUpdateException and not DbUpdateConcurrencyException) && WasOvertaken(failure.InnerException);

    private async Task<TResponse> InTransaction(TRequest request, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        TResponse answer;
        if (call is { IdempotencyKey: { } key, Caller: { IsSignedIn: true, OrganisationId: { } organisationId } caller })
        {
            var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(call.Target + "\n"), .. JsonSerializer.SerializeToUtf8Bytes(request)]);
            if (await EarlierAnswer(caller, organisationId, key, hash, cancellationToken) is { } earlier)
            {
                return JsonSerializer.Deserialize<TResponse>(earlier)!;
            }
            answer = await Run(request, next, cancellationToken);
            await db.Database.ExecuteSqlAsync($"""
                update access.idempotent_answer set answer = {JsonSerializer.Serialize(answer)}::jsonb
                where caller_id = {caller.StaffId ?? caller.ApiClientId} and organisation_id = {organisationId} and key = {key}
                """, cancellationToken);
        }
        else
        {
            answer = await Run(request, next, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return answer;
    }

    // Of two at once the second may have read the resource before the first was done and the rest after it: a contradiction that the handler
    // finds then is none of the caller's, who has read something old (412).
    private async Task<TResponse> Run(TRequest request, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        try
        {
            return await next();
        }
        catch (RefusedException refused) when (refused.Type.Status == StatusCodes.Status409Conflict && Seen is not null)
        {
            throw await db.HasOldVersion((uint)Seen.GetValue(request)!, cancellationToken) ? new RefusedException(HttpProblems.Stale) : refused;
        }
    }

    // Claims the key. A second call with the same key waits here until the first has committed, then finds its answer.
    private async Task<string?> EarlierAnswer(Caller caller, Guid organisationId, string key, byte[] hash, CancellationToken cancellationToken)
    {
        var claimed = await db.Database.ExecuteSqlAsync($"""
            insert into access.idempotent_answer (staff_id, api_client_id, organisation_id, key, request_hash, created_at)
            values ({caller.StaffId}, {caller.ApiClientId}, {organisationId}, {key}, {hash}, {call.Now}) on conflict do nothing
            """, cancellationToken);
        if (claimed == 1)
        {
            return null;
        }
        var earlier = await db.Database.SqlQuery<Earlier>($"""
            select request_hash as "Hash", answer::text as "Answer" from access.idempotent_answer
            where caller_id = {caller.StaffId ?? caller.ApiClientId} and organisation_id = {organisationId} and key = {key}
            """).SingleAsync(cancellationToken);
        return earlier.Hash.AsSpan().SequenceEqual(hash) ? earlier.Answer : throw new RefusedException(HttpProblems.KeyReused);
    }

    private sealed record Earlier(byte[] Hash, string? Answer);
}

using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Audit;

/// <summary>The own organisation's trail, newest first: who, when, what and which fields; never what was in them.</summary>
/// <param name="Kind">change, read, refusal, sign_in or event.</param>
/// <param name="Action">The command or query, e.g. SubmitHandover.</param>
/// <param name="StaffId">Who.</param>
/// <param name="RowId">Which row was changed or asked for.</param>
/// <param name="ClientId">Whose data was read or changed.</param>
/// <param name="From">Not before this instant.</param>
/// <param name="Until">Before this instant.</param>
/// <param name="Cursor">Where to go on.</param>
/// <param name="Limit">1 to 200, usually 50.</param>
[Requires(Permission.ReadAudit)]
public sealed record ListAuditEntries(string? Kind, string? Action, Guid? StaffId, Guid? RowId, Guid? ClientId, DateTimeOffset? From, DateTimeOffset? Until,
    string? Cursor, int? Limit) : IQuery<Page<AuditEntry>>;

/// <summary>An entry of the trail as the data-protection officer reads it.</summary>
/// <param name="Id">Its number; ascending in the order of recording.</param>
/// <param name="At">When.</param>
/// <param name="Kind">change, read, refusal, sign_in or event.</param>
/// <param name="Action">The command or query.</param>
/// <param name="StaffId">Who; null for the system and for nobody signed in.</param>
/// <param name="SessionId">In which session.</param>
/// <param name="RequestId">Correlates with the log.</param>
/// <param name="Table">Which table was changed.</param>
/// <param name="RowId">Which row was changed or asked for.</param>
/// <param name="Operation">insert, update or delete.</param>
/// <param name="Fields">The columns that were set or changed; never their content.</param>
/// <param name="ClientIds">Whose data was read or changed.</param>
/// <param name="Code">The stable code of a refusal, sign-in or event. Reasons in words may hold content and are not shown.</param>
public sealed record AuditEntry(
    [Example(48213)] long Id,
    [Example(Sample.Instant)] DateTimeOffset At,
    [Example("change")] string Kind,
    [Example("UpdateClient")] string Action,
    Guid? StaffId,
    Guid? SessionId,
    [Example("0HN7A1B2C3D4E:00000001")] string? RequestId,
    [Example("client")] string? Table,
    Guid? RowId,
    [Example("update")] string? Operation,
    [Example("given_name")] string[] Fields,
    Guid[] ClientIds,
    [Example(null)] string? Code);

/// <summary>Where the trail goes on.</summary>
internal sealed record AuditKey(long Id);

internal sealed class ListAuditEntriesValidator : AbstractValidator<ListAuditEntries>
{
    public ListAuditEntriesValidator()
    {
        RuleFor(list => list.Kind).Must(kind => kind is null or "change" or "read" or "refusal" or "sign_in" or "event").WithErrorCode("unknown-kind");
        RuleFor(list => list.Action).MaximumLength(200);
        RuleFor(list => list.Until).GreaterThan(list => list.From).When(list => list.From is not null && list.Until is not null);
    }
}

internal sealed class ListAuditEntriesHandler(CaseDb db) : IHandler<ListAuditEntries, Page<AuditEntry>>
{
    public async Task<Page<AuditEntry>> Handle(ListAuditEntries request, CancellationToken cancellationToken)
    {
        var limit = Http.Cursor.Limit(request.Limit);
        var filter = new { request.Kind, request.Action, request.StaffId, request.RowId, request.ClientId, request.From, request.Until };
        var after = Http.Cursor.Read<AuditKey>(request.Cursor, filter)?.Id;
        // Statements are planned with their values, so a filter that is not given costs nothing. The fields come from a
        // definer function, for the rows of the page only: before and after are out of the application's reach.
        var rows = await db.Database.SqlQuery<AuditEntry>($"""
            select e.id as "Id", e.at as "At", e.kind as "Kind", e.action as "Action", e.staff_id as "StaffId", e.session_id as "SessionId", e.request_id as "RequestId",
                   e.table_name as "Table", e.row_id as "RowId", e.operation as "Operation",
                   case when e.kind = 'change' then coalesce(audit.changed_fields(e.id), array[]::text[]) else array[]::text[] end as "Fields",
                   coalesce(e.client_ids, array[]::uuid[]) as "ClientIds",
                   case when e.kind in ('refusal', 'sign_in', 'event') then e.reason end as "Code"
            from (
                select id, at, kind, action, staff_id, session_id, request_id, table_name, row_id, operation, client_ids, reason
                from audit.entry
                where organisation_id = access.organisation_id()
                  and ({after}::bigint is null or id < {after})
                  and ({request.Kind}::text is null or kind = {request.Kind})
                  and ({request.Action}::text is null or action = {request.Action})
                  and ({request.StaffId}::uuid is null or staff_id = {request.StaffId})
                  and ({request.RowId}::uuid is null or row_id = {request.RowId})
                  and ({request.ClientId}::uuid is null or id in (select audit.entries_of({request.ClientId})))
                  and ({request.From}::timestamptz is null or at >= {request.From})
                  and ({request.Until}::timestamptz is null or at < {request.Until})
                order by id desc
                limit {limit + 1}) e
            order by e.id desc
            """).ToListAsync(cancellationToken);
        return Http.Cursor.Page(rows, limit, filter, row => new AuditKey(row.Id));
    }
}

using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Audit;

/// <summary>What an entry of the trail tells of.</summary>
public enum AuditKind
{
    /// <summary>A row was added, changed or taken away.</summary>
    Change,
    /// <summary>A person's data was shown.</summary>
    Read,
    /// <summary>Access was refused.</summary>
    Refusal,
    /// <summary>Somebody signed in, or tried to.</summary>
    SignIn,
    /// <summary>Something else that happened, told by its code.</summary>
    Event,
}

/// <summary>The own organisation's trail, newest first: who, when, what and which fields; never what was in them.</summary>
/// <param name="Kind">Only entries of one kind.</param>
/// <param name="Action">The command or query, e.g. SubmitHandover.</param>
/// <param name="StaffId">Who.</param>
/// <param name="RowId">Which row was changed or asked for.</param>
/// <param name="ClientId">Whose data was read or changed.</param>
/// <param name="From">Not before this instant.</param>
/// <param name="Until">Before this instant.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadAudit)]
[Operation("Read the audit trail", """
    The own organisation's entries, newest first. Who, when, what and which fields; never the content of a field, and no names but those of colleagues.
    """)]
public sealed record ListAuditEntries(
    AuditKind? Kind,
    string? Action,
    Guid? StaffId,
    Guid? RowId,
    Guid? ClientId,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    Paging Page) : IQuery<Page<AuditEntry>>;

/// <summary>An entry of the trail as the data-protection officer reads it.</summary>
/// <param name="Id">Its number; ascending in the order of recording.</param>
/// <param name="At">When.</param>
/// <param name="Kind">change, read, refusal, sign_in or event.</param>
/// <param name="Action">The command or query.</param>
/// <param name="StaffId">Who; null for the system and for nobody signed in.</param>
/// <param name="StaffName">The colleague's name; null for the system and for another organisation's colleague.</param>
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
    [Example(Sample.Colleague)] string? StaffName,
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
        RuleFor(list => list.Action).MaximumLength(200);
        RuleFor(list => list.Until).GreaterThan(list => list.From).When(list => list.From is not null && list.Until is not null);
    }
}

internal sealed class ListAuditEntriesHandler(CaseDb db) : IHandler<ListAuditEntries, Page<AuditEntry>>
{
    // Statements are planned with their values, so a filter that is not given costs nothing.
    private const string Filter = """
          and ({0}::text is null or kind = {0})
          and ({1}::text is null or action = {1})
          and ({2}::uuid is null or staff_id = {2})
          and ({3}::uuid is null or row_id = {3})
          and ({4}::uuid is null or {4} = any (client_ids))
          and ({5}::timestamptz is null or at >= {5})
          and ({6}::timestamptz is null or at < {6})
        """;

    private const string All = $"from audit.entry where organisation_id = access.organisation_id()\n{Filter}";

    // A person's entries have a door of their own, with an index behind it.
    private const string OfPerson = $"from audit.entries_of({{4}}) where true\n{Filter}";

    private const string Columns = """
        select id as "Id", at as "At", kind as "Kind", action as "Action", staff_id as "StaffId", null::text as "StaffName", session_id as "SessionId",
               request_id as "RequestId", table_name as "Table", row_id as "RowId", operation as "Operation",
               coalesce(fields, array[]::text[]) as "Fields", coalesce(client_ids, array[]::uuid[]) as "ClientIds",
               case when kind in ('refusal', 'sign_in', 'event') then reason end as "Code"
        """;

    private const string Page = """
          and ({7}::bigint is null or id < {7})
        order by id desc limit {8}
        """;

    private const string Count = "select count(*)::int as \"Value\"";

    public async Task<Page<AuditEntry>> Handle(ListAuditEntries request, CancellationToken cancellationToken)
    {
        var (limit, filter) = (Cursor.Limit(request.Page.Limit), request with { Page = Paging.First });
        var after = Cursor.Read<AuditKey>(request.Page.Cursor, filter)?.Id;
        var kind = request.Kind is { } asked ? SnakeCase.Of(asked.ToString()) : null;
        var (from, until) = (request.From?.ToUniversalTime(), request.Until?.ToUniversalTime());
        var (page, count) = request.ClientId is null
            ? ($"{Columns}\n{All}\n{Page}", $"{Count}\n{All}") : ($"{Columns}\n{OfPerson}\n{Page}", $"{Count}\n{OfPerson}");
        object?[] values = [kind, request.Action, request.StaffId, request.RowId, request.ClientId, from, until];
        var rows = await db.Database.SqlQueryRaw<AuditEntry>(page, [.. values!, after!, limit + 1]).ToListAsync(cancellationToken);
        var names = await db.NamesOf(rows.Select(row => row.StaffId), cancellationToken);
        rows = rows.ConvertAll(row => row with { StaffName = names.Of(row.StaffId) });
        return Cursor.Page(rows, limit, filter, row => new AuditKey(row.Id)) with
        {
            Count = request.Page.Count ? await db.Database.SqlQueryRaw<int>(count, values!).SingleAsync(cancellationToken) : null,
        };
    }
}

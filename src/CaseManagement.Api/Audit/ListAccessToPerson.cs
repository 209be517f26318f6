using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Audit;

/// <summary>Who has read or changed a person's data, per colleague and action: what Art. 15 GDPR and a suspicion ask for.</summary>
/// <param name="ClientId">The person.</param>
/// <param name="From">Not before this instant.</param>
/// <param name="Until">Before this instant.</param>
[Requires(Permission.ReadAudit)]
[Operation("See who has read or changed a person's data", "By colleague and action. Asking is on record, too.")]
public sealed record ListAccessToPerson(Guid ClientId, DateTimeOffset? From, DateTimeOffset? Until) : IQuery<AccessToPerson>;

/// <summary>Who has had to do with a person's data.</summary>
/// <param name="ClientId">The person.</param>
/// <param name="Items">By colleague, kind and action; the latest first. The single entries: GET /audit/entries?clientId=…</param>
public sealed record AccessToPerson(Guid ClientId, IReadOnlyList<PersonAccess> Items) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId]; // Looking up who looked is on record, too.
}

/// <summary>What one colleague has done with one action.</summary>
/// <param name="StaffId">Who; null for the system.</param>
/// <param name="StaffName">The colleague's name; null for the system and for another organisation's colleague.</param>
/// <param name="Kind">read or change.</param>
/// <param name="Action">The command or query.</param>
/// <param name="Times">How often.</param>
/// <param name="FirstAt">The first time.</param>
/// <param name="LastAt">The last time.</param>
public sealed record PersonAccess(
    Guid? StaffId,
    [Example(Sample.Colleague)] string? StaffName,
    [Example("read")] string Kind,
    [Example("GetClient")] string Action,
    long Times,
    DateTimeOffset FirstAt,
    [Example(Sample.LaterInstant)] DateTimeOffset LastAt);

internal sealed class ListAccessToPersonHandler(CaseDb db) : IHandler<ListAccessToPerson, AccessToPerson>
{
    // More than any real file has: colleagues × actions.
    private const int Most = 1000;

    public async Task<AccessToPerson> Handle(ListAccessToPerson request, CancellationToken cancellationToken)
    {
        var (from, until) = (request.From?.ToUniversalTime(), request.Until?.ToUniversalTime());
        var rows = await db.Database.SqlQuery<PersonAccess>($"""
            select staff_id as "StaffId", null::text as "StaffName",
                   kind as "Kind", action as "Action", count(distinct coalesce(request_id, id::text)) as "Times",
                   min(at) as "FirstAt", max(at) as "LastAt"
            from audit.entries_of({request.ClientId})
            where kind in ('read', 'change')
              and ({from}::timestamptz is null or at >= {from})
              and ({until}::timestamptz is null or at < {until})
            group by staff_id, kind, action
            order by max(at) desc, action
            limit {Most}
            """).ToListAsync(cancellationToken);
        // A person of whom the own trail knows nothing is somebody else's, or nobody.
        var names = await db.NamesOf(rows.Select(row => row.StaffId), cancellationToken);
        return rows.Count > 0
            ? new AccessToPerson(request.ClientId, rows.ConvertAll(row => row with { StaffName = names.Of(row.StaffId) }))
            : throw RefusedException.NotFound(request.ClientId);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>What has happened in a case, newest first.</summary>
/// <param name="Id">The case.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("Get the timeline", """
    What has happened, newest first: opened, closed, reopened, responsibility, phase, contacts, assessments, handovers, reminders.
    Restricted compartments appear to those only who may open them.
    """)]
public sealed record GetCaseTimeline(Guid Id, Paging Page) : IQuery<Timeline>;

/// <summary>A page of the timeline.</summary>
/// <param name="Items">What happened.</param>
/// <param name="NextCursor">Send as "cursor" for what was before; null at the beginning of the case.</param>
/// <param name="ClientId">Whose case it is.</param>
public sealed record Timeline(IReadOnlyList<TimelineItem> Items, [Example(Sample.Cursor)] string? NextCursor, Guid ClientId) : IShowsPersons
{
    /// <summary>How many items there are at all; with count=true only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Example(null)]
    public int? Count { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>One thing that happened.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">case_opened, case_closed, case_reopened, phase_changed, responsibility_changed, contact, assessment_completed, reminder_done, handover_submitted, …</param>
/// <param name="SubjectId">The record behind it: the case, contact, reminder …</param>
/// <param name="Code">A coded reason, phase or kind: of case_closed the list case-closing-reason, of contact the list contact-kind.</param>
/// <param name="Detail">A second code or a status: of contact the list contact-outcome.</param>
/// <param name="Text">Words that belong to it: a reason, a title.</param>
/// <param name="TeamId">The team that it concerns.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="StaffId">The lead worker of a responsibility, else who did it; null for the system.</param>
/// <param name="StaffName">The name; null for the system and for another organisation's colleague.</param>
public sealed record TimelineItem(
    [Example(Sample.Instant)] DateTimeOffset At,
    [Example("contact")] string Kind,
    Guid SubjectId,
    [Example("office")] string? Code,
    [Example("counselled")] string? Detail,
    [Example(null)] string? Text,
    Guid? TeamId,
    [Example(Sample.Team)] string? TeamName,
    Guid? StaffId,
    [Example(Sample.Colleague)] string? StaffName);

/// <summary>
/// The branches of the feed, one per source. Each reads its own index newest first and no further than the page, so that
/// the union costs (branches × limit) rows at most. Row-level security holds in each: what the caller may not open does
/// not appear. Columns: id (unique in the feed, for the order), at, kind, subject_id, code, detail, text, team_id, staff_id.
/// </summary>
internal static class TimelineBranches
{
    internal static readonly IReadOnlyList<string> All =
    [
        """
        select e.id, e.at, case e.kind when 'phase_changed' then e.kind else 'case_' || e.kind end, e.case_id, e.code, null::text, e.note, null::uuid, e.staff_id
        from app.case_event e where e.case_id = {0} and (e.at, e.id) < ({1}, {2}) order by e.at desc, e.id desc limit {3}
        """,
        """
        select r.id, r.from_at, 'responsibility_changed', r.case_id, null, null, r.reason, r.team_id, r.lead_staff_id
        from app.case_responsibility r where r.case_id = {0} and (r.from_at, r.id) < ({1}, {2}) order by r.from_at desc, r.id desc limit {3}
        """,
        """
        select cc.contact_id, cc.at, 'contact', cc.contact_id, k.kind, k.outcome, null, k.team_id, k.staff_id
        from app.contact_client cc join app.contact k on k.id = cc.contact_id
        where cc.case_id = {0} and (cc.at, cc.contact_id) < ({1}, {2}) order by cc.at desc, cc.contact_id desc limit {3}
        """,
        """
        select a.id, a.completed_at, 'assessment_completed', a.id, null, a.status, null, null, a.completed_by
        from app.assessment a where a.case_id = {0} and a.completed_at is not null and (a.completed_at, a.id) < ({1}, {2}) order by a.completed_at desc, a.id desc limit {3}
        """,
        """
        select m.id, m.closed_at, 'reminder_' || m.status, m.id, m.kind, null, m.title, m.team_id, m.closed_by
        from app.reminder m where m.case_id = {0} and m.closed_at is not null and (m.closed_at, m.id) < ({1}, {2}) order by m.closed_at desc, m.id desc limit {3}
        """,
        """
        select v.id, v.at, 'handover_' || v.to_status, v.handover_id, v.reason_code, v.action, null, h.receiver_team_id, v.staff_id
        from app.handover_person p join app.handover_move v on v.handover_id = p.handover_id join app.handover h on h.id = v.handover_id
        where p.case_id = {0} and (v.at, v.id) < ({1}, {2}) order by v.at desc, v.id desc limit {3}
        """,
    ];

    /// <summary>The union, with places for case, time, id and limit.</summary>
    internal static readonly string Sql = $"""
        select f.id as "Id", f.at as "At", f.kind as "Kind", f.subject_id as "SubjectId", f.code as "Code", f.detail as "Detail", f.text as "Text", f.team_id as "TeamId", f.staff_id as "StaffId"
        from ({string.Join("\nunion all\n", All.Select(branch => $"({branch})"))}) f (id, at, kind, subject_id, code, detail, text, team_id, staff_id)
        order by f.at desc, f.id desc limit {'{'}3{'}'}
        """;
}

internal sealed class GetCaseTimelineHandler(CaseDb db, CallContext call) : IHandler<GetCaseTimeline, Timeline>
{
    private static readonly DateTimeOffset End = DateTimeOffset.MaxValue.AddYears(-1);

    private sealed record Row(Guid Id, DateTimeOffset At, string Kind, Guid SubjectId, string? Code, string? Detail, string? Text, Guid? TeamId, Guid? StaffId);

    public async Task<Timeline> Handle(GetCaseTimeline request, CancellationToken cancellationToken)
    {
        var limit = Cursor.Limit(request.Page.Limit);
        var filter = new { request.Id };
        var after = Cursor.Read<TimeKey>(request.Page.Cursor, filter);
        var feed = Feed(after?.At ?? End, after?.Id ?? Guid.Empty, limit + 1);
        // Left join, so that a case that is not the caller's (no row) differs from a page without items.
        var rows = await (
            from c in db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.Id == request.Id)
            from row in feed.DefaultIfEmpty()
            orderby row!.At descending, row.Id descending
            select new
            {
                c.ClientId, Row = row,
                TeamName = db.Set<Team>().Where(team => team.Id == row.TeamId).Select(team => team.Name).FirstOrDefault(),
                StaffName = db.Set<Staff>().Where(staff => staff.Id == row.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            throw RefusedException.NotFound(request.Id);
        }
        var page = Cursor.Page([.. rows.Where(row => row.Row is not null)], limit, filter, row => new TimeKey(row.Row!.At, row.Row.Id));
        return new Timeline([.. page.Items.Select(item => new TimelineItem(item.Row!.At, item.Row.Kind, item.Row.SubjectId, item.Row.Code, item.Row.Detail, item.Row.Text,
            item.Row.TeamId, item.TeamName, item.Row.StaffId, item.StaffName))], page.NextCursor, rows[0].ClientId)
        {
            Count = await Feed(End, Guid.Empty, int.MaxValue).CountFor(request.Page, cancellationToken),
        };

        IQueryable<Row> Feed(DateTimeOffset before, Guid beforeId, int most) => db.Database.SqlQueryRaw<Row>(TimelineBranches.Sql, request.Id, before, beforeId, most);
    }
}

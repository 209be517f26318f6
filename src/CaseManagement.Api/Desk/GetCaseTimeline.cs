using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>What has happened in a case, newest first.</summary>
/// <param name="Id">The case.</param>
/// <param name="Kind">Only what is of these kinds, several between commas: contact,document_recorded.</param>
/// <param name="From">At this moment or later.</param>
/// <param name="Until">Before this moment.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("Get the timeline", """
    What has happened, newest first: opened, closed, reopened, responsibility, phase, contacts, assessments, handovers, reminders, letters, documents …;
    by kind and time where you say so.
    Restricted compartments appear to those only who may open them.
    """)]
public sealed record GetCaseTimeline(
    Guid Id,
    [Example("contact,letter_received"), ClosedSet(typeof(TimelineSource), nameof(TimelineSource.AllKinds), Several = true)] string? Kind,
    DateTimeOffset? From, DateTimeOffset? Until, Paging Page) : IQuery<Timeline>;

/// <summary>A page of the timeline.</summary>
/// <param name="Items">What happened.</param>
/// <param name="NextCursor">Send as "cursor" for what was before; null at the beginning of the case.</param>
/// <param name="ClientId">Whose case it is.</param>
/// <param name="ClientName">Family name, given name.</param>
public sealed record Timeline(IReadOnlyList<TimelineItem> Items, [Example(Sample.Cursor)] string? NextCursor, Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName) : IShowsPersons
{
    /// <summary>How many items there are at all; with count=true only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Example(null)]
    public int? Count { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>One thing that happened.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">
/// case_opened, case_noted, case_closed, case_reopened, phase_changed, responsibility_changed, contact, assessment_completed, reminder_done,
/// handover_submitted, …
/// </param>
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
    [Example("contact"), ClosedSet(typeof(TimelineSource), nameof(TimelineSource.AllKinds))] string Kind,
    Guid SubjectId,
    [Example("office")] string? Code,
    [Example("counselled")] string? Detail,
    [Example(null)] string? Text,
    Guid? TeamId,
    [Example(Sample.Team)] string? TeamName,
    Guid? StaffId,
    [Example(Sample.Colleague)] string? StaffName);

internal sealed class GetCaseTimelineHandler(CaseDb db, CallContext call) : IHandler<GetCaseTimeline, Timeline>
{
    private static readonly DateTimeOffset Beginning = DateTimeOffset.UnixEpoch.AddYears(-70);
    private static readonly DateTimeOffset End = DateTimeOffset.MaxValue.AddYears(-1);

    private sealed record Place(TimeKey Key, Walk Walk);

    private sealed record Row(
        Guid Id, DateTimeOffset At, string Kind, Guid SubjectId, string? Code, string? Detail, string? Text, Guid? TeamId, Guid? StaffId);

    public async Task<Timeline> Handle(GetCaseTimeline request, CancellationToken cancellationToken)
    {
        var limit = Cursor.Limit(request.Page.Limit);
        var (filter, from) = (new { request.Id, request.Kind, request.From, request.Until }, request.From ?? Beginning);
        var kinds = request.Kind?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (kinds.Except(TimelineSource.AllKinds).Any())
        {
            throw new RefusedException(HttpProblems.Invalid) { Errors = [ProblemError.Outside("kind", HttpProblems.UnknownValue, TimelineSource.AllKinds)] };
        }
        var end = request.Until ?? End;
        var after = Cursor.Read<Place>(request.Page.Cursor, filter);
        var whole = Feed(end, Guid.Empty, int.MaxValue);
        var feed = after?.Walk.Now(limit) is { } rest ? whole.Where(row => rest.Contains(row.Id))
            : Feed(after?.Key.At ?? end, after?.Key.Id ?? Guid.Empty, limit + 1);
        // Left join, so that a case that is not the caller's (no row) differs from a page without items.
        var rows = await (
            from c in db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.Id == request.Id)
            from row in feed.DefaultIfEmpty()
            orderby row!.At descending, row.Id descending
            select new
            {
                c.ClientId, Row = row,
                ClientName = db.Set<Client>().Where(client => client.Id == c.ClientId)
                    .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
                TeamName = db.Set<Team>().Where(team => team.Id == row.TeamId).Select(team => team.Name).FirstOrDefault(),
                StaffName = db.Set<Staff>().Where(staff => staff.Id == row.StaffId)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            throw RefusedException.NotFound(request.Id);
        }
        // A contact's time can be corrected while the timeline is read.
        var page = await Cursor.Page([.. rows.Where(row => row.Row is not null)], limit, filter, after?.Walk, row => row.Row!.Id,
            (row, walk) => new Place(new TimeKey(row?.Row!.At ?? end, row?.Row!.Id ?? Guid.Empty), walk), whole.Select(row => row.Id), cancellationToken);
        var items = page.Items.Select(item => new TimelineItem(item.Row!.At, item.Row.Kind, item.Row.SubjectId,
            item.Row.Code, item.Row.Detail, item.Row.Text, item.Row.TeamId, item.TeamName, item.Row.StaffId, item.StaffName));
        return new Timeline([.. items], page.NextCursor, rows[0].ClientId, rows[0].ClientName)
        {
            Count = await whole.CountFor(request.Page, cancellationToken),
        };

        IQueryable<Row> Feed(DateTimeOffset before, Guid beforeId, int most) =>
            db.Database.SqlQueryRaw<Row>(TimelineSource.Feed, request.Id, before, beforeId, most, from, kinds);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Contacts;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>The orders of the case list.</summary>
public enum CaseSort
{
    /// <summary>The newest case first.</summary>
    [JsonStringEnumMemberName("-openedAt")] NewestFirst,
    /// <summary>The oldest case first.</summary>
    [JsonStringEnumMemberName("openedAt")] OldestFirst,
    /// <summary>The case whose next reminder is due soonest first; cases without one come last.</summary>
    [JsonStringEnumMemberName("nextDueOn")] DueFirst,
}

/// <summary>The cases that the caller sees.</summary>
/// <param name="TeamId">Only those of one team.</param>
/// <param name="LeadStaffId">Only those of one lead worker.</param>
/// <param name="Unassigned">Only those that nobody leads, or with false only those that somebody leads.</param>
/// <param name="Phase">Only those in one phase.</param>
/// <param name="Status">Only those in one status.</param>
/// <param name="DueFrom">Only those with an open reminder due on or after this day.</param>
/// <param name="DueUntil">Only those with an open reminder due before this day.</param>
/// <param name="Sort">openedAt, -openedAt (newest first), or nextDueOn (the soonest reminder first).</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("List cases", """
    Cases of your teams, those that you lead or stand in for, and those in which you take part; open ones unless another `status` is
    asked for. `isOverdue` is derived from the date.
    """)]
public sealed record ListCases(
    Guid? TeamId,
    Guid? LeadStaffId,
    bool? Unassigned,
    [CodeOf(CodeLists.AccommodationPhase)] string? Phase,
    DateOnly? DueFrom,
    DateOnly? DueUntil,
    Paging Page,
    CaseStatus Status = CaseStatus.Open,
    CaseSort Sort = CaseSort.NewestFirst) : IQuery<Page<CaseRow>>;

/// <summary>A row of the case list: what the list screen shows.</summary>
public sealed record CaseRow : IShowsPersons
{
    /// <summary>The case.</summary>
    public required Guid Id { get; init; }
    /// <summary>The client.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Family name.</summary>
    [Example(Sample.FamilyName)]
    public required string FamilyName { get; init; }
    /// <summary>Given name.</summary>
    [Example(Sample.GivenName)]
    public required string GivenName { get; init; }
    /// <summary>Completed years today; null where no birth date is known. Where only the year is known, what is reached in this year.</summary>
    [Example(34)]
    public required int? Age { get; init; }
    /// <summary>The household.</summary>
    public required Guid? HouseholdId { get; init; }
    /// <summary>How the allocation list calls the household.</summary>
    [Example(Sample.HouseholdReference)]
    public required string? HouseholdReference { get; init; }
    /// <summary>Open or closed.</summary>
    public required CaseStatus Status { get; init; }
    /// <summary>How the household is accommodated.</summary>
    [CodeOf(CodeLists.AccommodationPhase)]
    public required string? Phase { get; init; }
    /// <summary>The responsible team; of a closed case the last one.</summary>
    public required Guid TeamId { get; init; }
    /// <summary>Its name.</summary>
    [Example(Sample.Team)]
    public required string TeamName { get; init; }
    /// <summary>The lead worker.</summary>
    public required Guid? LeadStaffId { get; init; }
    /// <summary>The lead worker's name; null where nobody leads, or where it is another organisation's colleague.</summary>
    [Example(Sample.Colleague)]
    public required string? LeadName { get; init; }
    /// <summary>Start of the episode.</summary>
    public required DateTimeOffset OpenedAt { get; init; }
    /// <summary>Set while closed.</summary>
    [Example(null)]
    public required DateTimeOffset? ClosedAt { get; init; }
    /// <summary>When the person was last spoken to.</summary>
    [Example(Sample.LaterInstant)]
    public required DateTimeOffset? LastContactAt { get; init; }
    /// <summary>The soonest due date of the open reminders.</summary>
    [Example(Sample.DueDay)]
    public required DateOnly? NextDueOn { get; init; }
    /// <summary>Derived: that day is over.</summary>
    [Example(false)]
    public required bool IsOverdue { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListCasesHandler(CaseDb db, CallContext call) : IHandler<ListCases, Page<CaseRow>>
{
    private static readonly DateOnly Never = DateOnly.MaxValue;

    private static readonly Dictionary<CaseSort, Order<Listed, CaseRow>> Orders = new()
    {
        [CaseSort.NewestFirst] = Order.Descending((Listed row) => ValueTuple.Create(row.Case.OpenedAt, row.Case.Id), (CaseRow row) => (row.OpenedAt, row.Id)),
        [CaseSort.OldestFirst] = Order.Ascending((Listed row) => ValueTuple.Create(row.Case.OpenedAt, row.Case.Id), (CaseRow row) => (row.OpenedAt, row.Id)),
        [CaseSort.DueFirst] = Order.Ascending(
            (Listed row) => ValueTuple.Create(row.NextDueOn ?? Never, row.Case.Id), (CaseRow row) => (row.NextDueOn ?? Never, row.Id)),
    };

    private sealed class Listed
    {
        public required Case Case { get; init; }
        public required DateOnly? NextDueOn { get; init; }
    }

    // One statement. Per case the soonest reminder and the last contact are each one step on an index: as min and max, because
    // EF makes a window over all reminders of the first of a sorted list.
    public async Task<Page<CaseRow>> Handle(ListCases request, CancellationToken cancellationToken)
    {
        if (request is { LeadStaffId: not null, Unassigned: true })
        {
            throw RefusedException.Invalid("unassigned", CaseProblems.FilterContradiction);
        }
        var (order, filter, today) = (Orders[request.Sort], request with { Page = Paging.First }, call.Today);
        var cases = db.Set<Case>().Where(c => c.Status == request.Status);
        cases = cases
            .If(request.TeamId, team => c => c.TeamId == team)
            .If(request.LeadStaffId, lead => c => c.LeadStaffId == lead)
            .If(request.Unassigned, unassigned => c => c.LeadStaffId == null == unassigned)
            .If(request.Phase, phase => c => c.Phase == phase);
        if (request is { DueFrom: not null } or { DueUntil: not null })
        {
            var (from, until) = (request.DueFrom ?? DateOnly.MinValue, request.DueUntil ?? Never);
            cases = cases.Where(c => db.Set<Reminder>().Any(r => r.CaseId == c.Id && r.Status == ReminderStatus.Open && r.DueOn >= from && r.DueOn < until));
        }
        var visible = cases.VisibleTo(db, call.Caller);
        var first = cases.FirstVisibleTo(db, call.Caller, some => order.Next(Rows(some), request.Page, filter).Select(row => row.Case.Id));
        // No index has the order by reminders: all that is seen is sorted.
        var listed = request.Sort == CaseSort.DueFirst ? visible : db.Set<Case>().Where(c => first.Contains(c.Id));
        var page = await (
            from row in order.Next(Rows(listed), request.Page, filter)
            join client in db.Set<Client>() on row.Case.ClientId equals client.Id
            select new
            {
                row.Case.Id, row.Case.ClientId, row.Case.HouseholdId, row.Case.Status, row.Case.Phase, row.Case.TeamId, row.Case.LeadStaffId,
                row.Case.OpenedAt, row.Case.ClosedAt, row.NextDueOn, client.FamilyName, client.GivenName, client.BirthDate,
                HouseholdReference = db.Set<Household>().Where(household => household.Id == row.Case.HouseholdId)
                    .Select(household => household.Reference).FirstOrDefault(),
                TeamName = db.Set<Team>().Where(t => t.Id == row.Case.TeamId).Select(t => t.Name).First(),
                LeadName = db.Set<Staff>().Where(staff => staff.Id == row.Case.LeadStaffId)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                LastContactAt = db.Set<ContactClient>().Where(contact => contact.CaseId == row.Case.Id && contact.Reached)
                    .Max(contact => (DateTimeOffset?)contact.At),
            }).ToListAsync(cancellationToken);
        var shown = page.ConvertAll(row => new CaseRow
        {
            Id = row.Id, ClientId = row.ClientId, FamilyName = row.FamilyName, GivenName = row.GivenName,
            Age = Clients.Age.On(today, row.BirthDate), HouseholdId = row.HouseholdId, HouseholdReference = row.HouseholdReference,
            Status = row.Status, Phase = row.Phase, TeamId = row.TeamId, TeamName = row.TeamName, LeadStaffId = row.LeadStaffId, LeadName = row.LeadName,
            OpenedAt = row.OpenedAt, ClosedAt = row.ClosedAt, LastContactAt = row.LastContactAt, NextDueOn = row.NextDueOn, IsOverdue = row.NextDueOn < today,
        });
        return request.Sort == CaseSort.DueFirst ? await order.CutMoving(shown, Rows(visible), request.Page, filter, cancellationToken)
            : order.Cut(shown, request.Page, filter, await visible.CountFor(request.Page, cancellationToken));

        IQueryable<Listed> Rows(IQueryable<Case> some) => some.Select(c => new Listed
        {
            Case = c,
            NextDueOn = db.Set<Reminder>().Where(r => r.CaseId == c.Id && r.Status == ReminderStatus.Open).Min(r => (DateOnly?)r.DueOn),
        });
    }
}

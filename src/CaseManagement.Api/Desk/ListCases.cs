using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Contacts;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>How the case list is ordered.</summary>
public enum CaseOrder
{
    /// <summary>The newest case first.</summary>
    Opened,
    /// <summary>The case whose next reminder is due soonest first; cases without one come last.</summary>
    Due,
}

/// <summary>The cases that the caller sees.</summary>
/// <param name="TeamId">Only those of one team.</param>
/// <param name="LeadStaffId">Only those of one lead worker.</param>
/// <param name="Unassigned">Only those that nobody leads.</param>
/// <param name="Phase">Only those in one phase, a code of the list accommodation-phase.</param>
/// <param name="Status">open where left out.</param>
/// <param name="DueUntil">Only those with an open reminder due on or before this day.</param>
/// <param name="Order">opened where left out.</param>
/// <param name="Cursor">Of the previous page.</param>
/// <param name="Limit">1 to 200, 50 where left out.</param>
[Requires(Permission.ReadCases)]
public sealed record ListCases(Guid? TeamId, Guid? LeadStaffId, bool? Unassigned, string? Phase, CaseStatus? Status, DateOnly? DueUntil, CaseOrder? Order, string? Cursor, int? Limit) : IQuery<Page<CaseRow>>;

/// <summary>A row of the case list: what the list screen shows.</summary>
public sealed record CaseRow : IShowsPersons
{
    /// <summary>The case.</summary>
    public required Guid Id { get; init; }
    /// <summary>The client.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Family name.</summary>
    public required string FamilyName { get; init; }
    /// <summary>Given name.</summary>
    public required string GivenName { get; init; }
    /// <summary>Completed years today; null where no birth date is known. Where only the year is known, what is reached in this year.</summary>
    public required int? Age { get; init; }
    /// <summary>The household.</summary>
    public required Guid? HouseholdId { get; init; }
    /// <summary>How the allocation list calls the household.</summary>
    public required string? HouseholdReference { get; init; }
    /// <summary>Open or closed.</summary>
    public required CaseStatus Status { get; init; }
    /// <summary>Code of the list accommodation-phase.</summary>
    public required string? Phase { get; init; }
    /// <summary>The responsible team; of a closed case the last one.</summary>
    public required Guid TeamId { get; init; }
    /// <summary>Its name.</summary>
    public required string TeamName { get; init; }
    /// <summary>The lead worker.</summary>
    public required Guid? LeadStaffId { get; init; }
    /// <summary>The lead worker's name; null where nobody leads, or where it is another organisation's colleague.</summary>
    public required string? LeadName { get; init; }
    /// <summary>Start of the episode.</summary>
    public required DateTimeOffset OpenedAt { get; init; }
    /// <summary>Set while closed.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }
    /// <summary>When the person was last spoken to.</summary>
    public required DateTimeOffset? LastContactAt { get; init; }
    /// <summary>The soonest due date of the open reminders.</summary>
    public required DateOnly? NextDueOn { get; init; }
    /// <summary>Derived: that day is over.</summary>
    public required bool IsOverdue { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListCasesHandler(CaseDb db, CallContext call) : IHandler<ListCases, Page<CaseRow>>
{
    private static readonly DateOnly Never = DateOnly.MaxValue;

    private sealed record DueKey(DateOnly DueOn, Guid Id);

    // One statement. Per case the soonest reminder and the last contact are each one step on an index (lateral, limit 1).
    public async Task<Page<CaseRow>> Handle(ListCases request, CancellationToken cancellationToken)
    {
        var limit = Cursor.Limit(request.Limit);
        if (request is { LeadStaffId: not null, Unassigned: true })
        {
            throw RefusedException.Invalid("unassigned", CaseProblems.FilterContradiction);
        }
        var (order, status, today) = (request.Order ?? CaseOrder.Opened, request.Status ?? CaseStatus.Open, call.Today);
        var filter = new { request.TeamId, request.LeadStaffId, request.Unassigned, request.Phase, status, request.DueUntil, order };
        var cases = db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.Status == status);
        if (request.TeamId is { } team)
        {
            cases = cases.Where(c => c.TeamId == team);
        }
        if (request.LeadStaffId is { } lead)
        {
            cases = cases.Where(c => c.LeadStaffId == lead);
        }
        if (request.Unassigned is { } unassigned)
        {
            cases = cases.Where(c => c.LeadStaffId == null == unassigned);
        }
        if (request.Phase is { } phase)
        {
            cases = cases.Where(c => c.Phase == phase);
        }
        if (request.DueUntil is { } until)
        {
            cases = cases.Where(c => db.Set<Reminder>().Any(r => r.CaseId == c.Id && r.Status == ReminderStatus.Open && r.DueOn <= until));
        }
        var rows =
            from c in cases
            from due in db.Set<Reminder>().Where(r => r.CaseId == c.Id && r.Status == ReminderStatus.Open).OrderBy(r => r.DueOn).Take(1).DefaultIfEmpty()
            select new { Case = c, NextDueOn = (DateOnly?)due!.DueOn, SortOn = (DateOnly?)due!.DueOn ?? Never };
        if (order == CaseOrder.Due)
        {
            if (Cursor.Read<DueKey>(request.Cursor, filter) is { } after)
            {
                rows = rows.Where(row => EF.Functions.GreaterThan(ValueTuple.Create(row.SortOn, row.Case.Id), ValueTuple.Create(after.DueOn, after.Id)));
            }
            rows = rows.OrderBy(row => row.SortOn).ThenBy(row => row.Case.Id);
        }
        else
        {
            if (Cursor.Read<TimeKey>(request.Cursor, filter) is { } after)
            {
                rows = rows.Where(row => EF.Functions.LessThan(ValueTuple.Create(row.Case.OpenedAt, row.Case.Id), ValueTuple.Create(after.At, after.Id)));
            }
            rows = rows.OrderByDescending(row => row.Case.OpenedAt).ThenByDescending(row => row.Case.Id);
        }
        var page = await rows.Take(limit + 1).Select(row => new
        {
            row.Case.Id, row.Case.ClientId, row.Case.HouseholdId, row.Case.Status, row.Case.Phase, row.Case.TeamId, row.Case.LeadStaffId, row.Case.OpenedAt, row.Case.ClosedAt, row.NextDueOn,
            Client = db.Set<Client>().Where(client => client.Id == row.Case.ClientId).Select(client => new { client.FamilyName, client.GivenName, client.BirthDate }).First(),
            HouseholdReference = db.Set<Household>().Where(household => household.Id == row.Case.HouseholdId).Select(household => household.Reference).FirstOrDefault(),
            TeamName = db.Set<Team>().Where(t => t.Id == row.Case.TeamId).Select(t => t.Name).First(),
            LeadName = db.Set<Staff>().Where(staff => staff.Id == row.Case.LeadStaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            LastContactAt = db.Set<ContactClient>().Where(contact => contact.CaseId == row.Case.Id && contact.Reached).Max(contact => (DateTimeOffset?)contact.At),
        }).ToListAsync(cancellationToken);
        var shown = page.ConvertAll(row => new CaseRow
        {
            Id = row.Id, ClientId = row.ClientId, FamilyName = row.Client.FamilyName, GivenName = row.Client.GivenName, Age = Clients.Age.On(today, row.Client.BirthDate),
            HouseholdId = row.HouseholdId, HouseholdReference = row.HouseholdReference, Status = row.Status, Phase = row.Phase, TeamId = row.TeamId, TeamName = row.TeamName,
            LeadStaffId = row.LeadStaffId, LeadName = row.LeadName, OpenedAt = row.OpenedAt, ClosedAt = row.ClosedAt, LastContactAt = row.LastContactAt,
            NextDueOn = row.NextDueOn, IsOverdue = row.NextDueOn < today,
        });
        return order == CaseOrder.Due
            ? Cursor.Page(shown, limit, filter, row => new DueKey(row.NextDueOn ?? Never, row.Id))
            : Cursor.Page(shown, limit, filter, row => new TimeKey(row.OpenedAt, row.Id));
    }
}

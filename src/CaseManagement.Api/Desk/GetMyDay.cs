using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>What waits for the caller today.</summary>
/// <param name="Limit">How many of each part at most, 1 to 100; the counts are whole.</param>
[Requires(Permission.UseProduct)]
[Operation("Get my day", """
    What waits for you today, in one call: overdue and due today, appointments (of today in Germany, and those without an outcome), handovers to answer,
    questions and refusals, first contacts, cases that nobody leads, cases without contact for longer than their phase allows (attribute
    contactWithinDays of the list accommodation-phase, else 60 days), measures, steps and goals of agreements that are due, unread notices. Only parts
    in which something waits are shown; each with its whole count, its most pressing rows and what can be done with them.
    """)]
public sealed record GetMyDay([Example(20)] int Limit = 20) : IQuery<MyDay>;

internal sealed class GetMyDayValidator : AbstractValidator<GetMyDay>
{
    public GetMyDayValidator() => RuleFor(day => day.Limit).InclusiveBetween(1, 100);
}

/// <summary>The worker's day.</summary>
/// <param name="Date">Today in Germany.</param>
/// <param name="Parts">What waits, the most pressing first.</param>
public sealed record MyDay(DateOnly Date, IReadOnlyList<DayPart> Parts) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Parts.SelectMany(part => part.Items).Select(item => item.ClientId).OfType<Guid>().Distinct();
}

/// <summary>A part of the day.</summary>
/// <param name="Kind">
/// reminders_overdue, appointments, reminders_due_today, handovers_to_answer, handovers_in_question, handovers_that_failed, first_contacts,
/// cases_unassigned, cases_without_contact, referrals_blocked, referrals_to_acknowledge, referrals_silent, measures_due, measures_to_take_over,
/// agreement_steps_due, agreement_goals_due, agreements_to_review, agreements_to_acknowledge, notices_unread; others may follow. All rows: `/my-day/{kind}`.
/// </param>
/// <param name="Label">Its heading, in the language of the request.</param>
/// <param name="Count">How many there are at all.</param>
/// <param name="Items">The most pressing of them.</param>
public sealed record DayPart(
    [Example("reminders_overdue")] string Kind,
    [Example("Overdue")] string Label,
    [Example(1)] long Count,
    IReadOnlyList<DayItem> Items);

/// <summary>One thing that waits.</summary>
/// <param name="Id">The record on which the actions are done: the reminder, handover, case, notice; of an agreement's steps and goals, whose path begins with
/// that of the agreement (`subjectId`), the step or goal.</param>
/// <param name="SubjectType">What it is about.</param>
/// <param name="SubjectId">Which one.</param>
/// <param name="CaseId">The case that it belongs to.</param>
/// <param name="ClientId">The person.</param>
/// <param name="ClientName">Family name, given name; null of whom the caller does not see.</param>
/// <param name="DueOn">The last day.</param>
/// <param name="At">Since when: of a case without contact the last one.</param>
/// <param name="Actions">What you can do with it, as spelt in the path.</param>
/// <param name="Code">A coded kind, phase or status.</param>
/// <param name="Text">What to do, in words.</param>
/// <param name="TeamId">The team.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="StaffId">Whose it is: the caller's own, or a colleague's for whom he stands in.</param>
/// <param name="StaffName">The name.</param>
public sealed record DayItem(
    Guid Id,
    [Example("case")] string SubjectType,
    Guid SubjectId,
    Guid? CaseId,
    Guid? ClientId,
    [Example($"{Sample.FamilyName}, {Sample.GivenName}")] string? ClientName,
    [Example(Sample.DueDay)] DateOnly? DueOn,
    [Example(null)] DateTimeOffset? At,
    [Example("done")] IReadOnlyList<string> Actions,
    [Example("personal")] string? Code,
    [Example("Register for the German course")] string? Text,
    Guid? TeamId,
    [Example(Sample.Team)] string? TeamName,
    Guid? StaffId,
    [Example(Sample.Colleague)] string? StaffName) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => ClientId is { } client ? [client] : [];
}

internal sealed class GetMyDayHandler(CaseDb db, CallContext call) : IHandler<GetMyDay, MyDay>
{
    public async Task<MyDay> Handle(GetMyDay request, CancellationToken cancellationToken)
    {
        var mine = PartsOfDay.For(call.Caller.Roles).Where(part => !part.IsOfTeam).ToDictionary(part => part.Place);
        var rows = await db.Named(call.Caller, db.Database.SqlQueryRaw<DayRow>(PartOfMyDay.Query(mine.Values), request.Limit))
            .OrderBy(row => row.Row.Place).ThenBy(row => row.Row.Number).ToListAsync(cancellationToken);
        return new MyDay(call.Today,
        [
            .. from shown in rows
               group shown by shown.Row.Place into part
               let of = mine[part.Key]
               select new DayPart(of.Name, of.Text(), part.First().Row.Total,
               [
                   .. part.Select(item => item.Shown(of, call.Caller)),
               ]),
        ]);
    }
}

internal sealed record DayRow(
    int Place, long Number, long Total, Guid Id, string SubjectType, Guid SubjectId, Guid? CaseId, Guid? ClientId, DateOnly? DueOn, DateTimeOffset? At,
    DateTimeOffset Key, string? Code, string? Text, Guid? TeamId, Guid? StaffId);

internal sealed class NamedDayRow
{
    public required DayRow Row { get; init; }
    public required string? ClientName { get; init; }
    public required string? TeamName { get; init; }
    public required string? StaffName { get; init; }

    public DayItem Shown(PartOfMyDay of, Caller caller) => new(Row.Id, Row.SubjectType, Row.SubjectId, Row.CaseId, Row.ClientId, ClientName, Row.DueOn,
        Row.At, of.ActionsOf(caller, Row.Code), Row.Code, of.Words(Row.Text, Row.Code), Row.TeamId, TeamName, Row.StaffId, StaffName);
}

internal static class PartsOfDay
{
    /// <summary>The parts that some roles have, of the day and of teams, in their order.</summary>
    public static IEnumerable<PartOfMyDay> For(IReadOnlyCollection<Role> roles) =>
        Contributions.Of<PartOfMyDay>().Where(part => RolePermissions.Allow(roles, part.Needs)
            && (!part.IsOfTeam || RolePermissions.Allow(roles, Permission.AssignCases))).OrderBy(part => part.Place);

    /// <summary>Rows with the names that stand beside their ids.</summary>
    public static IQueryable<NamedDayRow> Named(this CaseDb db, Caller caller, IQueryable<DayRow> rows)
    {
        // What was given to somebody does not show him persons whom he does not see.
        var seen = db.Set<Client>().VisibleTo(db, caller);
        return
            from row in rows
            join client in db.Set<Client>() on row.ClientId equals client.Id into ofClient
            from client in ofClient.DefaultIfEmpty()
            select new NamedDayRow
            {
                Row = row,
                ClientName = client == null || !seen.Any(one => one.Id == client.Id) ? null : client.FamilyName + ", " + client.GivenName,
                TeamName = db.Set<Team>().Where(team => team.Id == row.TeamId).Select(team => team.Name).FirstOrDefault(),
                StaffName = db.Set<Staff>().Where(staff => staff.Id == row.StaffId)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            };
    }
}

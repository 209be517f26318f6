using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>One appointment.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadCases)]
[Operation("Get an appointment", "With what you may do now.")]
public sealed record GetAppointment(Guid Id) : IQuery<AppointmentView>;

/// <summary>Appointments of the cases that the caller sees, the earliest first.</summary>
/// <param name="CaseId">Those of a case.</param>
/// <param name="ClientId">Those of a person.</param>
/// <param name="TeamId">Those of a team.</param>
/// <param name="StaffId">Those of a colleague.</param>
/// <param name="Status">Only those that stand so, several between commas.</param>
/// <param name="From">At this moment or later.</param>
/// <param name="Until">Before this moment.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("List appointments", "Of the cases that you see, the earliest first; of one case or person also those of before a handover.")]
public sealed record ListAppointments(
    Guid? CaseId, Guid? ClientId, Guid? TeamId, Guid? StaffId, IReadOnlyList<AppointmentStatus>? Status, DateTimeOffset? From, DateTimeOffset? Until,
    Paging Page) : IQuery<Page<AppointmentRow>>;

/// <summary>An appointment.</summary>
/// <param name="Id">The appointment.</param>
/// <param name="CaseId">The case.</param>
/// <param name="ClientId">Who is invited.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="At">When it begins.</param>
/// <param name="DurationMinutes">How long.</param>
/// <param name="Kind">How it is to take place.</param>
/// <param name="Place">Where.</param>
/// <param name="Language">In which language, ISO 639-3.</param>
/// <param name="Interpreter">Who is to interpret.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="StaffId">Whose it is; null: the team's.</param>
/// <param name="StaffName">The name; null for another organisation's colleague.</param>
/// <param name="TeamId">The team.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="ContactId">The contact that it became.</param>
/// <param name="CancelledBy">Who called it off.</param>
public sealed record AppointmentRow(
    Guid Id,
    Guid CaseId,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    [Example("2099-03-16T08:30:00Z")] DateTimeOffset At,
    [Example(45)] int DurationMinutes,
    [CodeOf(CodeLists.ContactKind)] string Kind,
    [Example("Rathaus, Zimmer 12")] string? Place,
    [CodeOf(CodeLists.Language)] string? Language,
    [CodeOf(CodeLists.InterpreterKind)] string? Interpreter,
    AppointmentStatus Status,
    Guid? StaffId,
    [Example(Sample.Colleague)] string? StaffName,
    Guid TeamId,
    [Example(Sample.Team)] string? TeamName,
    [Example(null)] Guid? ContactId,
    [CodeOf(CodeLists.ContactOutcome), Example(null)] string? CancelledBy) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>An appointment and what can be done with it.</summary>
/// <param name="Appointment">What the list tells.</param>
/// <param name="MadeBy">Who made it.</param>
/// <param name="MadeByName">The name; null for another organisation's colleague.</param>
/// <param name="MadeAt">When.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
/// <param name="Version">The ETag.</param>
public sealed record AppointmentView(
    AppointmentRow Appointment,
    Guid? MadeBy,
    [Example(Sample.Colleague)] string? MadeByName,
    DateTimeOffset MadeAt,
    IReadOnlyList<AllowedAction> AllowedActions,
    [property: JsonIgnore] uint Version) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [Appointment.ClientId];
}

internal sealed class ReadAppointmentsHandler(CaseDb db, CallContext call)
    : IHandler<GetAppointment, AppointmentView>, IHandler<ListAppointments, Page<AppointmentRow>>
{
    private static readonly Order<Appointment, AppointmentRow> EarliestFirst =
        Order.Ascending((Appointment row) => ValueTuple.Create(row.At, row.Id), (AppointmentRow row) => (row.At, row.Id));

    private IQueryable<AppointmentRow> Rows(IQueryable<Appointment> rows) => rows.Select(row => new AppointmentRow(row.Id, row.CaseId, row.ClientId,
        db.Set<Client>().Where(client => client.Id == row.ClientId).Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
        row.At, row.DurationMinutes, row.Kind, row.Place, row.Language, row.Interpreter, row.Status, row.StaffId,
        db.Set<Staff>().Where(staff => staff.Id == row.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        row.TeamId, db.Set<Team>().Where(team => team.Id == row.TeamId).Select(team => team.Name).FirstOrDefault(), row.ContactId, row.CancelledBy));

    public async Task<AppointmentView> Handle(GetAppointment request, CancellationToken cancellationToken)
    {
        var worked = db.Set<Appointment>().WorkedOnBy(db, call.Caller);
        var one = db.Set<Appointment>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id);
        var found = await one.Select(row => new
        {
            MadeByName = db.Set<Staff>().Where(staff => staff.Id == row.MadeBy)
                .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            row.MadeBy, row.MadeAt, row.Version, Works = worked.Any(mine => mine.Id == row.Id)
        })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var shown = await Rows(one).SingleAsync(cancellationToken);
        var objection = call.Caller.ObjectionToChange(found.Works);
        return new AppointmentView(shown, found.MadeBy, found.MadeByName, found.MadeAt, Appointment.Moves.Describe(shown.Status, move => objection
            ?? (move is Appointment.KeepMove or Appointment.MissMove && shown.At > call.Now ? ContactProblems.AppointmentAhead : null)), found.Version);
    }

    public async Task<Page<AppointmentRow>> Handle(ListAppointments request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var rows = request is { CaseId: null, ClientId: null }
            ? db.Set<Appointment>().OfSeveralVisibleTo(db, call.Caller) : db.Set<Appointment>().VisibleTo(db, call.Caller);
        rows = rows
            .If(request.CaseId, ofCase => row => row.CaseId == ofCase)
            .If(request.ClientId, client => row => row.ClientId == client)
            .If(request.TeamId, team => row => row.TeamId == team)
            .If(request.StaffId, staff => row => row.StaffId == staff);
        if (request.Status is { Count: > 0 } statuses)
        {
            rows = rows.Where(row => statuses.Contains(row.Status));
        }
        rows = rows
            .If(request.From, from => row => row.At >= from)
            .If(request.Until, until => row => row.At < until);
        var page = await Rows(EarliestFirst.Next(rows, request.Page, filter)).ToListAsync(cancellationToken);
        // An appointment can be moved while somebody reads the list.
        return await EarliestFirst.CutMoving(page, rows, request.Page, filter, cancellationToken);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>One entry of work on a case.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadCases)]
[Operation("Get work on a case", "With what you may do now.")]
public sealed record GetCaseWork(Guid Id) : IQuery<CaseWorkView>;

/// <summary>Work on the cases that the caller sees, the latest first.</summary>
/// <param name="CaseId">On a case.</param>
/// <param name="ClientId">For a person.</param>
/// <param name="TeamId">By a team.</param>
/// <param name="StaffId">By a colleague.</param>
/// <param name="From">On this day or later.</param>
/// <param name="Until">Before this day.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("List work on cases", "Of the cases that you see, the latest first. Restricted entries stand in the list of one case or person only.")]
public sealed record ListCaseWork(Guid? CaseId, Guid? ClientId, Guid? TeamId, Guid? StaffId, DateOnly? From, DateOnly? Until, Paging Page)
    : IQuery<Page<CaseWorkRow>>;

/// <summary>Work on a case.</summary>
/// <param name="Id">The entry.</param>
/// <param name="CaseId">The case.</param>
/// <param name="ClientId">Whose case it is.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Kind">What.</param>
/// <param name="DoneOn">When.</param>
/// <param name="Minutes">How long.</param>
/// <param name="Topics">What it was about.</param>
/// <param name="Office">With which office.</param>
/// <param name="Note">What came of it.</param>
/// <param name="TeamId">The team.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="StaffId">Who did it.</param>
/// <param name="StaffName">The name; null for another organisation's colleague.</param>
/// <param name="Compartment">That of its topics.</param>
public sealed record CaseWorkRow(
    Guid Id,
    Guid CaseId,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    [CodeOf(CodeLists.CaseWorkKind)] string Kind,
    DateOnly DoneOn,
    [Example(20)] int Minutes,
    [CodeOf(CodeLists.NeedArea)] IReadOnlyList<string> Topics,
    [Example("Jobcenter Landkreis Esslingen")] string? Office,
    [Example("They ask for the tenancy agreement.")] string? Note,
    Guid TeamId,
    [Example(Sample.Team)] string? TeamName,
    Guid StaffId,
    [Example(Sample.Colleague)] string? StaffName,
    [Example(null)] Compartment? Compartment) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>Work on a case and what can be done with the entry.</summary>
/// <param name="Work">What the list tells.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
/// <param name="Version">The ETag.</param>
public sealed record CaseWorkView(
    CaseWorkRow Work,
    DateTimeOffset RecordedAt,
    IReadOnlyList<AllowedAction> AllowedActions,
    [property: JsonIgnore] uint Version) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [Work.ClientId];
}

internal sealed class ReadCaseWorkHandler(CaseDb db, CallContext call) : IHandler<GetCaseWork, CaseWorkView>, IHandler<ListCaseWork, Page<CaseWorkRow>>
{
    private static readonly Order<CaseWork, CaseWorkRow> LatestFirst =
        Order.Descending((CaseWork row) => ValueTuple.Create(row.DoneOn, row.Id), (CaseWorkRow row) => (row.DoneOn, row.Id));

    private IQueryable<CaseWorkRow> Rows(IQueryable<CaseWork> rows) => rows.Select(row => new CaseWorkRow(row.Id, row.CaseId, row.ClientId,
        db.Set<Client>().Where(client => client.Id == row.ClientId).Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
        row.Kind, row.DoneOn, row.Minutes, row.Topics, row.Office, row.Note, row.TeamId,
        db.Set<Team>().Where(team => team.Id == row.TeamId).Select(team => team.Name).FirstOrDefault(), row.StaffId,
        db.Set<Staff>().Where(staff => staff.Id == row.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        row.Compartment));

    public async Task<CaseWorkView> Handle(GetCaseWork request, CancellationToken cancellationToken)
    {
        var worked = db.Set<CaseWork>().WorkedOnBy(db, call.Caller);
        var one = db.Set<CaseWork>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id);
        var found = await one.Select(row => new { row.RecordedAt, row.Version, Works = worked.Any(mine => mine.Id == row.Id) })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var shown = await Rows(one).SingleAsync(cancellationToken);
        var objection = call.Caller.ObjectionToChange(found.Works)
            ?? CaseWork.ObjectionToCorrection(shown.StaffId, found.RecordedAt, call.Caller.StaffId, call.Now);
        return new CaseWorkView(shown, found.RecordedAt,
            [objection is null ? AllowedAction.Yes("correct") : AllowedAction.No("correct", objection)], found.Version);
    }

    public async Task<Page<CaseWorkRow>> Handle(ListCaseWork request, CancellationToken cancellationToken)
    {
        var (own, filter) = (call.Caller.OrganisationId, request with { Page = Paging.First });
        var rows = db.Set<CaseWork>().VisibleTo(db, call.Caller);
        if (request is { CaseId: null, ClientId: null })
        {
            rows = rows.Where(row => row.OrganisationId == own && row.Compartment == null);
        }
        rows = rows
            .If(request.CaseId, ofCase => row => row.CaseId == ofCase)
            .If(request.ClientId, client => row => row.ClientId == client)
            .If(request.TeamId, team => row => row.TeamId == team)
            .If(request.StaffId, staff => row => row.StaffId == staff)
            .If(request.From, from => row => row.DoneOn >= from)
            .If(request.Until, until => row => row.DoneOn < until);
        var page = await Rows(LatestFirst.Next(rows, request.Page, filter)).ToListAsync(cancellationToken);
        // A day may be corrected while somebody reads the list.
        return await LatestFirst.CutMoving(page, rows, request.Page, filter, cancellationToken);
    }
}

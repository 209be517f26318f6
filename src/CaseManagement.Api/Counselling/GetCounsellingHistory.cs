using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Counselling;

/// <summary>Under which programmes a case was counselled, and how demanding it was.</summary>
/// <param name="Id">The case.</param>
[Requires(Permission.ReadCases)]
[Operation("Get programmes and complexity of a case", "Of all times, the newest first, and what you may do now. Its ETag is the case's.")]
public sealed record GetCounsellingHistory(Guid Id) : IQuery<CounsellingHistory>;

/// <summary>Programmes and complexity of a case.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Programmes">Newest first.</param>
/// <param name="Complexities">Newest first.</param>
/// <param name="AllowedActions">What you may do now.</param>
/// <param name="Version">The case's.</param>
public sealed record CounsellingHistory(
    Guid CaseId, Guid ClientId, [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    IReadOnlyList<ProgrammePeriod> Programmes, IReadOnlyList<ComplexityPeriod> Complexities,
    IReadOnlyList<AllowedAction> AllowedActions, [property: JsonIgnore] uint Version) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>A programme of a case, [from, until).</summary>
/// <param name="Id">The row.</param>
/// <param name="Programme">Which one.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer; null while it lasts.</param>
/// <param name="RecordedBy">Who chose it.</param>
/// <param name="RecordedByName">That colleague's name; null for another organisation's.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ProgrammePeriod(
    Guid Id,
    [CodeOf(CodeLists.Programme)] string Programme,
    DateOnly From,
    [Example(null)] DateOnly? Until,
    Guid? RecordedBy,
    [Example(Sample.Colleague)] string? RecordedByName,
    DateTimeOffset RecordedAt);

/// <summary>How demanding a case was, [from, until).</summary>
/// <param name="Id">The row.</param>
/// <param name="Complexity">How demanding.</param>
/// <param name="Note">In words.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer; null while it lasts.</param>
/// <param name="RecordedBy">Who judged.</param>
/// <param name="RecordedByName">That colleague's name; null for another organisation's.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ComplexityPeriod(
    Guid Id,
    [CodeOf(CodeLists.CaseComplexity)] string Complexity,
    [Example(Sample.Note)] string? Note,
    DateOnly From,
    [Example(null)] DateOnly? Until,
    Guid? RecordedBy,
    [Example(Sample.Colleague)] string? RecordedByName,
    DateTimeOffset RecordedAt);

internal sealed class GetCounsellingHistoryHandler(CaseDb db, CallContext call) : IHandler<GetCounsellingHistory, CounsellingHistory>
{
    public async Task<CounsellingHistory> Handle(GetCounsellingHistory request, CancellationToken cancellationToken)
    {
        var mine = call.Caller.OrganisationId;
        var found = await db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.Id == request.Id)
            .Select(c => new
            {
                c.Id, c.ClientId, c.Status, c.Version,
                ClientName = db.Set<Client>().Where(client => client.Id == c.ClientId)
                    .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
                IsOwn = c.OrganisationId == mine, IsOfTeam = AccessFunctions.IsMyTeam(c.TeamId), TakesPart = AccessFunctions.IsMyCase(c.Id),
                Programmes = db.Set<CaseProgramme>().Where(row => row.CaseId == c.Id).OrderByDescending(row => row.FromDate)
                    .Select(row => new ProgrammePeriod(row.Id, row.Programme, row.FromDate, row.UntilDate, row.RecordedBy, db.Set<Staff>()
                        .Where(staff => staff.Id == row.RecordedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                        row.RecordedAt)).ToList(),
                Complexities = db.Set<CaseComplexity>().Where(row => row.CaseId == c.Id).OrderByDescending(row => row.FromDate)
                    .Select(row => new ComplexityPeriod(row.Id, row.Complexity, row.Note, row.FromDate, row.UntilDate, row.RecordedBy, db.Set<Staff>()
                        .Where(staff => staff.Id == row.RecordedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                        row.RecordedAt)).ToList(),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var objection = !RolePermissions.Allow(call.Caller.Roles, Permission.WriteCases) ? AccessProblems.NotPermitted
            : new CaseStanding(found.IsOwn, found.IsOfTeam, found.TakesPart).ObjectionToWork
            ?? (found.Status == CaseStatus.Open ? null : CounsellingProblems.CaseClosed);
        return new CounsellingHistory(found.Id, found.ClientId, found.ClientName, found.Programmes, found.Complexities,
        [
            AllowedAction.Of("choose-programme", objection),
            AllowedAction.Of("end-programme", objection ?? (found.Programmes.Exists(p => p.Until is null) ? null : CounsellingProblems.NoProgramme)),
            AllowedAction.Of("rate-complexity", objection),
        ], found.Version);
    }
}

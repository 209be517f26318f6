using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>Who has been responsible for a case, without gap and overlap while it was open.</summary>
/// <param name="Id">The case.</param>
[Requires(Permission.ReadCases)]
[Operation("Get the responsibility history", """
    Oldest first, half-open intervals [from, until). While a case is open the intervals have no gap and no overlap; between closing
    and reopening nobody is responsible.
    """)]
public sealed record GetCaseResponsibilities(Guid Id) : IQuery<CaseResponsibilities>;

/// <summary>The history, oldest first.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="ClientId">Whose case it is.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Items">Half-open intervals [from, until).</param>
public sealed record CaseResponsibilities(
    Guid CaseId, Guid ClientId, [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    IReadOnlyList<CaseResponsibilityRow> Items) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>One responsibility.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="LeadStaffId">The lead worker; null while nobody was assigned.</param>
/// <param name="LeadName">The name; null for nobody and for another organisation's colleague.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Exclusive; null = until now.</param>
/// <param name="EndedBy">How it ended; null while it lasts.</param>
/// <param name="Reason">Why the case came here, where a reason was given.</param>
/// <param name="PassedOnBy">Who passed it on to here; null for the system.</param>
/// <param name="PassedOnByName">The name; null for the system and for another organisation's colleague.</param>
public sealed record CaseResponsibilityRow(
    Guid TeamId,
    [Example(Sample.Team)] string TeamName,
    Guid? LeadStaffId,
    [Example(Sample.Colleague)] string? LeadName,
    [Example(Sample.Instant)] DateTimeOffset From,
    [Example("2026-06-01T08:00:00Z")] DateTimeOffset? Until,
    ResponsibilityEnd? EndedBy,
    [Example("The colleague has left")] string? Reason,
    Guid? PassedOnBy,
    [Example(Sample.Colleague)] string? PassedOnByName);

internal sealed class GetCaseResponsibilitiesHandler(CaseDb db, CallContext call) : IHandler<GetCaseResponsibilities, CaseResponsibilities>
{
    public async Task<CaseResponsibilities> Handle(GetCaseResponsibilities request, CancellationToken cancellationToken) =>
        await db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.Id == request.Id)
            .Select(c => new CaseResponsibilities(c.Id, c.ClientId,
                db.Set<Client>().Where(client => client.Id == c.ClientId).Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
                c.Responsibilities.OrderBy(row => row.FromAt).Select(row => new CaseResponsibilityRow(
                row.TeamId, db.Set<Team>().Where(team => team.Id == row.TeamId).Select(team => team.Name).First(),
                row.LeadStaffId,
                db.Set<Staff>().Where(staff => staff.Id == row.LeadStaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                row.FromAt, row.UntilAt, row.EndedBy, row.Reason, row.StaffId,
                db.Set<Staff>().Where(staff => staff.Id == row.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault())).ToList()))
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
}

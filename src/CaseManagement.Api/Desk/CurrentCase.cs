using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Desk;

/// <summary>An open case and who is responsible.</summary>
/// <param name="Id">The case.</param>
/// <param name="TeamId">The responsible team.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="LeadStaffId">The lead worker; null while nobody is assigned.</param>
/// <param name="LeadName">The lead worker's name; null where nobody leads, or where it is another organisation's colleague.</param>
/// <param name="Phase">How the household is accommodated.</param>
public sealed record CurrentCase(
    Guid Id,
    Guid TeamId,
    [Example(Sample.Team)] string TeamName,
    Guid? LeadStaffId,
    [Example(Sample.Colleague)] string? LeadName,
    [CodeOf(CodeLists.AccommodationPhase)] string? Phase);

internal static class CurrentCasesOf
{
    internal sealed class Of
    {
        public required Guid ClientId { get; init; }
        public required CurrentCase Case { get; init; }
    }

    /// <summary>The open cases that the caller sees, to be joined to persons.</summary>
    internal static IQueryable<Of> CurrentCases(this CaseDb db, Caller caller) => db.Set<Case>().VisibleTo(db, caller)
        .Where(c => c.Status == CaseStatus.Open)
        .Select(c => new Of
        {
            ClientId = c.ClientId,
            Case = new CurrentCase(
                c.Id,
                c.TeamId,
                db.Set<Team>().Where(team => team.Id == c.TeamId).Select(team => team.Name).First(),
                c.LeadStaffId,
                db.Set<Staff>().Where(staff => staff.Id == c.LeadStaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                c.Phase),
        });
}

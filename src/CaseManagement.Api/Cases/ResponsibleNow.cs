using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>
/// Who is responsible for a person now, as far as the caller may know it: team and lead worker of those whom he sees; of others of the organisation that
/// it is the organisation's, whose supervisor can tell; of persons handed over to whom the organisation has given them.
/// </summary>
/// <param name="OrganisationId">The organisation that has the person's file.</param>
/// <param name="OrganisationName">Its name.</param>
/// <param name="HandedOverAt">When it took over from the caller's organisation.</param>
/// <param name="CaseId">The case that goes on, else the last one.</param>
/// <param name="CaseStatus">Whether it goes on.</param>
/// <param name="TeamName">Its team.</param>
/// <param name="LeadName">Its lead worker.</param>
public sealed record ResponsibleNow(
    Guid OrganisationId,
    [Example(Sample.District)] string? OrganisationName,
    [Example(null)] DateTimeOffset? HandedOverAt,
    Guid? CaseId,
    CaseStatus? CaseStatus,
    [Example(Sample.Team)] string? TeamName,
    [Example(Sample.Colleague)] string? LeadName);

/// <summary>To whom the organisation has handed persons over, last; contributed by the room of handovers.</summary>
public interface ITellsWhoTookOver
{
    /// <summary>Organisation and moment, by person.</summary>
    Task<IReadOnlyDictionary<Guid, (Guid OrganisationId, DateTimeOffset At)>> TookOver(
        CaseDb db, Guid organisationId, Guid[] clients, CancellationToken cancellationToken);
}

internal static class Responsibility
{
    /// <summary>Who is responsible for each of the persons; nothing of those of whom the caller's organisation knows nothing more.</summary>
    internal static async Task<Dictionary<Guid, ResponsibleNow>> ResponsibleNow(
        this CaseDb db, Caller caller, Guid[] clients, CancellationToken cancellationToken)
    {
        if (clients.Length == 0)
        {
            return [];
        }
        var organisation = caller.RequiredOrganisationId;
        var seen = await db.Set<Client>().Where(client => clients.Contains(client.Id)).Select(client => new
        {
            client.Id,
            client.OrganisationId,
            Case = db.Set<Case>().VisibleTo(db, caller).Where(c => c.ClientId == client.Id)
                .OrderByDescending(c => c.Status == CaseStatus.Open).ThenByDescending(c => c.OpenedAt).Select(c => new
                {
                    c.Id,
                    c.Status,
                    Team = db.Set<Team>().Where(team => team.Id == c.TeamId).Select(team => team.Name).FirstOrDefault(),
                    Lead = db.Set<Staff>().Where(staff => staff.Id == c.LeadStaffId)
                        .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                }).FirstOrDefault(),
        }).ToDictionaryAsync(client => client.Id, cancellationToken);
        Guid[] elsewhere = [.. clients.Where(id => !seen.TryGetValue(id, out var client) || client.OrganisationId != organisation)];
        var tookOver = elsewhere.Length == 0 ? new Dictionary<Guid, (Guid OrganisationId, DateTimeOffset At)>()
            : await Contributions.The<ITellsWhoTookOver>().TookOver(db, organisation, elsewhere, cancellationToken);
        Guid[] organisations =
            [.. seen.Values.Select(client => client.OrganisationId).Concat(tookOver.Values.Select(taken => taken.OrganisationId)).Distinct()];
        var names = await db.Set<Organisation>().Where(o => organisations.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Name, cancellationToken);
        var found = new Dictionary<Guid, ResponsibleNow>();
        foreach (var id in clients.Distinct())
        {
            var (client, taken) = (seen.GetValueOrDefault(id), tookOver.TryGetValue(id, out var last) ? last : ((Guid OrganisationId, DateTimeOffset At)?)null);
            if ((taken?.OrganisationId ?? client?.OrganisationId) is { } responsible)
            {
                var open = client?.Case;
                found.Add(id, new ResponsibleNow(
                    responsible, names.GetValueOrDefault(responsible), taken?.At, open?.Id, open?.Status, open?.Team, open?.Lead));
            }
        }
        return found;
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Counselling;

/// <summary>How long a case is counselled.</summary>
/// <param name="Id">The case.</param>
[Requires(Permission.ReadCases)]
[Operation("Get the counselling clock of a case", """
    Start (the first contact that reached the person under the programme), end, pauses, days left, extension; and what you may do now. Runs on at a handover
    inside the same programme. Its ETag is the case's.
    """)]
public sealed record GetCounsellingClock(Guid Id) : IQuery<CaseClock>;

/// <summary>The counselling clock of a case.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Clock">Start, end, pauses, days left, extension.</param>
/// <param name="AllowedActions">What you may do now.</param>
/// <param name="Version">The case's.</param>
public sealed record CaseClock(
    Guid CaseId, Guid ClientId, [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName, CounsellingClock Clock,
    IReadOnlyList<AllowedAction> AllowedActions, [property: JsonIgnore] uint Version)
    : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class GetCounsellingClockHandler(CaseDb db, CallContext call) : IHandler<GetCounsellingClock, CaseClock>
{
    public async Task<CaseClock> Handle(GetCounsellingClock request, CancellationToken cancellationToken)
    {
        var mine = call.Caller.OrganisationId;
        var found = await db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.Id == request.Id)
            .Select(c => new
            {
                c.Id, c.ClientId, c.Status, c.Version, Facts = CounsellingFunctions.Facts(c.Id),
                ClientName = db.Set<Client>().Where(client => client.Id == c.ClientId)
                    .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
                IsOwn = c.OrganisationId == mine, IsOfTeam = AccessFunctions.IsMyTeam(c.TeamId), TakesPart = AccessFunctions.IsMyCase(c.Id),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var facts = CounsellingFactsOf.Json(found.Facts);
        var objection = !RolePermissions.Allow(call.Caller.Roles, Permission.WriteCases) ? AccessProblems.NotPermitted
            : new CaseStanding(found.IsOwn, found.IsOfTeam, found.TakesPart).ObjectionToWork
            ?? (found.Status == CaseStatus.Open ? null : CounsellingProblems.CaseClosed);
        return new CaseClock(found.Id, found.ClientId, found.ClientName, CounsellingClock.Of(facts, call.Today),
        [
            AllowedAction.Of("choose-programme", objection),
            AllowedAction.Of("extend-counselling", objection ?? facts.ObjectionToExtend()),
            AllowedAction.Of("pause-counselling", objection),
        ], found.Version);
    }
}

internal static class CounsellingFactsOf
{
    /// <summary>As app.counselling_facts tells them.</summary>
    public static CounsellingFacts Json(string json) => JsonSerializer.Deserialize<CounsellingFacts>(json, JsonSerializerOptions.Web)!;

    /// <summary>Why counselling cannot be extended, or null.</summary>
    public static ProblemType? ObjectionToExtend(this CounsellingFacts facts) => facts switch
    {
        { Programme: null } => CounsellingProblems.NoProgramme,
        { ExtensionMonths: null } => CounsellingProblems.NoExtension,
        { Extension: not null } => CounsellingProblems.ExtendedAlready,
        { Start: null } => CounsellingProblems.NotStarted,
        _ => null,
    };
}

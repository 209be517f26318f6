using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>The restricted entries of one person that stayed behind.</summary>
/// <param name="Id">What stayed behind.</param>
[Requires(Permission.UseCompartments)]
[Operation("See what stayed behind of a person", """
    For who keeps it: the entries with their content, to answer the person who asks (Art. 15 GDPR). A supervisor sees who keeps it, and no entry.
    """)]
public sealed record GetLeftBehind(Guid Id) : IQuery<LeftBehindView>;

/// <summary>What stayed behind of one person.</summary>
/// <param name="Id">What stayed behind.</param>
/// <param name="ClientId">Of whom.</param>
/// <param name="ClientName">Family name, given name, as the package told them that was handed over.</param>
/// <param name="TeamId">The team that handed the person over.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="KeeperId">Who keeps it; null where the supervisor has to name somebody.</param>
/// <param name="KeeperName">The name.</param>
/// <param name="Since">The handover.</param>
/// <param name="Items">The entries; none for who does not keep them.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record LeftBehindView(
    Guid Id,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    Guid TeamId,
    [Example(Sample.Team)] string TeamName,
    Guid? KeeperId,
    [Example(Sample.Colleague)] string? KeeperName,
    DateTimeOffset Since,
    IReadOnlyList<RestrictedContent> Items,
    IReadOnlyList<AllowedAction> AllowedActions) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class GetLeftBehindHandler(CaseDb db, CallContext call) : IHandler<GetLeftBehind, LeftBehindView>
{
    public async Task<LeftBehindView> Handle(GetLeftBehind request, CancellationToken cancellationToken)
    {
        var found = await db.Set<Keeper>().VisibleTo(call.Caller).Where(keeper => keeper.Id == request.Id)
            .Select(keeper => new
            {
                Keeper = keeper, ClientName = LeftBehindNames.Of(keeper.ClientId),
                TeamName = db.Set<Team>().Where(team => team.Id == keeper.TeamId).Select(team => team.Name).First(),
                Name = db.Set<Staff>().Where(staff => staff.Id == keeper.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var kept = found.Keeper;
        var items = await db.Database.SqlQuery<string>($"select app.left_behind({kept.ClientId})::text as \"Value\"").SingleAsync(cancellationToken);
        var keep = kept.StaffId == call.Caller.StaffId ? null : HandoverProblems.NotKeeper;
        return new LeftBehindView(kept.Id, kept.ClientId, found.ClientName, kept.TeamId, found.TeamName, kept.StaffId, found.Name, kept.Since,
            PackageDocument.Parse<List<RestrictedContent>>(items),
            [
                AllowedAction.Of("correct", keep),
                AllowedAction.Of("erase", keep),
                AllowedAction.Of("name-keeper", RolePermissions.Allow(call.Caller.Roles, Permission.AssignCases) ? null : AccessProblems.NotPermitted),
            ])
        { Version = kept.Version };
    }
}

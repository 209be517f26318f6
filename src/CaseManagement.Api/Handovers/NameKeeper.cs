using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;

namespace CaseManagement.Api.Handovers;

/// <summary>Names who keeps what stayed behind.</summary>
/// <param name="StaffId">A colleague who works on cases in the team.</param>
/// <param name="Reason">Why; 1 to 1000 characters.</param>
[Requires(Permission.AssignCases)]
[Operation("Name who keeps what stayed behind", """
    By a supervisor of the team that handed the person over. Who kept it before, who keeps it now and the data-protection officer are told.
    """)]
public sealed record NameKeeper(Guid StaffId, [Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>What stayed behind.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class NameKeeperHandler(CaseDb db, CallContext call) : IHandler<NameKeeper, Saved>
{
    public async Task<Saved> Handle(NameKeeper request, CancellationToken cancellationToken)
    {
        var kept = await db.Kept(call, request.Id, request.Version, cancellationToken);
        await db.CheckTeam(call, kept.TeamId, request.StaffId, cancellationToken);
        List<Guid> told = [request.StaffId, .. await db.OfficersOf(kept.OrganisationId, null, cancellationToken)];
        if (kept.StaffId is { } before)
        {
            told.Add(before);
        }
        kept.Name(request.StaffId, call.Now);
        db.AddRange(told.Distinct().Select(recipient =>
            new Notice(kept.OrganisationId, recipient, LeftBehind.KeeperNamed, "left-behind", kept.Id, $"{call.Now:O}", call.Now)));
        return await db.Save(kept, cancellationToken);
    }
}

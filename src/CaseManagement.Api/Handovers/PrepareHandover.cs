using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>Starts to prepare the handover of a household that the caller's team is responsible for.</summary>
[Requires(Permission.SendHandovers)]
[Operation("Prepare a handover", """
    Starts a draft for a household that one of your teams is responsible for; all its present members go along. One open handover per
    household: the second is refused with 409 `handover-already-open` and the first one's `handoverId`. A return of an accepted handover
    is a new one with `returnsHandoverId` and a `returnReason`; it goes back to the sender where no other team is named.
    """)]
public sealed record PrepareHandover : ICommand<Saved>, IGivesReason
{
    /// <summary>The household; all its present members go along.</summary>
    public required Guid HouseholdId { get; init; }

    /// <summary>The team that is to take over, of the same or another organisation. May be left out of a return: it goes back to the sender.</summary>
    public Guid? ReceivingTeamId { get; init; }

    /// <summary>The accepted handover that this one returns.</summary>
    [Example(null)]
    public Guid? ReturnsHandoverId { get; init; }

    /// <summary>Why; mandatory for a return.</summary>
    [CodeOf(CodeLists.HandoverReturnReason), Example(null)]
    public string? ReturnReason { get; init; }

    /// <summary>To the receiver, up to 4,000 characters.</summary>
    [Example(Sample.Note)]
    public string? Note { get; init; }

    string? IGivesReason.Reason => ReturnReason;
}

internal sealed class PrepareHandoverValidator : AbstractValidator<PrepareHandover>
{
    public PrepareHandoverValidator()
    {
        RuleFor(command => command.Note).MaximumLength(4000);
        RuleFor(command => command.ReceivingTeamId).NotNull().When(command => command.ReturnsHandoverId is null);
        RuleFor(command => command.ReturnReason).NotEmpty().When(command => command.ReturnsHandoverId is not null);
        RuleFor(command => command.ReturnReason).Null().When(command => command.ReturnsHandoverId is null);
    }
}

internal sealed class PrepareHandoverHandler(CaseDb db, CallContext call) : IHandler<PrepareHandover, Saved>
{
    public async Task<Saved> Handle(PrepareHandover request, CancellationToken cancellationToken)
    {
        var caller = call.Caller;
        var sender = new Party(caller.RequiredOrganisationId, await SendingTeam(request.HouseholdId, cancellationToken));
        if (await db.Set<Handover>().SentBy(db, caller).Undecided().Where(h => h.HouseholdId == request.HouseholdId)
                .Select(h => (Guid?)h.Id).FirstOrDefaultAsync(cancellationToken) is { } open)
        {
            throw new RefusedException(HandoverProblems.AlreadyOpen) { Extensions = { ["handoverId"] = open } };
        }
        var returned = request.ReturnsHandoverId is { } id ? await Returned(id, request.HouseholdId, sender.TeamId, cancellationToken) : null;
        var receiver = request.ReceivingTeamId is { } team
            ? await HandoverAccess.FindTeam(db, team, "/receivingTeamId", cancellationToken) : returned!;

        var handover = new Handover(request.HouseholdId, sender, receiver,
            request.ReturnsHandoverId is { } returns ? (returns, request.ReturnReason!) : null, request.Note, caller.RequiredStaffId, call.Now);
        db.Add(handover);
        var draft = await HandoverDraft.Load(db, handover, cancellationToken);
        draft.FollowHousehold(call.Now);
        return await db.Save(handover, cancellationToken);
    }

    // The team that the open cases of the household's members are with; where they are with several, one of the caller's
    // own: the gate then names the persons of the others.
    private async Task<Guid> SendingTeam(Guid householdId, CancellationToken cancellationToken)
    {
        var organisation = call.Caller.OrganisationId;
        // Held until the end: while its cases go to another team (CaseFollowers) nobody prepares a handover by the team before.
        var visible = await db.Set<Household>().FromSql($"select h.*, h.xmin from app.household h where h.id = {householdId} for no key update")
            .Where(household => household.OrganisationId == organisation).Select(household => (Guid?)household.Id)
            .SingleOrDefaultAsync(cancellationToken) is not null;
        var members = db.Set<HouseholdMember>().On(call.Today).Where(m => m.HouseholdId == householdId).Select(m => m.ClientId);
        var cases = db.Set<Case>().Where(c => c.OrganisationId == organisation && c.Status == CaseStatus.Open && members.Contains(c.ClientId));
        var mine = await cases.Where(c => AccessFunctions.IsMyTeam(c.TeamId)).GroupBy(c => c.TeamId)
            .OrderByDescending(team => team.Count()).ThenBy(team => team.Key).Select(team => (Guid?)team.Key).FirstOrDefaultAsync(cancellationToken);
        if (mine is { } team)
        {
            return team;
        }
        // A household that the caller does not see at all is not told apart from none.
        if (!visible || !await cases.VisibleTo(db, call.Caller).AnyAsync(cancellationToken))
        {
            throw visible && !await cases.AnyAsync(cancellationToken)
                ? new RefusedException(HandoverProblems.NoOpenCase) : RefusedException.NotFound(householdId);
        }
        throw new RefusedException(HandoverProblems.NotResponsible);
    }

    // What the caller's team has accepted goes back to the team that sent it.
    private async Task<Party> Returned(Guid id, Guid householdId, Guid team, CancellationToken cancellationToken) =>
        await db.Set<Handover>().ReceivedBy(db, call.Caller)
            .Where(h => h.Id == id && h.HouseholdId == householdId && h.ReceiverTeamId == team
                && (h.Status == HandoverStatus.Accepted || h.Status == HandoverStatus.Completed))
            .Select(h => new Party(h.SenderOrganisationId, h.SenderTeamId)).SingleOrDefaultAsync(cancellationToken)
        ?? throw RefusedException.Invalid("/returnsHandoverId", HandoverProblems.NotReturnable);
}

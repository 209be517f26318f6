using System.Text.Json;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>Freezes the package and puts it before the receiver, for the first time or after questions.</summary>
/// <param name="Id">The handover.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.SendHandovers)]
[Operation("Submit a handover", """
    draft or clarification_requested → submitted. Freezes the next version of the package and starts the receiver's term of 5 working
    days. 409 `handover-incomplete` lists what is missing, `handover-team-closed` where the receiving team was dissolved,
    `team-without-members` where nobody in it works on cases today, `handover-nobody-receives` where nobody of those may accept or decline,
    `processing-restricted` where data of a member is stored only, also of one who has died.
    """)]
public sealed record SubmitHandover(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class SubmitHandoverHandler(CaseDb db, CallContext call, HandoverTerms terms) : IHandler<SubmitHandover, Saved>
{
    public async Task<Saved> Handle(SubmitHandover request, CancellationToken cancellationToken)
    {
        var (now, by) = (call.Now, Actor.Of(call.Caller));
        var handover = await HandoverAccess.Lock(db, call.Caller, request.Id, Side.Sender, Handover.SubmitMove, request.Version, cancellationToken);
        // Held until the end: a team that is being dissolved is waited for, and one to which a household is on its way is not dissolved (AwaitedTeam).
        var receivers = db.Set<Team>().FromSql($"select t.*, t.xmin from app.team t where t.id = {handover.ReceiverTeamId} for share");
        var receiver = await receivers.Select(team => new
        {
            team.ClosedAt, IsStaffed = AccessFunctions.IsStaffed(team.Id), CanReceive = AccessFunctions.CanReceive(team.Id),
        }).SingleAsync(cancellationToken);
        if (receiver.ClosedAt is not null)
        {
            throw new RefusedException(HandoverProblems.TeamClosed);
        }
        if (!receiver.IsStaffed)
        {
            throw new RefusedException(OrganisationProblems.TeamWithoutMembers);
        }
        if (!receiver.CanReceive)
        {
            throw new RefusedException(HandoverProblems.NobodyReceives);
        }
        var draft = await HandoverDraft.Load(db, handover, cancellationToken);
        draft.FollowHousehold(now);
        // Of the dead, too: of them it is written down at acceptance that they live there no more.
        var (household, today) = (handover.HouseholdId, call.Today);
        await db.RequireUnrestricted(await db.Set<HouseholdMember>()
            .Where(member => member.HouseholdId == household && (member.UntilDate == null || member.UntilDate > today))
            .Select(member => member.ClientId).ToListAsync(cancellationToken), cancellationToken);
        if (Completeness.Check(handover.SenderTeamId, draft.Facts, await draft.Content(cancellationToken)) is { Count: > 0 } missing)
        {
            throw new RefusedException(HandoverProblems.Incomplete)
            {
                Errors = [.. missing.Select(item => new ProblemError(item.Place, item.Code, item.Message))],
            };
        }
        handover.Submit(terms.Acceptance(call.Today, await terms.LandOf(db, handover, cancellationToken)), by, now);

        var restricted = Restricted(draft);
        var document = Build(handover, draft, restricted, await Parties(handover, cancellationToken), now);
        db.Add(new HandoverPackage(handover.Id, handover.PackageVersion, document, call.Caller.RequiredStaffId, now));
        db.AddRange(restricted.Select(item => new HandoverRestrictedItem(handover.Id, handover.PackageVersion, item, now)));
        if (handover.PackageVersion > 1)
        {
            await KeepVerdicts(handover, draft, document, cancellationToken);
        }
        return await db.Save(handover, cancellationToken);
    }

    /// <summary>
    /// What goes along of the restricted: what was included one by one, and documents of restricted kinds, which are listed
    /// one by one anyway.
    /// </summary>
    internal static IReadOnlyList<RestrictedContent> Restricted(HandoverDraft draft)
    {
        var included = draft.Inclusions.Select(item => item.ItemId).ToHashSet();
        return
        [
            .. draft.Facts.Restricted.Where(item => included.Contains(item.ItemId)),
            .. draft.Documents.Where(document => document.Compartment is not null).Select(document => new RestrictedContent(
                document.Id, document.ClientId!.Value, RestrictedKind.Document, document.Compartment!,
                JsonSerializer.SerializeToElement(new { kind = document.Kind, isPresent = document.IsPresent, missingReason = document.MissingReason }))),
        ];
    }

    /// <summary>The package out of what is on file and what the sender has written; nothing restricted stands in it.</summary>
    internal static PackageDocument Build(Handover handover, HandoverDraft draft, IReadOnlyList<RestrictedContent> restricted,
        (PackageParty Sender, PackageParty Receiver) parties, DateTimeOffset now) => new()
        {
            HandoverId = handover.Id,
            Version = handover.PackageVersion,
            SubmittedAt = now,
            Sender = parties.Sender,
            Receiver = parties.Receiver,
            ReturnsHandoverId = handover.ReturnsId,
            HouseholdId = handover.HouseholdId,
            HouseholdReference = draft.Facts.Reference,
            Note = handover.Note,
            Persons =
        [
            .. draft.Facts.Persons.Select(person =>
                person.Person with { Needs = [.. person.Person.Needs.Where(need => need.Compartment is null)] }),
        ],
            Documents = [.. draft.Documents.Where(document => document.Compartment is null).Select(document => document.ForPackage())],
            OpenItems = [.. draft.OpenItems.Select(item => item.ForPackage())],
            NoOpenItems = handover.NoOpenItems,
            Records = draft.Facts.Records,
            Restricted = [.. restricted.Select(item => item.ForPackage())],
        };

    // An item that was accepted and has not changed since need not be looked at again.
    private async Task KeepVerdicts(Handover handover, HandoverDraft draft, PackageDocument document, CancellationToken cancellationToken)
    {
        var before = (await db.Package(handover.Id, handover.PackageVersion - 1, cancellationToken)).Items();
        var items = document.Items();
        db.AddRange(draft.Items
            .Where(item => item.Verdict == ItemVerdict.Accepted
                && before.TryGetValue(item.Place, out var was) && items.TryGetValue(item.Place, out var now) && was == now)
            .Select(item => new HandoverItem(handover.Id, handover.PackageVersion, item.Place, null, null, call.Now)));
    }

    private async Task<(PackageParty, PackageParty)> Parties(Handover handover, CancellationToken cancellationToken)
    {
        var (sending, receiving) = (handover.SenderTeamId, handover.ReceiverTeamId);
        var parties = await (
            from team in db.Set<Team>()
            join organisation in db.Set<Organisation>() on team.OrganisationId equals organisation.Id
            where team.Id == sending || team.Id == receiving
            select new PackageParty(organisation.Id, organisation.Name, team.Id, team.Name)).ToListAsync(cancellationToken);
        return (parties.Single(party => party.TeamId == sending), parties.Single(party => party.TeamId == receiving));
    }
}

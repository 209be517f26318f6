using CaseManagement.Api.Persistence;
using CaseManagement.Api.Representations;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>Exactly what would leave, to whom, on which basis.</summary>
/// <param name="Id">The referral.</param>
[Requires(Permission.SendReferrals)]
[Operation("Preview a referral", """
    Of a draft: the document as it would be sent now, and its hash. `send` takes the hash: where what would be sent is no longer what was shown, it
    is refused. `missing` says why it cannot be sent, `warnings` what should be clarified, `couldInclude` which restricted items you may add.
    """)]
public sealed record PreviewReferral(Guid Id) : IQuery<ReferralPreview>;

/// <summary>What would be sent.</summary>
/// <param name="ReferralId">Of which referral.</param>
/// <param name="RecipientId">To whom, where that is an organisation here.</param>
/// <param name="Fields">Which fields of the person.</param>
/// <param name="Document">The document: this and nothing else.</param>
/// <param name="RestrictedItems">The content of the restricted items that go along, in the document's order.</param>
/// <param name="Sha256">Over the document; send it with `send`.</param>
/// <param name="Missing">Why it cannot be sent; empty where it can.</param>
/// <param name="Warnings">What should be clarified.</param>
/// <param name="CouldInclude">Restricted items that you may open and could add, one by one.</param>
/// <param name="HouseholdMembers">Who could be named besides, of those whom you see.</param>
public sealed record ReferralPreview(
    Guid ReferralId,
    Guid? RecipientId,
    IReadOnlyList<ReferralField> Fields,
    ReferralDocument Document,
    IReadOnlyList<RestrictedFact> RestrictedItems,
    [Example(Sample.Digest)] string Sha256,
    IReadOnlyList<ProblemError> Missing,
    IReadOnlyList<Warning> Warnings,
    IReadOnlyList<RestrictedFact> CouldInclude,
    IReadOnlyList<HouseholdName> HouseholdMembers) : IShowsPersons
{
    internal IReadOnlyList<Guid> Persons { get; init; } = [];

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Persons;
}

/// <summary>Somebody of the household.</summary>
/// <param name="ClientId">Name it in `memberIds`.</param>
/// <param name="Name">Family name, given name.</param>
/// <param name="IsNamed">Whether this one goes along.</param>
public sealed record HouseholdName(Guid ClientId, [Example(Sample.FamilyName + ", Lina")] string Name, [Example(false)] bool IsNamed);

internal sealed class PreviewReferralHandler(CaseDb db, CallContext call) : IHandler<PreviewReferral, ReferralPreview>
{
    public async Task<ReferralPreview> Handle(PreviewReferral request, CancellationToken cancellationToken)
    {
        var json = await db.Set<Referral>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id && row.OrganisationId == call.Caller.OrganisationId)
            .Select(row => ReferralFacts.View(row.Id)).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var facts = await ReferralFacts.Parse(json).SeenByCaller(db, cancellationToken);
        if (facts.Own!.Facts is not { } file)
        {
            throw facts.Refusal(ReferralSide.Sender);
        }
        var document = facts.Document(call.Today);
        return new ReferralPreview(facts.Id, facts.Service.ProviderId, facts.Own.Draft.Fields, document, facts.Included,
            Convert.ToHexStringLower(ReferralDocument.Hash(document.ToCanonicalJson())), facts.Missing(call.Today), facts.Warnings(call.Today), file.Restricted,
            [.. file.Members.Select(member => new HouseholdName(member.ClientId, $"{member.FamilyName}, {member.GivenName}",
                facts.Own.Draft.MemberIds.Contains(member.ClientId)))])
        { Persons = [facts.Own.ClientId, .. file.Members.Select(member => member.ClientId)] };
    }
}

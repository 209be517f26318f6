using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ServiceDirectory;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Offers;

/// <summary>The services for a need, the best first.</summary>
/// <param name="ClientId">Whose need.</param>
/// <param name="NeedId">Which one, as the needs name it.</param>
/// <param name="Quarter">Without effect; leave it out: an address names where somebody lives. It is read off the person's address.</param>
[Requires(Permission.SendReferrals)]
[Operation("Find offers for a need", """
    Every service of the need's area that is offered today: those that fit first, then by what speaks for them; each says why. None is left out, you
    decide. `fits` false: it is not responsible where the person lives, not for the residence status or age, or has no room. How near is told by quarter,
    postal code and town of the person's address; how long one waits by your own referrals of the last year, of three at least. Nothing fits: record a gap
    (`/service-gaps`). Offers of return counselling concern who asks for it alone.
    """)]
public sealed record FindOffers(Guid ClientId, Guid NeedId, [Example("Stumpenhof")] string? Quarter = null) : IQuery<FoundOffers>;

/// <summary>The offers for a need.</summary>
/// <param name="ClientId">Whose need.</param>
/// <param name="NeedArea">In which area.</param>
/// <param name="Fitting">How many fit.</param>
/// <param name="Items">All of them, the best first.</param>
public sealed record FoundOffers(
    Guid ClientId, [CodeOf(ReferenceData.CodeLists.NeedArea)] string NeedArea, [Example(1)] int Fitting, IReadOnlyList<Offer> Items) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>A service for the need.</summary>
/// <param name="ServiceId">The service.</param>
/// <param name="Name">Its name.</param>
/// <param name="Provider">Who offers it.</param>
/// <param name="ProviderId">Where that is an organisation here.</param>
/// <param name="Fits">Whether nothing rules it out.</param>
/// <param name="Reasons">Why it stands here.</param>
/// <param name="Capacity">Whether there is room.</param>
/// <param name="AnswerDays">Within how many working days a referral is answered.</param>
/// <param name="IsConfidential">Speak of it with nobody but the person; it can be referred to, not pointed out.</param>
/// <param name="OpenReferralId">The referral of the person there that is open.</param>
public sealed record Offer(
    Guid ServiceId, [Example("Migrationsberatung")] string Name, [Example("Caritas Fils-Neckar-Alb")] string? Provider, Guid? ProviderId,
    [Example(true)] bool Fits, IReadOnlyList<OfferReason> Reasons, ServiceCapacity Capacity, [Example(10)] int AnswerDays,
    [Example(false)] bool IsConfidential, [Example(null)] Guid? OpenReferralId);

internal sealed class FindOffersValidator : AbstractValidator<FindOffers>
{
    public FindOffersValidator() => RuleFor(find => find.Quarter).Words().MaximumLength(200);
}

internal sealed class FindOffersHandler(CaseDb db, CallContext call) : IHandler<FindOffers, FoundOffers>
{
    public async Task<FoundOffers> Handle(FindOffers request, CancellationToken cancellationToken)
    {
        var json = await db.Set<Case>().AsNoTracking().VisibleTo(db, call.Caller).Where(c => c.ClientId == request.ClientId).OrderBy(c => c.Id).Take(1)
            .Select(c => OfferFacts.View(c.ClientId, request.NeedId)).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.NeedId);
        var facts = OfferFacts.Parse(json);
        var offers = OfferRanking.Of(facts, call.Today);
        return new FoundOffers(request.ClientId, facts.Area, offers.Count(offer => offer.Fits),
        [
            .. offers.Select(offer => new Offer(offer.Service.Id, offer.Service.Name, offer.Service.Provider, offer.Service.ProviderId, offer.Fits,
                offer.Reasons, offer.Service.Capacity, offer.Service.AnswerDays, offer.Service.IsConfidential, offer.Service.OpenReferralId)),
        ]);
    }
}

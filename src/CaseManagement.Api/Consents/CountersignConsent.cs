using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Representations;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Representation = CaseManagement.Api.Representations.Representation;

namespace CaseManagement.Api.Consents;

/// <summary>Another representative joins a consent that was given for a person: the second holder of custody (§ 1629 Abs. 1 Satz 2 BGB).</summary>
/// <param name="RepresentationIds">Who joins: representations of the person that were in force on the day on which the consent was given.</param>
/// <param name="Evidence">What shows the consent now, with all who gave it, and where that is; up to 500 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Add who else consented", """
    Another representative of the person joins the consent: the second holder of custody, whose absence it warned of. Words, recipients and data stay.
    400 `representation-not-in-force` where the representation did not exist on that day; who has joined already may be named again. Not for what the
    person said alone (409 `consent-of-the-person`).
    """)]
public sealed record CountersignConsent(
    IReadOnlyList<Guid> RepresentationIds,
    [Example("Sheet signed by both parents in the paper file, tab 2")] string Evidence) : ICommand<Saved>
{
    /// <summary>The consent.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CountersignConsentValidator : AbstractValidator<CountersignConsent>
{
    public CountersignConsentValidator()
    {
        RuleFor(sign => sign.RepresentationIds).NotEmpty();
        RuleFor(sign => sign.Evidence).NotEmpty().MaximumLength(500);
    }
}

internal sealed class CountersignConsentHandler(CaseDb db, CallContext call) : IHandler<CountersignConsent, Saved>
{
    public async Task<Saved> Handle(CountersignConsent request, CancellationToken cancellationToken)
    {
        var consent = await db.Set<Consent>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        var person = await db.Set<Client>().Where(client => client.Id == consent.ClientId).Select(client => new
        {
            client.BirthDate,
            Held = db.Set<Representation>().Where(row => row.ClientId == client.Id && request.RepresentationIds.Contains(row.Id))
                .Select(row => new HeldOnDay(
                    row.Id, row.FromDate, row.UntilDate, row.OfMinors, Deaths.On(row.ClientId, row.RepresentativeClientId))).ToList(),
        }).AsSingleQuery().SingleAsync(cancellationToken);
        ConsentRules.CheckRepresentatives(request.RepresentationIds, person.Held, consent.GivenOn, person.BirthDate);
        consent.Countersign(request.RepresentationIds, request.Evidence, call.Now);
        return await db.Save(consent, cancellationToken);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Representations;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>Records that a person has consented, or somebody for the person.</summary>
[Requires(Permission.WriteClients)]
[Operation("Record a consent", """
    To a published text, for recipients and data, in the language in which it was read. For a minor name who consented (`representationIds`;
    400 `consent-of-minor`), and where custody is joint both holders: the consent warns where one is missing. From 15 on a person consents alone for
    own social benefits (§ 36 SGB I). From the day of a death on the person consents no more, nor does a representative who has died (400
    `consent-after-death`, `representative-has-died`); what was given before stays. The same text for the same
    recipients on the same day is 409 `consent-exists` with the `consentId` of the first.
    """)]
public sealed record RecordConsent : ICommand<Saved>
{
    /// <summary>The text, published now.</summary>
    public required Guid TextId { get; init; }

    /// <summary>In which of its languages it was read.</summary>
    [CodeOf(CodeLists.Language)]
    public required string Language { get; init; }

    /// <summary>Who may get the data, as it was read out; 1 to 20 of up to 200 characters.</summary>
    [Example("Caritas Fils-Neckar-Alb")]
    public required IReadOnlyList<string> Recipients { get; init; }

    /// <summary>Those recipients that are organisations here; each by the name under which `recipients` names it.</summary>
    public IReadOnlyList<Guid> RecipientOrganisationIds { get; init; } = [];

    /// <summary>Which data; at least one.</summary>
    [CodeOf(CodeLists.ConsentData)]
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>On which day; today or earlier.</summary>
    [Example(Sample.Day)]
    public required DateOnly GivenOn { get; init; }

    /// <summary>First day no longer, where an end was agreed; after today.</summary>
    [Example("2099-03-02")]
    public DateOnly? ValidUntil { get; init; }

    /// <summary>How it was given.</summary>
    [CodeOf(CodeLists.ConsentForm)]
    public required string Form { get; init; }

    /// <summary>How the text was conveyed.</summary>
    [CodeOf(CodeLists.ConsentReading)]
    public required string Reading { get; init; }

    /// <summary>Who interpreted.</summary>
    [CodeOf(CodeLists.InterpreterKind)]
    public string? Interpreter { get; init; }

    /// <summary>Who consented for the person: representations of the person that were in force on that day. Left out: the person.</summary>
    public IReadOnlyList<Guid> RepresentationIds { get; init; } = [];

    /// <summary>What shows it, and where that is; up to 500 characters.</summary>
    [Example("Signed sheet in the paper file, tab 2")]
    public required string Evidence { get; init; }

    /// <summary>Who consents.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
}

internal sealed class RecordConsentValidator : AbstractValidator<RecordConsent>
{
    public RecordConsentValidator(CallContext call)
    {
        RuleFor(consent => consent.Recipients)
            .Must(all => all.Count is >= 1 and <= 20 && all.Select(one => one.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Count() == all.Count)
            .WithErrorCode(ConsentProblems.NoRecipient.Code).WithMessage(_ => ConsentProblems.NoRecipient.Text());
        RuleForEach(consent => consent.Recipients).NotEmpty().MaximumLength(200);
        RuleFor(consent => consent.Data).NotEmpty();
        RuleFor(consent => consent.GivenOn).Must(day => day <= call.Today)
            .WithErrorCode(ConsentProblems.InFuture.Code).WithMessage(_ => ConsentProblems.InFuture.Text());
        RuleFor(consent => consent.ValidUntil).Must((consent, until) => until > consent.GivenOn && until > call.Today)
            .When(consent => consent.ValidUntil is not null)
            .WithErrorCode(ConsentProblems.EndsBeforeGiven.Code).WithMessage(_ => ConsentProblems.EndsBeforeGiven.Text());
        RuleFor(consent => consent.Evidence).NotEmpty().MaximumLength(500);
    }
}

internal sealed class RecordConsentHandler(CaseDb db, CallContext call) : IHandler<RecordConsent, Saved>
{
    public async Task<Saved> Handle(RecordConsent request, CancellationToken cancellationToken)
    {
        var own = call.Caller.RequiredOrganisationId;
        var person = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => client.Id == request.ClientId)
            .Select(client => new
            {
                client.OrganisationId, client.BirthDate, DiedOn = Deaths.On(client.Id, null),
                Held = db.Set<Representation>().Where(row => row.ClientId == client.Id && request.RepresentationIds.Contains(row.Id))
                    .Select(row => new HeldOnDay(
                        row.Id, row.FromDate, row.UntilDate, row.OfMinors, Deaths.On(row.ClientId, row.RepresentativeClientId))).ToList(),
            }).AsSingleQuery().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        if (person.OrganisationId != own)
        {
            throw new RefusedException(ClientProblems.HandedOver);
        }
        if (person.DiedOn <= request.GivenOn)
        {
            throw RefusedException.Invalid("/givenOn", ConsentProblems.AfterDeath);
        }
        var (text, socialClaims) = await Text(request, cancellationToken);
        ConsentRules.CheckRepresentatives(request.RepresentationIds, person.Held, request.GivenOn, person.BirthDate);
        if (request.RepresentationIds.Count == 0 && !ConsentRules.MayConsentAlone(request.GivenOn, person.BirthDate, socialClaims))
        {
            throw RefusedException.Invalid("/representationIds", ConsentProblems.OfMinor);
        }
        var consent = new Consent((own, request.ClientId), text, new ConsentFacts(
            request.Recipients, await Organisations(request, cancellationToken), request.Data, request.GivenOn, request.ValidUntil,
            request.Form, request.Reading, request.Interpreter, request.RepresentationIds, request.Evidence), call.Caller.StaffId, call.Now);
        if (await db.Set<Consent>().Where(first => first.ClientId == consent.ClientId && first.TextId == consent.TextId && first.GivenOn == consent.GivenOn
            && first.Recipients == consent.Recipients && first.Status == ConsentStatus.Given).Select(first => (Guid?)first.Id)
            .SingleOrDefaultAsync(cancellationToken) is { } first)
        {
            throw new RefusedException(ConsentProblems.Exists) { Extensions = { ["consentId"] = first } };
        }
        db.Add(consent);
        return await db.Save(consent, cancellationToken);
    }

    // The version that is published now, in the language in which it was read.
    private async Task<(AgreedText Text, bool SocialClaims)> Text(RecordConsent request, CancellationToken cancellationToken)
    {
        var found = await db.Set<ConsentText>().Where(text => text.Id == request.TextId && text.Status == ConsentTextStatus.Published)
            .Select(text => new
            {
                text.Key, text.Number, text.Purpose, text.Title,
                Wording = text.Wordings.Where(wording => wording.Language == request.Language).Select(wording => wording.Text).FirstOrDefault(),
                SocialClaims = db.Set<DatedCode>().Any(code => code.List == CodeLists.ConsentPurpose && code.Code == text.Purpose
                    && EF.Functions.JsonContains(code.Attributes, """{"socialClaims": true}""")),
                Informs = ConsentText.Informing(db).Any(purpose => purpose == text.Purpose),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.Invalid("/textId", ConsentProblems.TextNotInUse);
        return found.Informs ? throw RefusedException.Invalid("/textId", ConsentProblems.TextInforms)
            : found.Wording is null ? throw RefusedException.Invalid("/language", ConsentProblems.NoSuchLanguage)
            : (new AgreedText(request.TextId, found.Key, found.Number, found.Purpose, found.Title, request.Language, found.Wording), found.SocialClaims);
    }

    private async Task<IReadOnlyList<Guid>> Organisations(RecordConsent request, CancellationToken cancellationToken)
    {
        if (request.RecipientOrganisationIds.Count == 0)
        {
            return [];
        }
        var known = await db.Set<Organisation>()
            .Where(organisation => request.RecipientOrganisationIds.Contains(organisation.Id) && organisation.ClosedAt == null)
            .ToDictionaryAsync(organisation => organisation.Id, organisation => organisation.Name, cancellationToken);
        // What was not read out was not consented to: an id stands for a name among the recipients.
        var readOut = request.Recipients.Select(name => name.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (at, id) in request.RecipientOrganisationIds.Index())
        {
            if (!known.TryGetValue(id, out var name))
            {
                throw RefusedException.Invalid($"/recipientOrganisationIds/{at}", ConsentProblems.RecipientUnknown);
            }
            if (!readOut.Contains(name.Trim()))
            {
                throw RefusedException.Invalid($"/recipientOrganisationIds/{at}", ConsentProblems.RecipientNotReadOut);
            }
        }
        return request.RecipientOrganisationIds;
    }
}

using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>What a text says.</summary>
public abstract record ConsentTextBody
{
    /// <summary>For what.</summary>
    [CodeOf(CodeLists.ConsentPurpose)]
    public required string Purpose { get; init; }

    /// <summary>Its heading, up to 200 characters.</summary>
    [Example("Einwilligung in die Vermittlung")]
    public required string Title { get; init; }

    /// <summary>The text, once per language; German is needed for publishing.</summary>
    public required IReadOnlyList<Wording> Wordings { get; init; }
}

internal sealed class ConsentTextBodyValidator : AbstractValidator<ConsentTextBody>
{
    public ConsentTextBodyValidator()
    {
        RuleFor(body => body.Title).NotEmpty().MaximumLength(200);
        RuleFor(body => body.Wordings).Must(wordings => wordings.DistinctBy(wording => wording.Language).Count() == wordings.Count && wordings.Count <= 50)
            .WithErrorCode(ConsentProblems.LanguageTwice.Code).WithMessage(_ => ConsentProblems.LanguageTwice.Text());
        RuleForEach(body => body.Wordings).ChildRules(wording =>
        {
            wording.RuleFor(w => w.Text).NotEmpty().MaximumLength(20_000);
            wording.RuleFor(w => w.Source).NotEmpty().MaximumLength(200).When(w => w.Source is not null);
        });
    }
}

/// <summary>Begins a text, or the next version of one.</summary>
[Requires(Permission.ManageConsentTexts)]
[Operation("Write a consent text", """
    A draft: of a new key its first version, of a known one the next. Nobody is asked by it before it is published. 409 `consent-text-draft-exists`
    while there is a draft of the key.
    """)]
public sealed record WriteConsentText : ConsentTextBody, ICommand<Saved>
{
    /// <summary>What all versions of the text have in common: small letters, digits and single hyphens, up to 64.</summary>
    [Example("vermittlung")]
    public required string Key { get; init; }
}

internal sealed class WriteConsentTextValidator : AbstractValidator<WriteConsentText>
{
    public WriteConsentTextValidator()
    {
        RuleFor(text => text.Key).Matches(@"^[a-z0-9]+(-[a-z0-9]+)*\z")
            .WithMessage(_ => Language.Choose("Kleine Buchstaben und Ziffern, dazwischen Bindestriche, etwa datenschutz.",
                "Small letters and digits, hyphens between them, such as privacy-notice.")).MaximumLength(64);
    }
}

internal sealed class WriteConsentTextHandler(CaseDb db, CallContext call) : IHandler<WriteConsentText, Saved>
{
    public async Task<Saved> Handle(WriteConsentText request, CancellationToken cancellationToken)
    {
        var own = call.Caller.RequiredOrganisationId;
        var last = await db.Set<ConsentText>().Where(text => text.OrganisationId == own && text.Key == request.Key)
            .MaxAsync(text => (int?)text.Number, cancellationToken) ?? 0;
        var text = new ConsentText(own, request.Key, last + 1, request.Purpose, request.Title, request.Wordings, call.Caller.StaffId, call.Now);
        db.Add(text);
        return await db.Save(text, cancellationToken);
    }
}

using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cooperation;

/// <summary>What was agreed.</summary>
public abstract record CooperationTerms
{
    /// <summary>By which law: joint controllers (Art. 26 GDPR), processor (Art. 28 GDPR), transmission (§§ 67d ff. SGB X).</summary>
    public required CooperationKind Kind { get; init; }
    /// <summary>What it is about, up to 2,000 characters; nobody named.</summary>
    [Example("Vermittlung in die Migrationsberatung")]
    public required string Subject { get; init; }
    /// <summary>Which data, on which basis, up to 2,000 characters.</summary>
    [Example("Stammdaten und Beratungsanlass; § 67d Abs. 1 i. V. m. § 69 Abs. 1 Nr. 1 SGB X")]
    public required string DataBasis { get; init; }
    /// <summary>The signed document's date.</summary>
    [Example(Sample.Day)]
    public required DateOnly DocumentDate { get; init; }
    /// <summary>First day.</summary>
    [Example(Sample.Day)]
    public required DateOnly From { get; init; }
    /// <summary>First day no longer; left out while it lasts.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }
}

/// <summary>Records an agreement with another organisation.</summary>
[Requires(Permission.ManageCooperation)]
[Operation("Record a cooperation agreement", """
    With an organisation here it is `proposed` until the other side has acknowledged it (`/acknowledge`, by somebody else than who recorded it); with one that
    is not here it stands as on paper, with the reason. Two may run side by side: record a new one before the old one ends, and no day is without.
    """)]
public sealed record RecordCooperationAgreement : CooperationTerms, ICommand<Saved>
{
    /// <summary>The other side, where it is an organisation here; else `partnerName`.</summary>
    public Guid? PartnerId { get; init; }
    /// <summary>The other side by name, up to 200 characters, as services name their provider.</summary>
    [Example(null)]
    public string? PartnerName { get; init; }
    /// <summary>Why nobody acknowledges it here, up to 1,000 characters; with `partnerName` only.</summary>
    [Example(null)]
    public string? PaperReason { get; init; }
}

internal sealed class CooperationTermsValidator : AbstractValidator<CooperationTerms>
{
    public CooperationTermsValidator(CallContext call)
    {
        RuleFor(terms => terms.Subject).NotEmpty().MaximumLength(2000);
        RuleFor(terms => terms.DataBasis).NotEmpty().MaximumLength(2000);
        RuleFor(terms => terms.DocumentDate).Must(day => day <= call.Today).WithProblem(CooperationProblems.DocumentAhead);
        RuleFor(terms => terms.Until).Must((terms, until) => until is null || until > terms.From).WithProblem(CooperationProblems.UntilBeforeFrom);
    }
}

internal sealed class RecordCooperationAgreementValidator : AbstractValidator<RecordCooperationAgreement>
{
    public RecordCooperationAgreementValidator(CallContext call)
    {
        RuleFor(record => record.PartnerName).Must((record, name) => name is null != record.PartnerId is null).WithProblem(CooperationProblems.OnePartner);
        RuleFor(record => record.PartnerName).Words().MaximumLength(200);
        RuleFor(record => record.PaperReason).Must((record, reason) => reason is null == record.PartnerName is null)
            .WithProblem(CooperationProblems.PaperReason);
        RuleFor(record => record.PaperReason).Words().MaximumLength(1000);
    }
}

internal sealed class RecordCooperationAgreementHandler(CaseDb db, CallContext call) : IHandler<RecordCooperationAgreement, Saved>
{
    public async Task<Saved> Handle(RecordCooperationAgreement request, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        if (request.PartnerId is { } partner && !await db.Set<Organisation>().KnownTo(call.Caller)
            .AnyAsync(other => other.Id == partner && other.Id != mine && other.ClosedAt == null, cancellationToken))
        {
            throw RefusedException.Invalid("/partnerId", CooperationProblems.UnknownPartner);
        }
        var agreement = new CooperationAgreement(call.Caller, (request.PartnerId, request.PartnerName, request.PaperReason), request, call.Now);
        db.Add(agreement);
        return await db.Save(agreement, cancellationToken);
    }
}

using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Documents;

/// <summary>What a paper is.</summary>
public abstract record DocumentBody
{
    /// <summary>What it is; a kind that belongs to a restricted compartment (medical report) puts the document there by itself.</summary>
    [CodeOf(CodeLists.DocumentKind)]
    public required string Kind { get; init; }

    /// <summary>Which one, where the kind does not say it; up to 200 characters.</summary>
    [Example(null)]
    public string? Title { get; init; }

    /// <summary>As printed; up to 100 characters.</summary>
    [Example("P00123456")]
    public string? Number { get; init; }

    /// <summary>Who issued it; up to 200 characters.</summary>
    [Example("Botschaft in Berlin")]
    public string? Issuer { get; init; }

    /// <summary>First day of its validity.</summary>
    [Example("2024-03-15")]
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last day of its validity, as printed. A reminder comes ahead of it: attribute remindDaysBefore of the kind.</summary>
    [Example("2099-03-14")]
    public DateOnly? ExpiresOn { get; init; }

    /// <summary>Where the paper itself is.</summary>
    [CodeOf(CodeLists.DocumentPlace)]
    public string? Place { get; init; }

    /// <summary>What else is to be known; up to 1,000 characters.</summary>
    [Example(null)]
    public string? Note { get; init; }

    /// <summary>What it reveals: then only who is admitted sees it and its files, and it stands in no list of several persons.</summary>
    [Example(null)]
    public Compartment? Compartment { get; init; }
}

internal sealed class DocumentBodyValidator : AbstractValidator<DocumentBody>
{
    public DocumentBodyValidator()
    {
        RuleFor(document => document.Title).NotEmpty().MaximumLength(200).When(document => document.Title is not null);
        RuleFor(document => document.Number).NotEmpty().MaximumLength(100).When(document => document.Number is not null);
        RuleFor(document => document.Issuer).NotEmpty().MaximumLength(200).When(document => document.Issuer is not null);
        RuleFor(document => document.Note).NotEmpty().MaximumLength(1000).When(document => document.Note is not null);
        RuleFor(document => document.ExpiresOn).Must((document, last) => last >= document.ValidFrom)
            .When(document => document is { ExpiresOn: not null, ValidFrom: not null })
            .WithErrorCode(DocumentProblems.EndsBefore.Code).WithMessage(_ => DocumentProblems.EndsBefore.Text());
    }
}

/// <summary>Records a paper of a person: one that is there, or one that is still missing.</summary>
[Requires(Permission.WriteCases)]
[Operation("Record a document", """
    In an open case on which you work: what exists, where it is, how long it is valid; or with `status` missing what has still to be brought. Files
    are added afterwards. What expires reminds ahead.
    """)]
public sealed record RecordDocument : DocumentBody, ICommand<Saved>
{
    /// <summary>The case of the person whose paper it is.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>Whether it is there.</summary>
    [Example("brought")]
    public DocumentStatus Status { get; init; } = DocumentStatus.Brought;

    /// <summary>Since when; today or earlier. Left out: today.</summary>
    [Example(Sample.Day)]
    public DateOnly? Since { get; init; }
}

internal sealed class RecordDocumentValidator : AbstractValidator<RecordDocument>
{
    public RecordDocumentValidator(CallContext call)
    {
        RuleFor(document => document.Since).Must(day => day <= call.Today).When(document => document.Since is not null)
            .WithErrorCode(DocumentProblems.InFuture.Code).WithMessage(_ => DocumentProblems.InFuture.Text());
    }
}

internal sealed class RecordDocumentHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<RecordDocument, Saved>
{
    public async Task<Saved> Handle(RecordDocument request, CancellationToken cancellationToken)
    {
        var found = await db.OpenCase(call, request.CaseId, DocumentProblems.CaseClosed, cancellationToken);
        var facts = request.Facts(codes, call);
        await db.CheckCompartment(found.ClientId, facts.Compartment, DocumentProblems.CompartmentClosed, cancellationToken);
        var document = new Document((call.Caller.RequiredOrganisationId, request.CaseId, found.ClientId), facts,
            (request.Status, request.Since ?? call.Today), call.Caller.StaffId, call.Now);
        db.Add(document);
        await db.Follow(call, document, true, cancellationToken);
        return await db.Save(document, cancellationToken);
    }
}

internal static class DocumentBodies
{
    /// <summary>What the paper is; in the compartment of its kind where the caller names none.</summary>
    public static DocumentFacts Facts(this DocumentBody body, ReferenceCodes codes, CallContext call)
    {
        var ofKind = (string?)codes.Attributes(CodeLists.DocumentKind, body.Kind, call.Today)["compartment"];
        var compartment = body.Compartment ?? Enum.GetValues<Compartment>().Cast<Compartment?>()
            .FirstOrDefault(known => Compartments.NameOf(known!.Value) == ofKind);
        return new(body.Kind, body.Title, body.Number, body.Issuer, body.ValidFrom, body.ExpiresOn, body.Place, body.Note, compartment);
    }
}

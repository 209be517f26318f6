using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Documents;

/// <summary>What was missing has been brought.</summary>
/// <param name="On">When; today or earlier.</param>
/// <param name="Place">Where it is now.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that a document was brought", "missing → brought.")]
public sealed record BringDocument(
    [Example(Sample.LaterDay)] DateOnly On,
    [CodeOf(CodeLists.DocumentPlace)] string? Place = null) : ICommand<Saved>
{
    /// <summary>The document.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>What was there is missing.</summary>
/// <param name="On">Since when; today or earlier.</param>
/// <param name="Reason">Why, for the trail; up to 1,000 characters.</param>
/// <param name="Place">Where it may be; lost, at an authority.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that a document is missing", "brought → missing: lost, or never what it was taken for. Ends its reminder.")]
public sealed record MissDocument(
    [Example(Sample.LaterDay)] DateOnly On,
    [Example("Stolen on the train, report made")] string Reason,
    [CodeOf(CodeLists.DocumentPlace)] string? Place = null) : ICommand<Saved>, INeedsReason
{
    /// <summary>The document.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class BringDocumentValidator : AbstractValidator<BringDocument>
{
    public BringDocumentValidator(CallContext call) => RuleFor(move => move.On).Must(day => day <= call.Today)
        .WithErrorCode(DocumentProblems.InFuture.Code).WithMessage(_ => DocumentProblems.InFuture.Text());
}

internal sealed class MissDocumentValidator : AbstractValidator<MissDocument>
{
    public MissDocumentValidator(CallContext call)
    {
        RuleFor(move => move.On).Must(day => day <= call.Today)
            .WithErrorCode(DocumentProblems.InFuture.Code).WithMessage(_ => DocumentProblems.InFuture.Text());
    }
}

internal sealed class MoveDocumentHandler(CaseDb db, CallContext call) : IHandler<BringDocument, Saved>, IHandler<MissDocument, Saved>
{
    public async Task<Saved> Handle(BringDocument request, CancellationToken cancellationToken)
    {
        var document = await db.Set<Document>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        document.Bring(request.On, request.Place, call.Now);
        return await Save(document, cancellationToken);
    }

    public async Task<Saved> Handle(MissDocument request, CancellationToken cancellationToken)
    {
        var document = await db.Set<Document>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        document.Miss(request.On, request.Place, call.Now);
        return await Save(document, cancellationToken);
    }

    private async Task<Saved> Save(Document document, CancellationToken cancellationToken)
    {
        await db.Follow(call, document, true, cancellationToken);
        return await db.Save(document, cancellationToken);
    }
}

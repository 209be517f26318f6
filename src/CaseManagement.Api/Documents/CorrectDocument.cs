using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Documents;

/// <summary>The document as it is now: the body states it. What stood there stays in the trail.</summary>
[Requires(Permission.WriteCases)]
[Operation("Correct a document", "The paper as it is, with a reason: recorded wrongly, renewed, handed in. Its reminder follows the last day.")]
public sealed record CorrectDocument : DocumentBody, ICommand<Saved>, INeedsReason
{
    /// <summary>Why, for the trail.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }

    /// <summary>The document.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CorrectDocumentHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<CorrectDocument, Saved>
{
    public async Task<Saved> Handle(CorrectDocument request, CancellationToken cancellationToken)
    {
        var document = await db.Set<Document>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        var (facts, before) = (request.Facts(codes, call), (document.Kind, document.ExpiresOn));
        await db.CheckCompartment(document.ClientId, facts.Compartment, DocumentProblems.CompartmentClosed, cancellationToken);
        document.Correct(facts, call.Now);
        await db.Follow(call, document, (document.Kind, document.ExpiresOn) != before, cancellationToken);
        return await db.Save(document, cancellationToken);
    }
}

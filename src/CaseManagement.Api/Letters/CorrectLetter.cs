using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;

namespace CaseManagement.Api.Letters;

/// <summary>Puts right what was recorded wrongly: the body states the letter as it is. What stood there stays in the trail.</summary>
[Requires(Permission.WriteCases)]
[Operation("Correct a letter", "The letter as it is, with a reason. Its reminder follows the last day. A remedy that is sent or renounced stays.")]
public sealed record CorrectLetter : LetterBody, ICommand<Saved>, INeedsReason
{
    /// <summary>Why, for the trail.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }

    /// <summary>The letter.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CorrectLetterHandler(CaseDb db, CallContext call) : IHandler<CorrectLetter, Saved>
{
    public async Task<Saved> Handle(CorrectLetter request, CancellationToken cancellationToken)
    {
        var letter = await db.Set<Letter>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        await db.CheckCompartment(letter.ClientId, request.Compartment, LetterProblems.CompartmentClosed, cancellationToken);
        letter.Correct(await db.FactsOf(call, request, cancellationToken), call.Now);
        await db.Follow(call, letter, cancellationToken);
        return await db.Save(letter, cancellationToken);
    }
}

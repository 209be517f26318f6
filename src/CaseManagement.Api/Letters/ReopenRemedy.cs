using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;

namespace CaseManagement.Api.Letters;

/// <summary>That a remedy was sent or renounced was recorded wrongly: the deadline runs on.</summary>
/// <param name="Reason">Why, for the trail.</param>
[Requires(Permission.WriteCases)]
[Operation("Reopen a remedy", "sent or renounced → open, where that was recorded wrongly; the reminder is there again.")]
public sealed record ReopenRemedy([Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The letter.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ReopenRemedyHandler(CaseDb db, CallContext call) : IHandler<ReopenRemedy, Saved>
{
    public async Task<Saved> Handle(ReopenRemedy request, CancellationToken cancellationToken)
    {
        var letter = await db.Set<Letter>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        letter.Reopen(call.Now);
        await db.Follow(call, letter, cancellationToken);
        return await db.Save(letter, cancellationToken);
    }
}

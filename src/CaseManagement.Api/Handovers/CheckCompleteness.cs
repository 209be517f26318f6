using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>What is missing before the handover can be submitted.</summary>
/// <param name="Id">The handover.</param>
[Requires(Permission.SendHandovers)]
[Operation("See what is missing", """
    Item by item, each with its place (`/persons/{clientId}/needs/{needId}`): open case, completed assessment, a proposed service or a
    stated gap for each urgent need, documents, open items, answers. A submission is refused with the same list.
    """)]
public sealed record CheckCompleteness(Guid Id) : IQuery<CompletenessAnswer>;

/// <summary>The answer of the gate.</summary>
/// <param name="Complete">Whether a submission would be accepted now.</param>
/// <param name="Missing">What is missing, item by item.</param>
public sealed record CompletenessAnswer(bool Complete, IReadOnlyList<MissingItem> Missing) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Missing.Where(item => item.ClientId is not null).Select(item => item.ClientId!.Value);
}

internal sealed class CheckCompletenessHandler(CaseDb db) : IHandler<CheckCompleteness, CompletenessAnswer>
{
    public async Task<CompletenessAnswer> Handle(CheckCompleteness request, CancellationToken cancellationToken)
    {
        var view = await HandoverView.Read(db, request.Id, cancellationToken);
        if (view is not { Detail.IsSender: true })
        {
            throw RefusedException.NotFound(request.Id);
        }
        // Afterwards there is nothing to complete; the refusal says what can be done instead.
        var missing = view.Missing() ?? throw Handover.Refusal(view.Detail.Status, view.Detail.IsSender, view.Detail.IsReceiver);
        return new CompletenessAnswer(missing.Count == 0, missing);
    }
}

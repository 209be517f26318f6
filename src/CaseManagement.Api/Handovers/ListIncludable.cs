using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Handovers;

/// <summary>The restricted items of the household that the caller may open, and whether each goes along.</summary>
/// <param name="Id">The handover.</param>
[Requires(Permission.UseCompartments)]
[Operation("List restricted items that could go along", """
    Needs, records and entries of restricted compartments that you may open. None goes along unless it is named in `includedItems`.
    """)]
public sealed record ListIncludable(Guid Id) : IQuery<IncludableItems>;

/// <summary>Restricted items.</summary>
/// <param name="Items">Those that the caller may open, by person.</param>
public sealed record IncludableItems(IReadOnlyList<IncludableItem> Items) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Items.Select(item => item.ClientId);
}

/// <summary>A restricted item.</summary>
/// <param name="ItemId">Name it in includedItems.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Compartment">health, protection or sexual_orientation.</param>
/// <param name="IsIncluded">Whether it goes along.</param>
/// <param name="Content">What would be disclosed.</param>
public sealed record IncludableItem(
    Guid ItemId,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    RestrictedKind Kind,
    [Example("health")] string Compartment,
    bool IsIncluded,
    [Example("""{"need":"A German course with childcare"}""", IsJson = true), Holds(FreeJson.Object)] JsonElement Content);

internal sealed class ListIncludableHandler(CaseDb db) : IHandler<ListIncludable, IncludableItems>
{
    public async Task<IncludableItems> Handle(ListIncludable request, CancellationToken cancellationToken)
    {
        var view = await HandoverView.Read(db, request.Id, cancellationToken);
        if (view is not { Detail.IsSender: true })
        {
            throw RefusedException.NotFound(request.Id);
        }
        var facts = view.Facts ?? throw Handover.Refusal(view.Detail.Status, view.Detail.IsSender, view.Detail.IsReceiver);
        return new IncludableItems(
        [
            .. facts.Restricted.Select(item => new IncludableItem(item.ItemId, item.ClientId, facts.NameOf(item.ClientId), item.Kind, item.Compartment,
                view.Detail.Draft!.IncludedItems.Contains(item.ItemId), item.Content)),
        ]);
    }
}

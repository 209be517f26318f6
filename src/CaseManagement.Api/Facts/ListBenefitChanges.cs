using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Facts;

/// <summary>When a person changed from one law of benefits to another, the latest first.</summary>
/// <param name="ClientId">Who.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadClients)]
[Operation("List changes of benefits", """
    The latest first: changes between AsylbLG, SGB II and SGB XII (Rechtskreiswechsel), recognised from the benefits on file, or ahead of them from a title that
    was given. Nobody records them: correct the histories, and they follow. Each household is asked the checklist once (four reminders for who leads the case),
    where the change is not more than 90 days past and the case is open.
    """)]
public sealed record ListBenefitChanges(Guid ClientId, Paging Page) : IQuery<Page<BenefitChangeView>>;

/// <summary>A change from one law of benefits to another.</summary>
/// <param name="Id">The change.</param>
/// <param name="ClientId">Who.</param>
/// <param name="On">First day under the new law.</param>
/// <param name="FromRegime">The last known benefit before; "applied for", "not clarified" and gaps do not count.</param>
/// <param name="ToRegime">The benefit from that day on; of a recognition, what the title usually leads to.</param>
/// <param name="ToldBy">From what it is known; of a recognition it is to be expected.</param>
/// <param name="RecognisedAt">When it was recognised.</param>
/// <param name="AskedAt">When the checklist was asked; null: it was long past, no case was open, or the household was asked already.</param>
public sealed record BenefitChangeView(
    Guid Id,
    Guid ClientId,
    DateOnly On,
    [CodeOf(CodeLists.BenefitRegime)] string FromRegime,
    [CodeOf(CodeLists.BenefitRegime)] string ToRegime,
    BenefitChangeSource ToldBy,
    DateTimeOffset RecognisedAt,
    DateTimeOffset? AskedAt) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListBenefitChangesHandler(CaseDb db, CallContext call) : IHandler<ListBenefitChanges, Page<BenefitChangeView>>
{
    private static readonly Order<BenefitChange, BenefitChangeView> LatestFirst =
        Order.Descending((BenefitChange row) => ValueTuple.Create(row.ChangedOn, row.Id), (BenefitChangeView row) => (row.On, row.Id));

    public async Task<Page<BenefitChangeView>> Handle(ListBenefitChanges request, CancellationToken cancellationToken)
    {
        var clients = db.Set<Client>().VisibleTo(db, call.Caller);
        var rows = db.Set<BenefitChange>().Where(row => row.ClientId == request.ClientId && clients.Any(client => client.Id == row.ClientId));
        var filter = request with { Page = Paging.First };
        var page = await LatestFirst.Next(rows, request.Page, filter)
            .Select(row => new BenefitChangeView(row.Id, row.ClientId, row.ChangedOn, row.FromRegime, row.ToRegime, row.ToldBy, row.RecognisedAt, row.AskedAt))
            .ToListAsync(cancellationToken);
        // Asked only where there is nothing to show, so that the usual answer costs one question less.
        if (page.Count == 0 && !await clients.AnyAsync(client => client.Id == request.ClientId, cancellationToken))
        {
            throw RefusedException.NotFound(request.ClientId);
        }
        return LatestFirst.Cut(page, request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }
}

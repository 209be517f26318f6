using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>The organisation's webhooks.</summary>
/// <param name="Page">Which page.</param>
[Requires(Permission.ManageApiClients)]
[Operation("List webhooks", "Newest first, the disabled ones included.", Audience = Audience.Partner)]
public sealed record ListWebhooks(Paging Page) : IQuery<Page<WebhookView>>;

internal sealed class ListWebhooksHandler(CaseDb db) : IHandler<ListWebhooks, Page<WebhookView>>
{
    private static readonly Order<Webhook, WebhookView> NewestFirst =
        Order.Descending((Webhook row) => ValueTuple.Create(row.CreatedAt, row.Id), (WebhookView row) => (row.CreatedAt, row.Id));

    public async Task<Page<WebhookView>> Handle(ListWebhooks request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var rows = db.Set<Webhook>();
        var shown = await WebhookView.Of(db, NewestFirst.Next(rows, request.Page, filter)).ToListAsync(cancellationToken);
        shown = [.. shown.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)];
        return NewestFirst.Cut(shown, request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }
}

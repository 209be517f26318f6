using CaseManagement.Api.Http;
using CaseManagement.Api.Jobs;

namespace CaseManagement.Api.Outbox;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class WebhookEndpoints
{
    /// <summary>Maps /webhooks, /admitted-networks and /mail-addresses, and who of the staff is told by mail.</summary>
    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/webhooks").WithTags("Webhooks");
        room.Create<RegisterWebhook>("/");
        room.List<ListWebhooks>("/");
        room.Get<GetWebhook>("/{id}");
        room.Replace<ChangeWebhook>("/{id}");
        room.Put<RotateWebhookSecret>("/{id}/secret"); // Not by POST: of the answers kept for repeated keys none may know a secret.
        room.Change<DisableWebhook>("/{id}/disable");
        room.Change<EnableWebhook>("/{id}/enable").ThenWakes(DeliverWebhooks.Name);
        room.Post<TestWebhook>("/{id}/test").ThenWakes(DeliverWebhooks.Name);
        room.Post<ReplayWebhook>("/{id}/replay").ThenWakes(DeliverWebhooks.Name);
        room.List<ListWebhookDeliveries>("/{id}/deliveries");

        var networks = api.MapGroup("/admitted-networks").WithTags("Webhooks");
        networks.Post<AdmitNetwork>("/");
        networks.Get<ListAdmittedNetworks>("/");
        networks.Remove<EndAdmittedNetwork>("/{id}");

        var addresses = api.MapGroup("/mail-addresses").WithTags("Mail");
        addresses.Create<AddMailAddress>("/").ThenWakes(SendMails.Name);
        addresses.Get<ListMailAddresses>("/");
        addresses.Get<GetMailAddress>("/{id}");
        addresses.Replace<ChangeMailAddress>("/{id}").ThenWakes(SendMails.Name);
        addresses.Change<SendMailCode>("/{id}/send-code").ThenWakes(SendMails.Name);
        addresses.Change<ConfirmMailAddress>("/{id}/confirm");
        addresses.Remove<RemoveMailAddress>("/{id}");
        addresses.List<ListMails>("/{id}/mails");

        var choice = api.MapGroup("/me/digest/choice").WithTags("Digests");
        choice.Get<GetDigestChoice>("/");
        choice.Replace<ChangeDigestChoice>("/");
    }
}

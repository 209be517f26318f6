using CaseManagement.Api.Http;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Outbox;

namespace CaseManagement.Api.Erasure;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class ErasureEndpoints
{
    /// <summary>Maps /erasures and /retention-classes.</summary>
    public static void MapErasures(this IEndpointRouteBuilder api)
    {
        var erasures = api.MapGroup("/erasures").WithTags("Erasure");
        erasures.Create<ProposeErasure>("/");
        erasures.List<ListErasures>("/");
        erasures.Get<GetErasure>("/{id}");
        erasures.Change<DecideErasure>("/{id}/decide");
        erasures.Change<ConfirmErasure>("/{id}/confirm").ThenWakes(DeliverWebhooks.Name);
        erasures.Change<WithdrawErasure>("/{id}/withdraw");
        erasures.Change<RefuseErasure>("/{id}/refuse");

        var classes = api.MapGroup("/retention-classes").WithTags("Erasure");
        classes.Create<AddRetentionClass>("/");
        classes.List<ListRetentionClasses>("/");
        classes.Get<GetRetentionClass>("/{id}");
        classes.Replace<ChangeRetentionClass>("/{id}");
        classes.Remove<RemoveRetentionClass>("/{id}");
    }
}

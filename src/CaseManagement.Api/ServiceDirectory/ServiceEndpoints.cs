using CaseManagement.Api.Http;

namespace CaseManagement.Api.ServiceDirectory;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class ServiceEndpoints
{
    /// <summary>Maps /services.</summary>
    public static void MapServiceDirectory(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/services").WithTags("Services");
        room.Create<AddService>("/");
        room.List<ListServices>("/");
        room.Get<GetService>("/{id}");
        room.Replace<ChangeService>("/{id}");
        room.Change<AssureService>("/{id}/assure");
    }
}

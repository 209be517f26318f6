using CaseManagement.Api.Http;

namespace CaseManagement.Api.Imports;

/// <summary>Lists of services: loaded into the directory, and exported from it.</summary>
public static class ServiceListEndpoints
{
    /// <summary>Maps /service-lists.</summary>
    public static void MapServiceLists(this IEndpointRouteBuilder api)
    {
        var lists = api.MapGroup("/service-lists").WithTags("Service lists");
        lists.Get<GetServiceListColumns>("/columns");
        lists.On<ExportServiceList, ServiceListFile>("GET", "/export", ExportServiceListHandler.File).Produces<Stream>(200, "text/csv");
        lists.Post<PreviewServiceList>("/preview");
        lists.Post<UploadServiceList>("/");
    }
}

using CaseManagement.Api.Http;

namespace CaseManagement.Api.ReferenceData;

/// <summary>Dated code lists.</summary>
public static class ReferenceDataEndpoints
{
    /// <summary>Maps /reference-data.</summary>
    public static void MapReferenceData(this IEndpointRouteBuilder api)
    {
        var lists = api.MapGroup("/reference-data").WithTags("Reference data");
        lists.Get<GetCodeLists>("/");
        lists.Get<GetCodeList>("/{list}");
        lists.Get<GetCode>("/{list}/codes/{id}");
        lists.Create<AddCode>("/{list}/codes");
        lists.Change<EndCode>("/{list}/codes/{id}/end");
        lists.List<ListCodeWords>("/{list}/words");
        lists.Get<GetCodeWord>("/{list}/words/{id}");
        lists.Create<AddCodeWord>("/{list}/words");
        lists.Remove<RemoveCodeWord>("/{list}/words/{id}");
    }
}

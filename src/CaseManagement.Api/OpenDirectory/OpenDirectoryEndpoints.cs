using CaseManagement.Api.Http;

namespace CaseManagement.Api.OpenDirectory;

/// <summary>What there is to call; the requests' types say all else. Lists are also searched by POST, as HSDS 3.1 has it.</summary>
public static class OpenDirectoryEndpoints
{
    /// <summary>Where it begins.</summary>
    public const string Base = "/hsds/v3.1";

    /// <summary>Maps /hsds/v3.1.</summary>
    public static void MapOpenDirectory(this IEndpointRouteBuilder root)
    {
        var open = root.MapGroup(Base).WithTags("Open directory");
        open.On<GetOpenMetadata, HsdsMetadata>("GET", "/", GetOpenMetadata.Send).Produces<HsdsMetadata>();
        open.Open<ListOpenServices, HsdsPage<HsdsService>>("GET", "/services");
        open.Open<SearchOpenServices, HsdsPage<HsdsService>>("POST", "/services");
        open.Open<GetOpenService, HsdsService>("GET", "/services/{id}");
        open.Open<ListOpenOrganizations, HsdsPage<HsdsOrganization>>("GET", "/organizations");
        open.Open<SearchOpenOrganizations, HsdsPage<HsdsOrganization>>("POST", "/organizations");
        open.Open<GetOpenOrganization, HsdsOrganization>("GET", "/organizations/{id}");
        open.Open<ListOpenPlaces, HsdsPage<HsdsServiceAtLocation>>("GET", "/service_at_locations");
        open.Open<SearchOpenPlaces, HsdsPage<HsdsServiceAtLocation>>("POST", "/service_at_locations");
        open.Open<GetOpenPlace, HsdsServiceAtLocation>("GET", "/service_at_locations/{id}");
        open.Open<ListOpenTaxonomies, HsdsPage<HsdsTaxonomy>>("GET", "/taxonomies");
        open.Open<SearchOpenTaxonomies, HsdsPage<HsdsTaxonomy>>("POST", "/taxonomies");
        open.Open<GetOpenTaxonomy, HsdsTaxonomy>("GET", "/taxonomies/{id}");
        open.Open<ListOpenTerms, HsdsPage<HsdsTaxonomyTerm>>("GET", "/taxonomy_terms");
        open.Open<SearchOpenTerms, HsdsPage<HsdsTaxonomyTerm>>("POST", "/taxonomy_terms");
        open.Open<GetOpenTerm, HsdsTaxonomyTerm>("GET", "/taxonomy_terms/{id}");
        open.Open<ListOpenDeletions, HsdsPage<HsdsDeletion>>("GET", "/deletions");
    }

    private static void Open<TQuery, TShown>(this IEndpointRouteBuilder open, string method, string path) where TQuery : IQuery<OpenAnswer>
    {
        var endpoint = open.On<TQuery, OpenAnswer>(method, path, OpenAnswer.Send).Produces<TShown>();
        if (method == "GET")
        {
            endpoint.Produces(StatusCodes.Status304NotModified);
        }
        if (path.Contains('{', StringComparison.Ordinal))
        {
            endpoint.ProducesProblem(StatusCodes.Status404NotFound);
        }
    }
}

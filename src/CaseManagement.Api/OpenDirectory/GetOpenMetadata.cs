namespace CaseManagement.Api.OpenDirectory;

/// <summary>What this API is, by HSDS.</summary>
[OpenToAnyone]
[Operation("Get metadata", """
    The version of HSDS, its profile and the document of this API. The directory is public and read only: no sign-in, any origin, rate limits per address.
    Members without a value are left out.
    """, Audience = Audience.Open)]
public sealed record GetOpenMetadata : IQuery<HsdsMetadata>
{
    /// <summary>With the address at which it was asked for.</summary>
    internal static IResult Send(HsdsMetadata metadata, HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=60";
        return Results.Ok(metadata with { OpenapiUrl = $"{http.Request.Scheme}://{http.Request.Host}{metadata.OpenapiUrl}" });
    }
}

internal sealed class GetOpenMetadataHandler : IHandler<GetOpenMetadata, HsdsMetadata>
{
    public Task<HsdsMetadata> Handle(GetOpenMetadata request, CancellationToken cancellationToken) => Task.FromResult(
        new HsdsMetadata("3.1", "https://docs.openreferral.org/en/3.1/hsds/schema_reference.html", "/openapi/hsds.json"));
}

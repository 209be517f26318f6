using CaseManagement.Api.Http;
using CaseManagement.Api.Jobs;

namespace CaseManagement.Api.Imports;

/// <summary>Imports of allocation lists.</summary>
public static class ImportEndpoints
{
    private const string Path = "/api/v1/imports";

    /// <summary>Maps /imports.</summary>
    public static void MapImports(this IEndpointRouteBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");
        imports.Create<UploadImport>("/").ThenWakes(ProcessImports.Name);
        imports.List<ListImports>("/");
        imports.Get<GetImport>("/{id}");
        imports.List<ListImportRows>("/{id}/rows");
        imports.Get<GetImportRow>("/{id}/rows/{rowLine}");
        imports.On<DecideImportRows, DecidedImportRows>("POST", "/{id}/decide", Answer.Shown).Produces<DecidedImportRows>();
        imports.Change<DecideImportRow>("/{id}/rows/{rowLine}/decide");
        imports.On<ApplyImport, Saved>("POST", "/{id}/apply", (saved, http) => Answer.Accepted(saved, $"{Path}/{saved.Id}", http))
            .Produces<Changed>(StatusCodes.Status202Accepted).ThenWakes(ProcessImports.Name);
        imports.Change<DiscardImport>("/{id}/discard");
    }
}

using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>The columns of a list of services.</summary>
[Requires(Permission.ManageServices)]
[Operation("List the columns of a list of services", "Names that are understood in a header, what stands in the cells, an example.")]
public sealed record GetServiceListColumns : IQuery<ServiceListColumns>;

/// <summary>The columns.</summary>
/// <param name="Items">In any order in the file. A row has the entry's id, or its name and provider; of a new one its need areas, too.</param>
public sealed record ServiceListColumns(IReadOnlyList<FactColumnShown> Items);

/// <summary>The entries that the organisation keeps, as a list that can be loaded again.</summary>
/// <param name="Include">ended: also those that are offered no longer.</param>
[Requires(Permission.ManageServices)]
[Operation("Export the services as a list", """
    CSV (UTF-8 with mark, semicolons) with German headers, of what your organisation keeps, by name; to be changed in a spreadsheet and loaded again, unchanged
    ones stay the same. Confidential entries, and those of a confidential provider, are in no export. What a cell cannot tell (further places, costs in
    figures, areas, contacts, hours that change) is left out and stays. Codes are written by their German names where these are understood again. What a
    spreadsheet would take for a formula begins with an apostrophe.
    """)]
public sealed record ExportServiceList(Include? Include = null) : IQuery<ServiceListFile>;

/// <summary>The file.</summary>
/// <param name="Csv">Its bytes.</param>
public sealed record ServiceListFile(byte[] Csv);

internal sealed class ExportServiceListHandler(CaseDb db, CallContext call, ReferenceCodes codes)
    : IHandler<GetServiceListColumns, ServiceListColumns>, IHandler<ExportServiceList, ServiceListFile>
{
    public async Task<ServiceListColumns> Handle(GetServiceListColumns request, CancellationToken cancellationToken) =>
        new(await db.Shown(ServiceColumn.Columns, cancellationToken));

    public async Task<ServiceListFile> Handle(ExportServiceList request, CancellationToken cancellationToken)
    {
        var words = await FactWords.Of(ServiceColumn.Columns, withPlaces: false, db, call, codes, cancellationToken);
        var (own, today, all) = (call.Caller.RequiredOrganisationId, call.Today, request.Include is not null);
        var services = db.Set<Service>().KnownToAll(db).Where(service => service.OrganisationId == own);
        var shown = await (
            from service in (all ? services : services.OfferedOn(db, today)).OrderBy(service => service.Name).ThenBy(service => service.Id)
            from provider in db.Set<Organisation>().Where(organisation => organisation.Id == service.ProviderId).DefaultIfEmpty()
            select new { Service = service, Provider = provider.Name ?? service.ProviderName }).AsNoTracking().ToListAsync(cancellationToken);
        var csv = new CsvText();
        csv.Line(ServiceColumn.Columns.Select(column => column.German));
        foreach (var (service, provider) in shown.Select(row => (row.Service, row.Provider)))
        {
            var body = service.Stated();
            csv.Line([service.Name, provider ?? "", .. ServiceColumn.All.Select(column => column.Shown(body, words) ?? ""),
                ServiceColumn.Day(service.AssuredDate) ?? "", $"{service.Id}", $"{service.Version}"]);
        }
        return new ServiceListFile(csv.Bytes());
    }

    /// <summary>To be saved, never shown in the product's own origin.</summary>
    internal static FileContentHttpResult File(ServiceListFile file, HttpContext http)
    {
        var headers = http.Response.Headers;
        (headers.CacheControl, headers.XContentTypeOptions) = ("no-store", "nosniff");
        return TypedResults.Bytes(file.Csv, "text/csv; charset=utf-8", "angebote.csv");
    }
}

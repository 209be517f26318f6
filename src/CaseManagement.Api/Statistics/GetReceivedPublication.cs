using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>Publications that you have received.</summary>
/// <param name="OrganisationId">Only of this organisation.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReceiveFigures)]
[Operation("List received publications", """
    Published last first: what is public, of every organisation; what was published for yours, such as a town's figures for its district. A machine that
    belongs to an audience has what that one receives, and one that nobody has admitted only what is public. What was published stays as it was.
    """, Audience = Audience.Caseworker | Audience.Statistics)]
public sealed record ListReceivedPublications(Guid? OrganisationId, Paging Page) : IQuery<Page<ReceivedPublicationRow>>;

/// <summary>One of them.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReceiveFigures)]
[Operation("Get a received publication", "With its tables, in the language of the request; a hidden number is null. Each table is there as CSV, too.",
    Audience = Audience.Caseworker | Audience.Statistics)]
public sealed record GetReceivedPublication(Guid Id) : IQuery<ReceivedPublicationView>;

/// <summary>A table of one of them, as a file.</summary>
/// <param name="Id">Which publication.</param>
/// <param name="Table">Its place in `tables`, from 0.</param>
[Requires(Permission.ReceiveFigures)]
[Operation("Get a table of a received publication", """
    CSV (RFC 4180: UTF-8, commas, a header), one line for each cell: of each dimension its value, as `tables` says it (`total` for all), and its word in the
    language of the request, then `n` (empty where it is hidden) and `is_hidden`. What a spreadsheet would take for a formula begins with an apostrophe. The
    header Link leads to what describes its columns (W3C CSVW).
    """, Audience = Audience.Caseworker | Audience.Statistics)]
public sealed record GetReceivedTable(Guid Id, [Example(0)] int Table) : IQuery<ReceivedTableText>;

/// <summary>What describes such a file.</summary>
/// <param name="Id">Which publication.</param>
/// <param name="Table">Its place in `tables`, from 0.</param>
[Requires(Permission.ReceiveFigures)]
[Operation("Describe a table of a received publication", """
    W3C Metadata Vocabulary for Tabular Data (CSVW): where the file is, what was counted, when, and what its columns are. With it every CSVW reader, RDF ones
    too, knows the number as an observation (SDMX `obsValue`).
    """, Audience = Audience.Caseworker | Audience.Statistics)]
public sealed record GetReceivedTableMetadata(Guid Id, [Example(0)] int Table) : IQuery<CsvwTable>;

/// <summary>A publication that was received.</summary>
/// <param name="Id">The publication.</param>
/// <param name="Title">What it is called.</param>
/// <param name="OrganisationId">Whose figures.</param>
/// <param name="OrganisationName">By name.</param>
/// <param name="IsPublic">Whether everybody has it.</param>
/// <param name="ComputedAt">When it was counted: what was recorded or corrected later is not in it.</param>
/// <param name="PublishedAt">When it was published.</param>
public sealed record ReceivedPublicationRow(
    Guid Id, [Example("Integrationsbericht 1. Quartal 2026")] string Title, Guid OrganisationId, [Example("Stadt Musterstadt")] string? OrganisationName,
    [Example(false)] bool IsPublic, DateTimeOffset ComputedAt, DateTimeOffset PublishedAt);

/// <summary>A publication that was received, with its tables.</summary>
/// <param name="Publication">What the list tells.</param>
/// <param name="Tables">Its tables.</param>
public sealed record ReceivedPublicationView(ReceivedPublicationRow Publication, IReadOnlyList<PublicationTable> Tables);

/// <summary>A table with what it is part of.</summary>
/// <param name="Publication">The publication.</param>
/// <param name="Place">Which of its tables.</param>
/// <param name="Table">The table.</param>
public sealed record ReceivedTableText(ReceivedPublicationRow Publication, int Place, PublicationTable Table);

internal sealed class ReceivedPublicationHandler(CaseDb db, CallContext call) : IHandler<ListReceivedPublications, Page<ReceivedPublicationRow>>,
    IHandler<GetReceivedPublication, ReceivedPublicationView>, IHandler<GetReceivedTable, ReceivedTableText>, IHandler<GetReceivedTableMetadata, CsvwTable>
{
    private static readonly Order<ReceivedPublication, ReceivedPublicationRow> NewestFirst =
        Order.Descending((ReceivedPublication row) => ValueTuple.Create(row.PublishedAt, row.Id), (ReceivedPublicationRow row) => (row.PublishedAt, row.Id));

    // A machine is its audience and nobody else; admitted to ask freely, it is its organisation.
    private IQueryable<ReceivedPublication> Mine
    {
        get
        {
            var (mine, machine, machines) = (call.Caller.OrganisationId, call.Caller.ApiClientId, db.Set<StatisticsMachine>());
            return db.Set<ReceivedPublication>().AsNoTracking().Where(row => row.IsPublic || (machine == null ? row.RecipientId == mine
                : machines.Any(one => one.Id == machine && (one.AudienceId == null ? row.RecipientId == mine : one.AudienceId == row.AudienceId))));
        }
    }

    public async Task<Page<ReceivedPublicationRow>> Handle(ListReceivedPublications request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var rows = Mine.Where(row => request.OrganisationId == null || row.OrganisationId == request.OrganisationId);
        var page = await Rows(NewestFirst.Next(rows, request.Page, filter)).ToListAsync(cancellationToken);
        return NewestFirst.Cut(page, request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }

    public async Task<ReceivedPublicationView> Handle(GetReceivedPublication request, CancellationToken cancellationToken)
    {
        var one = Mine.Where(row => row.Id == request.Id);
        var read = await Rows(one).Select(shown => new { Shown = shown, Found = one.Single() }).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        return new ReceivedPublicationView(read.Shown, await PublicationWords.Shown(db, read.Found.Read(), read.Found.ComputedAt, cancellationToken,
            read.Found.ReadNames()));
    }

    public async Task<ReceivedTableText> Handle(GetReceivedTable request, CancellationToken cancellationToken)
    {
        var publication = await Handle(new GetReceivedPublication(request.Id), cancellationToken);
        return request.Table >= 0 && request.Table < publication.Tables.Count
            ? new ReceivedTableText(publication.Publication, request.Table, publication.Tables[request.Table]) : throw RefusedException.NotFound();
    }

    public async Task<CsvwTable> Handle(GetReceivedTableMetadata request, CancellationToken cancellationToken) =>
        CsvwTable.Of(await Handle(new GetReceivedTable(request.Id, request.Table), cancellationToken));

    private IQueryable<ReceivedPublicationRow> Rows(IQueryable<ReceivedPublication> rows) => rows.Select(row => new ReceivedPublicationRow(row.Id, row.Title,
        row.OrganisationId, db.Set<Organisation>().Where(one => one.Id == row.OrganisationId).Select(one => one.Name).FirstOrDefault(), row.IsPublic,
        row.ComputedAt, row.PublishedAt));
}

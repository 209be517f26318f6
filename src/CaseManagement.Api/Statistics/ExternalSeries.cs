using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Statistics;

/// <summary>Adds a series of somebody else's numbers.</summary>
/// <param name="Name">What it is called, up to 200 characters; once.</param>
/// <param name="Unit">What its numbers count, up to 50 characters.</param>
/// <param name="Source">Who says so, as it is to be cited, up to 300 characters.</param>
/// <param name="Licence">Under which terms it may be shown, up to 100 characters: a name or an SPDX identifier.</param>
/// <param name="Dimension">By which of the figures' dimensions its numbers are told apart; by none where left out.</param>
/// <param name="Url">Where it is found.</param>
[Requires(Permission.PublishFigures)]
[Operation("Add an external series", """
    Population, labour market, a quota: numbers of others with where they come from. They are shown beside yours and never counted with them. Its numbers are a
    list (`…/values`). 409 `series-exists`.
    """)]
public sealed record AddExternalSeries(
    [Example("Bevölkerung nach Geschlecht")] string Name, [Example("Einwohner")] string Unit, [Example("Statistisches Landesamt, Tabelle 12411")] string Source,
    [Example("dl-de/by-2-0")] string Licence, [Example("sex")] FigureDimension? Dimension = null, [Example("https://www.example.org/12411")] string? Url = null)
    : ICommand<Saved>;

/// <summary>Takes a series away.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.PublishFigures)]
[Operation("Remove an external series", "With its numbers; the trail keeps who did it.")]
public sealed record RemoveExternalSeries(Guid Id) : ICommand<bool>;

/// <summary>Series of the organisation.</summary>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadPublications)]
[Operation("List external series", "By name.")]
public sealed record ListExternalSeries(Paging Page) : IQuery<Page<ExternalSeriesRow>>;

/// <summary>One series.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadPublications)]
[Operation("Get an external series", "With all of its numbers, by day.")]
public sealed record GetExternalSeries(Guid Id) : IQuery<ExternalSeriesView>;

/// <summary>A series of somebody else's numbers.</summary>
/// <param name="Id">The series.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Unit">What its numbers count.</param>
/// <param name="Dimension">By what they are told apart; null: by nothing.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Licence">Under which terms it may be shown.</param>
/// <param name="Url">Where it is found.</param>
/// <param name="AddedBy">Who has added it.</param>
/// <param name="AddedByName">By name.</param>
/// <param name="UpdatedAt">When its numbers were taken in last.</param>
public sealed record ExternalSeriesRow(
    Guid Id, [Example("Bevölkerung nach Geschlecht")] string Name, [Example("Einwohner")] string Unit, FigureDimension? Dimension,
    [Example("Statistisches Landesamt, Tabelle 12411")] string Source, [Example("dl-de/by-2-0")] string Licence,
    [Example("https://www.example.org/12411")] string? Url, Guid AddedBy, [Example(Sample.Colleague)] string? AddedByName, DateTimeOffset UpdatedAt);

/// <summary>A series with its numbers.</summary>
/// <param name="Series">What the list tells.</param>
/// <param name="Values">Its numbers, by day.</param>
/// <param name="Version">The ETag.</param>
public sealed record ExternalSeriesView(
    ExternalSeriesRow Series, IReadOnlyList<ExternalValueView> Values, [property: JsonIgnore] uint Version) : IVersioned;

/// <summary>A number of a series.</summary>
/// <param name="On">The key date.</param>
/// <param name="Value">Of what; null where the series has no dimension. `total`: all of it.</param>
/// <param name="Number">The number, up to four decimals.</param>
public sealed record ExternalValueView(DateOnly On, FigureValue? Value, [Example(14230)] decimal Number);

/// <summary>A series of somebody else's numbers, and where they come from.</summary>
public sealed class ExternalSeries : IRoot
{
    private ExternalSeries() { }

    /// <summary>A series without numbers.</summary>
    public ExternalSeries(Guid organisationId, AddExternalSeries said, Guid by, DateTimeOffset now) =>
        (Id, OrganisationId, Name, Unit, Dimension, Source, Licence, Url, AddedBy, AddedAt, UpdatedAt) = (Guid.CreateVersion7(now), organisationId,
            said.Name.Trim(), said.Unit.Trim(), said.Dimension, said.Source.Trim(), said.Licence.Trim(), said.Url, by, now, now);

    /// <summary>The series.</summary>
    public Guid Id { get; private set; }
    /// <summary>Who shows it beside its figures.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>What it is called.</summary>
    public string Name { get; private set; } = "";
    /// <summary>What its numbers count.</summary>
    public string Unit { get; private set; } = "";
    /// <summary>By what they are told apart.</summary>
    public FigureDimension? Dimension { get; private set; }
    /// <summary>Who says so.</summary>
    public string Source { get; private set; } = "";
    /// <summary>Under which terms it may be shown.</summary>
    public string Licence { get; private set; } = "";
    /// <summary>Where it is found.</summary>
    public string? Url { get; private set; }
    /// <summary>By whom.</summary>
    public Guid AddedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset AddedAt { get; private set; }
    /// <summary>When its numbers were taken in last.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Other numbers were taken in.</summary>
    public void Renew(DateTimeOffset now) => UpdatedAt = now;
}

/// <summary>A number of a series.</summary>
public sealed class ExternalValue
{
    private ExternalValue() { }

    /// <summary>A number.</summary>
    public ExternalValue(ExternalSeries series, DateOnly on, string value, decimal number, DateTimeOffset now) =>
        (Id, OrganisationId, SeriesId, OnDate, Value, Number) = (Guid.CreateVersion7(now), series.OrganisationId, series.Id, on, value, number);

    /// <summary>The number.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose series.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The series.</summary>
    public Guid SeriesId { get; private set; }
    /// <summary>The key date.</summary>
    public DateOnly OnDate { get; private set; }
    /// <summary>Of the dimension; empty where there is none.</summary>
    public string Value { get; private set; } = "";
    /// <summary>The number.</summary>
    public decimal Number { get; private set; }
}

internal sealed class ExternalSeriesMap : IEntityTypeConfiguration<ExternalSeries>, IEntityTypeConfiguration<ExternalValue>
{
    public void Configure(EntityTypeBuilder<ExternalSeries> entity) => entity.ToTable("external_series")
        .Refers<Organisation>(nameof(ExternalSeries.OrganisationId)).Refers<Staff>(nameof(ExternalSeries.AddedBy));

    public void Configure(EntityTypeBuilder<ExternalValue> entity) => entity.ToTable("external_value")
        .Refers<Organisation>(nameof(ExternalValue.OrganisationId)).Refers<ExternalSeries>(nameof(ExternalValue.SeriesId));
}

internal sealed class AddExternalSeriesValidator : AbstractValidator<AddExternalSeries>
{
    public AddExternalSeriesValidator()
    {
        RuleFor(series => series.Name).NotEmpty().MaximumLength(200);
        RuleFor(series => series.Unit).NotEmpty().MaximumLength(50);
        RuleFor(series => series.Source).NotEmpty().MaximumLength(300);
        RuleFor(series => series.Licence).NotEmpty().MaximumLength(100);
        RuleFor(series => series.Url).MaximumLength(500);
        RuleFor(series => series.Url).Must(url => url is null || (Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.UserInfo.Length == 0)).WithProblem(SeriesProblems.UrlForm);
    }
}

internal sealed class ExternalSeriesHandler(CaseDb db, CallContext call) : IHandler<AddExternalSeries, Saved>, IHandler<RemoveExternalSeries, bool>,
    IHandler<ListExternalSeries, Page<ExternalSeriesRow>>, IHandler<GetExternalSeries, ExternalSeriesView>
{
    private static readonly Order<ExternalSeries, ExternalSeriesRow> ByName =
        Order.Ascending((ExternalSeries row) => ValueTuple.Create(row.Name, row.Id), (ExternalSeriesRow row) => (row.Name, row.Id));

    private IQueryable<ExternalSeries> Own => db.Set<ExternalSeries>().Where(row => row.OrganisationId == call.Caller.OrganisationId);

    public async Task<Saved> Handle(AddExternalSeries request, CancellationToken cancellationToken)
    {
        var added = new ExternalSeries(call.Caller.RequiredOrganisationId, request, call.Caller.RequiredStaffId, call.Now);
        db.Add(added);
        return await db.Save(added, cancellationToken);
    }

    public async Task<bool> Handle(RemoveExternalSeries request, CancellationToken cancellationToken) =>
        await Own.Where(row => row.Id == request.Id).ExecuteDeleteAsync(cancellationToken) > 0 ? true : throw RefusedException.NotFound(request.Id);

    public async Task<Page<ExternalSeriesRow>> Handle(ListExternalSeries request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var rows = await Rows(ByName.Next(Own, request.Page, filter)).ToListAsync(cancellationToken);
        return ByName.Cut(rows, request.Page, filter, await Own.CountFor(request.Page, cancellationToken));
    }

    public async Task<ExternalSeriesView> Handle(GetExternalSeries request, CancellationToken cancellationToken)
    {
        var one = Own.Where(row => row.Id == request.Id);
        var found = await Rows(one).Select(row => new { Row = row, one.Single().Version }).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        var values = await db.Set<ExternalValue>().AsNoTracking().Where(value => value.SeriesId == request.Id)
            .OrderBy(value => value.OnDate).ThenBy(value => value.Value).ToListAsync(cancellationToken);
        var shown = await SeriesWords.Of(db, found.Row.Dimension, values.Select(value => value.Value), cancellationToken);
        return new ExternalSeriesView(found.Row, [.. values.Select(value => new ExternalValueView(value.OnDate, shown(value.Value), value.Number))],
            found.Version);
    }

    private IQueryable<ExternalSeriesRow> Rows(IQueryable<ExternalSeries> rows) => rows.Select(row => new ExternalSeriesRow(row.Id, row.Name, row.Unit,
        row.Dimension, row.Source, row.Licence, row.Url, row.AddedBy,
        db.Set<Staff>().Where(one => one.Id == row.AddedBy).Select(one => one.GivenName + " " + one.FamilyName).FirstOrDefault(), row.UpdatedAt));
}

/// <summary>Values of a series in words.</summary>
internal static class SeriesWords
{
    public static async Task<Func<string, FigureValue?>> Of(
        CaseDb db, FigureDimension? dimension, IEnumerable<string> values, CancellationToken cancellationToken)
    {
        if (dimension is not { } told)
        {
            return _ => null;
        }
        var labels = await FigureLabels.Read(db, [told], values.Distinct().Select(Cell), cancellationToken);
        return value => value == PublicationValue.Total ? new FigureValue(told, value, Language.Choose("Insgesamt", "Total")) : labels.Of(Cell(value))[0];

        static string?[] Cell(string value) => [value == DimensionWords.NotKnown ? null : value];
    }
}

internal static class SeriesProblems
{
    public static readonly ProblemType Twice = new("series-exists", 409,
        "There is a series of this name already.", "Eine Reihe dieses Namens gibt es schon.")
    { Constraint = "external_series_once" };
    public static readonly ProblemType UrlForm = new("series-url", 400,
        "An address begins with https:// or http:// and has no password in it.", "Eine Adresse beginnt mit https:// oder http:// und enthält kein Kennwort.");
    public static readonly ProblemType Line = new("series-line", 400, "Line {0}: {1}", "Zeile {0}: {1}");
    public static readonly ProblemType DayForm = new("series-day", 400,
        "The day is not understood; write 31.12.2025 or 2025-12-31.", "Der Tag ist nicht zu verstehen; bitte 31.12.2025 oder 2025-12-31 schreiben.");
    public static readonly ProblemType NumberForm = new("series-number", 400,
        "The number is not understood, or could be two; write 12345, 12345.6, 12.345 (thousands) or 12345,6.",
        "Die Zahl ist nicht oder doppelt zu verstehen; bitte 12345, 12345,6 oder 12.345 (Tausender) schreiben.");
    public static readonly ProblemType ValueUnknown = new("series-value", 400,
        "That value the dimension does not have, or has two called so; write its code or id, its word, or total.",
        "Diesen Wert hat das Merkmal nicht, oder zwei heißen so; bitte Schlüssel oder Kennung, Wort oder Insgesamt schreiben.");
    public static readonly ProblemType MadeADate = new("series-made-a-date", 400,
        "A spreadsheet has made a date of what stood here (of 06-09 it makes 06. Sep); format the column as text before you write or open it, and write it "
        + "anew.",
        "Eine Tabellenkalkulation hat aus dem, was hier stand, ein Datum gemacht (aus 06-09 wird 06. Sep); bitte die Spalte vor dem Schreiben oder Öffnen als "
        + "Text formatieren und neu eintragen.");
    public static readonly ProblemType Cells = new("series-cells", 400,
        "Where the cells of this line end cannot be told; put numbers with commas between quotation marks, or separate cells by semicolons.",
        "Wo die Zellen dieser Zeile enden, ist nicht zu erkennen; bitte Zahlen mit Komma in Anführungszeichen setzen oder Zellen mit Semikolon trennen.");
    public static readonly ProblemType ValueMissing = new("series-value-missing", 400,
        "The value of the dimension is missing.", "Der Wert des Merkmals fehlt.");
    public static readonly ProblemType ValueForeign = new("series-value-foreign", 400,
        "The series has no dimension; leave the column empty.", "Die Reihe hat kein Merkmal; die Spalte bitte leer lassen.");
    public static readonly ProblemType Repeated = new("series-repeated", 400,
        "The same day and value stand above already.", "Derselbe Tag und Wert stehen schon weiter oben.");
    public static readonly ProblemType NoDimension = new("series-dimension", 400,
        "The figure is not told apart by the dimension of the series.", "Die Kennzahl wird nicht nach dem Merkmal der Reihe unterschieden.");
    public static readonly ProblemType OfPeriod = new("series-of-period", 400,
        "Only figures on a key date stand beside a series.", "Neben einer Reihe stehen nur Zahlen zu einem Stichtag.");
}

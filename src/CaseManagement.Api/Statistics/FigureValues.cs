using System.Text.RegularExpressions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Statistics;

/// <summary>A value that a question names.</summary>
/// <param name="Dimension">Of which dimension.</param>
/// <param name="Value">The value.</param>
/// <param name="At">Where it stands: a parameter, or a pointer.</param>
internal readonly record struct ValueAsked(FigureDimension Dimension, string Value, string At);

/// <summary>Which values a dimension can have at all: of what never was one, nothing would be counted, and that would look like an answer.</summary>
internal static partial class FigureValues
{
    /// <summary>Bands of app.age_band.</summary>
    public static readonly IReadOnlyList<string> AgeBands =
        ["00-02", "03-05", "06-09", "10-13", "14", "15", "16-17", "18-20", "21-24", "25-26", "27-34", "35-44", "45-54", "55-64", "65+"];

    /// <summary>Bands of figures.lasting.</summary>
    public static readonly IReadOnlyList<string> Months = ["00-02", "03-05", "06-11", "12-23", "24+"];

    // Several of them are one value.
    private static readonly FigureDimension[] Several = [FigureDimension.Nationality, FigureDimension.Benefit, FigureDimension.ContactPurpose];

    /// <summary>
    /// As cells say it, however it was written: ids in small letters with hyphens, several codes in their order, each once. By any other spelling nothing would
    /// be found.
    /// </summary>
    public static string AsCellsSay(FigureDimension dimension, string value) =>
        dimension is FigureDimension.Team or FigureDimension.Quarter ? Guid.TryParse(value, out var id) ? $"{id}" : value
        : Several.Contains(dimension) ? string.Join('.', value.Split('.').Distinct().Order(StringComparer.Ordinal)) : value;

    /// <summary>Refuses what cannot be. Several nationalities, benefits or purposes are one value, joined by dots.</summary>
    /// <exception cref="RefusedException">400 with every fault.</exception>
    public static async Task Check(CaseDb db, CallContext call, IReadOnlyList<ValueAsked> asked, CancellationToken cancellationToken)
    {
        var told = asked.Where(one => one.Value is not (DimensionWords.NotKnown or DimensionWords.Withheld)).ToList();
        var faults = told.Select(Fault).OfType<ProblemError>().ToList();
        faults.AddRange(await new ReferenceCodes(db, call).Faults([.. told.Where(one => DimensionWords.Of[one.Dimension].List is not null)
            .SelectMany(one => (Several.Contains(one.Dimension) ? one.Value.Split('.') : [one.Value])
                .Select(code => new CodeUse(one.At, DimensionWords.Of[one.Dimension].List!, code, Ever: true)))], cancellationToken));
        if (faults.Count > 0)
        {
            throw new RefusedException(HttpProblems.Invalid) { Errors = faults };
        }
    }

    /// <summary>Whether it has the form of a municipality's key.</summary>
    public static bool IsAgs(string text) => Ags().IsMatch(text);

    private static ProblemError? Fault(ValueAsked one) => one.Dimension switch
    {
        FigureDimension.Team or FigureDimension.Quarter => Guid.TryParse(one.Value, out _) ? null
            : ValueText.Fault(one.At, typeof(Guid)),
        FigureDimension.Municipality => IsAgs(one.Value) ? null
            : new ProblemError(one.At, OrganisationProblems.AgsForm.Code, OrganisationProblems.AgsForm.Text()),
        _ => FigureSets.Known(one.Dimension) is { } known ? Outside(one, known) : null,
    };

    private static ProblemError? Outside(ValueAsked one, IReadOnlyList<string> allowed) =>
        allowed.Contains(one.Value) ? null : ProblemError.Outside(one.At, HttpProblems.UnknownValue, [.. allowed]);

    [GeneratedRegex(DirectoryRules.AgsPattern)]
    private static partial Regex Ags();
}

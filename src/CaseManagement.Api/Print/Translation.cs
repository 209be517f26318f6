using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Print;

/// <summary>What a printed page says in a language: of a code of a list, or under a name of the pages.</summary>
public sealed class Translation
{
    private Translation() { }

    /// <summary>A list of codes, or <see cref="Page"/>.</summary>
    public string List { get; private set; } = "";
    /// <summary>The code, or the name.</summary>
    public string Code { get; private set; } = "";
    /// <summary>Code of the list language.</summary>
    public string Language { get; private set; } = "";
    /// <summary>The words; {0} is where a value stands.</summary>
    public string Text { get; private set; } = "";
    /// <summary>Who translated it.</summary>
    public string Source { get; private set; } = "";
    /// <summary>A speaker of the language has reviewed it.</summary>
    public bool ReviewedBySpeaker { get; private set; }

    /// <summary>The list of what pages say besides codes.</summary>
    public const string Page = "page";
}

internal sealed class TranslationMap : IEntityTypeConfiguration<Translation>
{
    public void Configure(EntityTypeBuilder<Translation> entity) =>
        entity.ToTable("translation").HasKey(translation => new { translation.Language, translation.List, translation.Code });
}

/// <summary>The words of a page in German and in the language of who gets it. German is what binds.</summary>
/// <param name="language">Of who gets it: ISO 639-3.</param>
/// <param name="german">German words.</param>
/// <param name="other">Those of the language.</param>
public sealed class Words(
    string language, IReadOnlyDictionary<(string List, string Code), string> german, IReadOnlyDictionary<(string List, string Code), Translation> other)
{
    /// <summary>The language that binds.</summary>
    public const string German = "deu";

    // BCP 47 speaks of most languages with two letters (RFC 5646 § 2.2.1); those written from right to left are few.
    private static readonly Dictionary<string, string> Tags = new() { ["deu"] = "de", ["eng"] = "en", ["ara"] = "ar", ["ukr"] = "uk" };
    private static readonly HashSet<string> RightToLeft = ["ara", "arb", "apc", "pes", "prs", "fas", "ckb", "urd", "pus", "pbt", "heb", "uig"];

    /// <summary>How the language is named in HTML.</summary>
    public string Tag => TagOf(language);

    /// <summary>Written from right to left.</summary>
    public string Direction => RightToLeft.Contains(language) ? "rtl" : "ltr";

    /// <summary>Something on the page has not been reviewed by a speaker: it says that German is binding.</summary>
    public bool IsUnreviewed { get; private set; }

    /// <summary>The page is in German only.</summary>
    public bool IsGermanOnly => language == German;

    /// <summary>The words in German, and in the language where that is another and has them.</summary>
    public (string German, string? Other) Of(string list, string code, params object[] values)
    {
        var said = german.GetValueOrDefault((list, code), code);
        if (IsGermanOnly || !other.TryGetValue((list, code), out var translation))
        {
            IsUnreviewed |= !IsGermanOnly;
            return (Fill(said, values), null);
        }
        IsUnreviewed |= !translation.ReviewedBySpeaker;
        return (Fill(said, values), Fill(translation.Text, values));
    }

    /// <summary>What a page says besides codes.</summary>
    public (string German, string? Other) Page(string name, params object[] values) => Of(Translation.Page, name, values);

    private static string TagOf(string language) => Tags.GetValueOrDefault(language, language);

    private static string Fill(string text, object[] values) =>
        values.Length == 0 ? text : string.Format(System.Globalization.CultureInfo.InvariantCulture, text, values);
}

internal static class WordsOf
{
    /// <summary>The words of the pages, and those of some lists of codes.</summary>
    /// <exception cref="RefusedException">400 for a language in which nothing is written, unless German alone does then.</exception>
    public static async Task<Words> WordsFor(
        this CaseDb db, CallContext call, string language, string[] lists, CancellationToken cancellationToken, bool orGerman = false)
    {
        var found = await db.Set<Translation>().AsNoTracking().Where(t => (t.Language == language || t.Language == Words.German)
            && (t.List == Translation.Page || lists.Contains(t.List))).ToListAsync(cancellationToken);
        if (!found.Exists(translation => translation.Language == language))
        {
            if (orGerman)
            {
                return await db.WordsFor(call, Words.German, lists, cancellationToken);
            }
            var languages = await db.Set<Translation>().Select(t => t.Language).Distinct().Order().ToListAsync(cancellationToken);
            throw RefusedException.Invalid("/language", PrintProblems.NotTranslated, string.Join(", ", languages));
        }
        var codes = lists.Length == 0 ? []
            : await db.Set<DatedCode>().AsNoTracking().Where(code => lists.Contains(code.List)).OrderBy(code => code.ValidFrom).ToListAsync(cancellationToken);
        var german = found.Where(t => t.Language == Words.German).ToDictionary(t => (t.List, t.Code), t => t.Text);
        foreach (var code in codes.Where(code => code.ValidFrom <= call.Today))
        {
            german[(code.List, code.Code)] = code.LabelDe;
        }
        var other = found.Where(t => t.Language == language).ToDictionary(t => (t.List, t.Code));
        return new Words(language, german, other);
    }
}

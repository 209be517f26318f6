using System.Text.RegularExpressions;

namespace CaseManagement.Api.Imports;

/// <summary>
/// What offices and programs write where there is no value, and what programs leave of one that they have destroyed. Neither is evidence of anything.
/// </summary>
internal static partial class AbsentValue
{
    /// <summary>A token for none: -, +, XXX, unbekannt, NN, o. A., k. A., entfällt, 0.</summary>
    internal static bool IsNone(string text) => None().IsMatch(text);

    /// <summary>The same for a name, where more has to be a name: Na, Ka and Null are some.</summary>
    internal static bool IsNoName(string text) => NoName().IsMatch(text);

    /// <summary>What stands for the name of a newborn that has none yet; of somebody older Baby is a name.</summary>
    internal static bool IsInfant(string text) => Infant().IsMatch(text);

    /// <summary>
    /// An error of a spreadsheet (#NV, #BEZUG!), a column too narrow (####), a number rounded to show it (1,20305E+11), a number taken for a date.
    /// </summary>
    internal static bool IsDestroyed(string text) => Destroyed().IsMatch(text);

    /// <summary>The errors of a spreadsheet alone: of all that is destroyed, what nobody writes in free text either.</summary>
    internal static bool IsError(string text) => Error().IsMatch(text);

    private const string Words = "unb\\.?|unbek\\.?|unbekannt|unknown|nicht (bekannt|vorhanden|erfasst|angegeben)|(ist )?entf(ä|ae|a)llt|fehlt|folgt( noch)?"
        + "|wird nachgereicht|liegt (noch )?nicht vor|kein(e|er)? (angaben?|name|vorname|nachname|familienname|az|aktenzeichen)"
        + "|ohne (angaben?|name|vorname|nachname|familienname|az|aktenzeichen)";

    [GeneratedRegex(@"^([-–—+*_.]{1,5}|\?{1,3}|x{2,}|n\.? ?n\.?|o\. ?a\.?|oa|k\. ?a\.?|ka|n\.? ?/? ?a\.?|n\. ?[bvz]\.?"
        + $"|keine?|ohne|offen|unklar|null|nil|none|leer|0+|{Words})$", RegexOptions.IgnoreCase)]
    private static partial Regex None();

    [GeneratedRegex($@"^([-–—+]{{1,3}}|[*_]{{1,5}}|\?|[Xx]{{2,}}|N\.? ?N\.?|[oO]\. ?[AN]\.?|[kK]\. ?[aA]\.?|n\. ?[abv]\.?|n/a|N/A|FNU|LNU|UNK|(?i:{Words}))$")]
    private static partial Regex NoName();

    [GeneratedRegex("^(Baby|S(ä|ae)ugling|Neugeborene[sr]?|Neugeboren|Kind|M(ä|ae)dchen|Junge|Tochter|Sohn|namenlos|ungetauft|noch (ohne|kein(en)?) Namen?)"
        + "( ([0-9]|I{1,3}|[A-C]))?$", RegexOptions.IgnoreCase)]
    private static partial Regex Infant();

    private const string Month = "(Jan|Feb|Mrz|Mär|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec)";

    [GeneratedRegex(@"^(#{2,}|#[\p{L}/0]{2,12}[!?]?|(Err|Fehler):?\d{3}|-?\d([.,]\d+)?E[+-]\d{1,3}" + $@"|\d{{1,2}}\.?[ -]?{Month}|{Month}[ -]\d{{2}})$")]
    private static partial Regex Destroyed();

    [GeneratedRegex(@"^(#{2,}|#[\p{Lu}/0]{2,12}[!?]?|(Err|Fehler):?[0-9]{3})\z")]
    private static partial Regex Error();
}

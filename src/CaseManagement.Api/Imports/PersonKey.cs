using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseManagement.Api.Clients;

namespace CaseManagement.Api.Imports;

/// <summary>
/// When two rows speak of one person without any doubt: the same names after normalisation, the same birth date as far as
/// it is known, the same file number (where there is none, the same household of the same list). Neither other cells nor
/// the spelling count. Where birth date or one of the names is unknown, that tells nobody apart: only the same entry sent again is the same person then.
/// </summary>
public static class PersonKey
{
    /// <summary>A digest, to be compared for equality only.</summary>
    public static string Of(AllocationFacts facts)
    {
        var born = facts.BirthDate;
        var file = File(facts);
        var entry = string.Create(CultureInfo.InvariantCulture,
            $"h:{HouseholdRule.LabelKey(facts.Household)}|{facts.Accommodation}|{facts.AllocationDate:yyyy-MM-dd}");
        var where = IsCertain(facts) ? file ?? entry : $"{file}|{entry}|{facts.Role}|{facts.Sex}";
        return Digest(string.Create(CultureInfo.InvariantCulture,
            $"{Form(facts.FamilyName)}|{Form(facts.GivenName)}|{born.Date:yyyy-MM-dd}|{born.PrecisionCode}|{where}"));
    }

    /// <summary>Whether somebody on file is the person of a row: the same question as two rows with one key.</summary>
    internal static bool Is(AllocationFacts facts, DuplicateFound found) =>
        IsCertain(facts) && found.Score.Reasons.Contains(DuplicateReason.NameEqual) && !found.Score.Reasons.Contains(DuplicateReason.NamesSwapped)
        && found.Score.Reasons.Contains(DuplicateReason.SameFileNumber) && found.BirthDate == facts.BirthDate;

    // Nothing is known of somebody without a birth date that could tell father and son apart.
    private static bool IsCertain(AllocationFacts facts) =>
        facts.BirthDate.Date is not null && Form(facts.FamilyName).Length > 0 && Form(facts.GivenName).Length > 0;

    // Without separators, as the digests of lists applied long ago have it: beside names or days that is enough.
    internal static string? File(AllocationFacts facts) => HouseholdRule.FileKey(facts) is null ? null : $"r:{OfficeNumbers.Joined(facts.FileNumber!)}";

    internal static string Form(string name) => new NameForms(name).Joined;

    internal static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>
/// By what a correction is recognised when the person of the first row has been handed over and is not searched any more. Digests, each null where a
/// part of it is unknown.
/// </summary>
/// <param name="Entry">List label, file number and given name: all else may have been corrected.</param>
/// <param name="Birth">List label, file number and day of birth: the name may be a letter off.</param>
/// <param name="Name">File number and both names: a birth date that arrives later.</param>
/// <param name="File">File number alone: somebody else of the same household.</param>
public sealed record EntryKeys(string? Entry, string? Birth, string? Name, string? File)
{
    /// <summary>Of a row.</summary>
    public static EntryKeys Of(AllocationFacts facts)
    {
        if (PersonKey.File(facts) is not { } file)
        {
            return new EntryKeys(null, null, null, null);
        }
        var (label, family, given) = (HouseholdRule.LabelKey(facts.Household), PersonKey.Form(facts.FamilyName), PersonKey.Form(facts.GivenName));
        var day = facts.BirthDate is { Precision: DatePrecision.Day, Date: { } date } ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";
        return new EntryKeys(Key("e", label, given), Key("b", label, day), Key("n", family, given), PersonKey.Digest($"f|{file}"));

        string? Key(string kind, string? one, string other) => one is { Length: > 0 } && other.Length > 0
            ? PersonKey.Digest($"{kind}|{file}|{one}|{other}") : null;
    }
}

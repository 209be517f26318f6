using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseManagement.Api.Clients;

namespace CaseManagement.Api.Imports;

/// <summary>
/// When two rows speak of one person without any doubt: the same names after normalisation, the same birth date as far as
/// it is known, the same file number (where there is none, the same household of the same list). Neither other cells nor
/// the spelling count.
/// </summary>
public static class PersonKey
{
    /// <summary>A digest, to be compared for equality only.</summary>
    public static string Of(AllocationFacts facts)
    {
        var born = facts.BirthDate;
        var file = facts.FileNumber is { } number && ClientKeys.OfReference(number) is { } written ? written
            : string.Create(CultureInfo.InvariantCulture, $"h:{facts.Household}|{facts.Accommodation}|{facts.AllocationDate:yyyy-MM-dd}");
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{new NameForms(facts.FamilyName).Joined}|{new NameForms(facts.GivenName).Joined}|{born.Date:yyyy-MM-dd}|{born.PrecisionCode}|{file}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Whether somebody on file is the person of a row: the same question as two rows with one key.</summary>
    internal static bool Is(AllocationFacts facts, DuplicateFound found) =>
        found.Score.Reasons.Contains(DuplicateReason.NameEqual) && !found.Score.Reasons.Contains(DuplicateReason.NamesSwapped)
        && found.Score.Reasons.Contains(DuplicateReason.SameFileNumber) && found.BirthDate == facts.BirthDate;
}

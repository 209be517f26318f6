using System.Text;

namespace CaseManagement.Api.Clients;

/// <summary>How numbers of other offices are compared, whichever case, blanks and separators they are written with.</summary>
internal static class OfficeNumbers
{
    /// <summary>Numbers that one person has; all others (files, benefit communities) may stand for a family.</summary>
    private static readonly HashSet<string> Personal = ["azr", "passport", "residence-permit", "proof-of-arrival", "ba-customer"];

    /// <summary>Whether an office gives such a number to one person.</summary>
    public static bool IsPersonal(string source) => Personal.Contains(source);

    /// <summary>
    /// A number of a source. Of a personal one blanks only group its digits; a file number consists of several numbers, and where one ends belongs to it:
    /// 2026/1/12 is not 2026/11/2.
    /// </summary>
    public static string Written(string source, string value) => IsPersonal(source) ? Joined(value) : Parted(value);

    /// <summary>Letters and digits alone.</summary>
    public static string Joined(string value) => string.Concat(value.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>Letters and digits, and one hyphen for whatever stands between two digits.</summary>
    public static string Parted(string value)
    {
        var written = new StringBuilder(value.Length);
        var isApart = false;
        foreach (var letter in value)
        {
            if (!char.IsLetterOrDigit(letter))
            {
                isApart = true;
                continue;
            }
            if (isApart && written.Length > 0 && char.IsDigit(letter) && char.IsDigit(written[^1]))
            {
                written.Append('-');
            }
            written.Append(letter);
            isApart = false;
        }
        return written.ToString().ToUpperInvariant();
    }
}

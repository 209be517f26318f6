using CaseManagement.Api.Clients;

namespace CaseManagement.Api.Imports;

/// <summary>
/// How likely a row of a list is somebody else's second row: <see cref="DuplicateScore"/>, and what lists show beyond it. What is unknown (a missing
/// birth date, a dash for a name) is no evidence either way, so where nothing else tells two persons apart, a person is asked.
/// </summary>
public static class ListLikeness
{
    /// <summary>A row compared with somebody on file, by whom an earlier list spoke.</summary>
    public static DuplicateScore AcrossLists(PersonFacts row, PersonFacts onFile)
    {
        var score = WithinList(row, onFile);
        if (!score.Reasons.Contains(DuplicateReason.SameFileNumber))
        {
            return score;
        }
        // Whatever else was corrected: birth date, family name after a marriage, an age that was assessed.
        return SharesLabel(row, onFile) && SameGivenName(row, onFile) ? AtLeastLikely(score, DuplicateReason.SameListEntry)
            : IsCorrectedBirth(score, row, onFile) || IsOtherSpelling(score, row, onFile) ? AtLeastLikely(score) : score;
    }

    // Under whatever label: who has both names in one file is another person only where they may be parent and child.
    private static bool IsCorrectedBirth(DuplicateScore score, PersonFacts row, PersonFacts onFile) =>
        score.Reasons.Contains(DuplicateReason.NameEqual)
            ? row.BirthDate.Date is { } one && onFile.BirthDate.Date is { } other && Math.Abs(one.Year - other.Year) < DuplicateScore.YoungestParent
            : score.Reasons.Contains(DuplicateReason.NameSoundsAlike) && score.Reasons.Contains(DuplicateReason.BirthDateNearlySame);

    // One birthday in one file: twins, whose family name the office writes alike, or one person whose name was written by another ear or in another script.
    private static bool IsOtherSpelling(DuplicateScore score, PersonFacts row, PersonFacts onFile) =>
        score.Reasons.Contains(DuplicateReason.SameBirthDate) && !score.Reasons.Contains(DuplicateReason.OtherSex)
        && (!score.Reasons.Contains(DuplicateReason.PossiblySiblings) || !SameFamilyName(row, onFile)
            || !row.Names.Any(name => onFile.Names.Any(other => IsLatin(name) == IsLatin(other))));

    private static bool IsLatin(PersonName name) =>
        $"{name.FamilyName}{name.GivenName}".Where(char.IsLetter).All(letter => letter is < '\u0250' or (>= '\u1E00' and < '\u1F00'));

    /// <summary>A row compared with another one of the same list, which tells by its own two rows what is two persons.</summary>
    public static DuplicateScore WithinList(PersonFacts a, PersonFacts b)
    {
        var score = DuplicateScore.Of(a, b);
        bool Has(DuplicateReason reason) => score.Reasons.Contains(reason);
        if (Has(DuplicateReason.OtherSex) || Has(DuplicateReason.BirthDateDifferent) || Has(DuplicateReason.OtherReference))
        {
            return score;
        }
        var (sameFile, nobirth) = (Has(DuplicateReason.SameFileNumber), Has(DuplicateReason.BirthDateUnknown));
        var sameName = Has(DuplicateReason.NameEqual) || Has(DuplicateReason.NameSoundsAlike);
        var undistinguished = (sameFile && nobirth && sameName)
            || (sameFile && Has(DuplicateReason.OtherFamilyName) && Has(DuplicateReason.SameBirthDate)) // After a marriage, under another label.
            || (Has(DuplicateReason.NamePartMissing) && !Has(DuplicateReason.OtherNationality) && SameIncompleteName(a, b))
            || (sameFile && (IsIncomplete(a) || IsIncomplete(b))
                && (SameGivenName(a, b) || (Has(DuplicateReason.SameBirthDate) && SameFamilyName(a, b))))
            || (sameFile && Has(DuplicateReason.SameBirthDate) && SameFamilyName(a, b) && OneGivenNameInTheOther(a, b));
        return undistinguished ? AtLeastLikely(score) : score;
    }

    private static DuplicateScore AtLeastLikely(DuplicateScore score, params DuplicateReason[] reasons) =>
        new(Math.Max(score.Score, DuplicateScore.LikelyFrom), [.. reasons, .. score.Reasons]);

    private static bool SharesLabel(PersonFacts a, PersonFacts b) =>
        a.ListLabels.Select(HouseholdRule.LabelKey).OfType<string>().Intersect(b.ListLabels.Select(HouseholdRule.LabelKey).OfType<string>()).Any();

    private static bool SameGivenName(PersonFacts a, PersonFacts b) => Share(Forms(a, name => name.GivenName), Forms(b, name => name.GivenName));

    private static bool SameFamilyName(PersonFacts a, PersonFacts b) => Share(Forms(a, name => name.FamilyName), Forms(b, name => name.FamilyName));

    // Олена Петрівна and Olena: a patronymic or a second name that one of the lists leaves out. Twins share no given name.
    private static bool OneGivenNameInTheOther(PersonFacts a, PersonFacts b) =>
        a.Names.Any(x => b.Names.Any(y => Parts(x) is { Count: > 0 } ours && Parts(y) is { Count: > 0 } theirs
            && (ours.IsSubsetOf(theirs) || theirs.IsSubsetOf(ours))));

    private static HashSet<string> Parts(PersonName name) => [.. NameNormalizer.Parts(name.GivenName)];

    // Both are known by one name only, and it is the same one, in whichever column.
    private static bool SameIncompleteName(PersonFacts a, PersonFacts b)
    {
        return Share(Incomplete(a), Incomplete(b));

        static IEnumerable<string> Incomplete(PersonFacts person) => person.Names
            .Select(name => (Family: new NameForms(name.FamilyName).Joined, Given: new NameForms(name.GivenName).Joined))
            .Where(name => name.Family.Length == 0 != (name.Given.Length == 0)).Select(name => name.Family + name.Given);
    }

    private static bool IsIncomplete(PersonFacts person) => !Forms(person, name => name.FamilyName).Any() || !Forms(person, name => name.GivenName).Any();

    private static IEnumerable<string> Forms(PersonFacts person, Func<PersonName, string?> part) =>
        person.Names.Select(name => new NameForms(part(name)).Joined).Where(form => form.Length > 0);

    private static bool Share(IEnumerable<string> a, IEnumerable<string> b) => a.Intersect(b, StringComparer.Ordinal).Any();
}

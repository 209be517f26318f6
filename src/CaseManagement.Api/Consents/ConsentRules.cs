using CaseManagement.Api.Representations;

namespace CaseManagement.Api.Consents;

/// <summary>A representation of the person, with the day on which the representative or the person died.</summary>
internal sealed record HeldOnDay(Guid Id, DateOnly FromDate, DateOnly? UntilDate, bool OfMinors, DateOnly? DiedOn);

/// <summary>Who can consent alone, and what is to be clarified about a consent.</summary>
public static class ConsentRules
{
    /// <summary>Whether a person consents without a representative. Of whom the birth date is unknown nobody can say: not refused, but warned of.</summary>
    /// <param name="day">On which day.</param>
    /// <param name="born">The birth date; null where it is unknown.</param>
    /// <param name="socialClaims">For own social benefits: from 15 on (§ 36 Abs. 1 SGB I).</param>
    public static bool MayConsentAlone(DateOnly day, DateOnly? born, bool socialClaims) =>
        born is not { } date || day >= Birthday.Of(date, socialClaims ? Birthday.OwnSocialClaims : Birthday.Majority);

    /// <summary>Refuses whoever did not represent the person on the day of the consent.</summary>
    /// <exception cref="RefusedException">400 at the representation.</exception>
    internal static void CheckRepresentatives(IReadOnlyList<Guid> named, IReadOnlyCollection<HeldOnDay> held, DateOnly day, DateOnly? born)
    {
        foreach (var (at, id) in named.Index())
        {
            var row = held.SingleOrDefault(row => row.Id == id);
            if (row?.DiedOn <= day)
            {
                throw RefusedException.Invalid($"/representationIds/{at}", ConsentProblems.RepresentativeDied);
            }
            if (row is null || !Representation.IsInForce(day, row.FromDate, row.UntilDate, born, row.OfMinors))
            {
                throw RefusedException.Invalid($"/representationIds/{at}", ConsentProblems.NoRepresentation);
            }
        }
    }

    /// <summary>What is to be clarified.</summary>
    /// <param name="givenOn">The day of the consent.</param>
    /// <param name="today">Today.</param>
    /// <param name="born">The birth date; null where it is unknown.</param>
    /// <param name="named">Who consented for the person.</param>
    /// <param name="all">All representations of the person.</param>
    public static IReadOnlyList<Warning> Warnings(
        DateOnly givenOn, DateOnly today, DateOnly? born, IReadOnlyCollection<Guid> named, IReadOnlyCollection<Held> all)
    {
        var givenBy = all.Where(held => named.Contains(held.Id)).ToList();
        // One holder of joint custody consents with the other one: as many as there are, and never one alone.
        var joint = RepresentationWarnings.Holders(givenBy, Custody.Joint);
        var isMissing = joint == 1 && !givenBy.Exists(held => held.Custody == Custody.Sole) && !RepresentationWarnings.IsSurvived(all, givenOn);
        return
        [
            .. born is null ? [RepresentationWarnings.BirthUnknown] : Array.Empty<Warning>(),
            .. isMissing ? [RepresentationWarnings.SecondCustody] : Array.Empty<Warning>(),
            .. born is { } date && named.Count > 0 && Birthday.Of(date, Birthday.Majority) is var majority && givenOn < majority && majority <= today
                ? [RepresentationWarnings.AskAnew] : Array.Empty<Warning>(),
        ];
    }
}

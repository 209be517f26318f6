using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Rules;
using CaseManagement.Api.ServiceDirectory;

namespace CaseManagement.Api.Offers;

/// <summary>By what an offer is judged.</summary>
public enum OfferCriterion
{
    /// <summary>It is responsible where the person lives.</summary>
    Responsibility,
    /// <summary>A language of the person is spoken there.</summary>
    Language,
    /// <summary>It is open to the person's residence status.</summary>
    ResidenceStatus,
    /// <summary>It is for the person's age.</summary>
    Age,
    /// <summary>How near it is.</summary>
    Place,
    /// <summary>Whether there is room.</summary>
    Capacity,
    /// <summary>How long own referrals have waited for acceptance there.</summary>
    WaitingTime,
    /// <summary>Whether the entry is verified.</summary>
    Verified,
}

/// <summary>What a criterion says.</summary>
public enum OfferVerdict
{
    /// <summary>It speaks for the offer.</summary>
    Good,
    /// <summary>It speaks neither for nor against.</summary>
    Fair,
    /// <summary>Not known here: ask.</summary>
    Unknown,
    /// <summary>It speaks against the offer; of responsibility, residence status, age and capacity: the offer does not fit.</summary>
    Bad,
}

/// <summary>A reason for an offer's place in the list.</summary>
/// <param name="Criterion">By what.</param>
/// <param name="Verdict">What it says.</param>
/// <param name="Detail">same_quarter, same_postal_code, same_town or elsewhere; the answer about room; interpreter; the median days of waiting.</param>
public sealed record OfferReason(OfferCriterion Criterion, OfferVerdict Verdict, [Example("same_town")] string? Detail = null);

/// <summary>What decides on offers, as the database tells it (app.offer_facts).</summary>
internal sealed record OfferFacts(
    string Area, DateOnly? BirthDate, IReadOnlyList<string> Languages, IReadOnlyList<string> Statuses, OfferHome? Home, IReadOnlyList<OfferedService> Services)
{
    /// <summary>app.offer_facts, in queries.</summary>
    public static string? View(Guid client, Guid need) => throw new InvalidOperationException("Only in queries.");

    public static OfferFacts Parse(string json) => JsonSerializer.Deserialize<OfferFacts>(json, ApiJson.Stored)!;
}

internal sealed record OfferHome(string? PostalCode, string? Town, string? Quarter);

internal sealed record OfferPlace(string? PostalCode, string? City, string? Quarter);

internal sealed record OfferedService(
    Guid Id, string Name, string? Provider, Guid? ProviderId, IReadOnlyList<string> Languages, bool Interprets, IReadOnlyList<string> Statuses,
    int? MinimumAge, int? MaximumAge, ServiceCapacity Capacity, int AnswerDays, DateOnly? AssuredDate, bool IsConfidential,
    IReadOnlyList<OfferPlace> Places, IReadOnlyList<OfferPlace> Areas, IReadOnlyList<int> Waits, Guid? OpenReferralId);

/// <summary>How offers are ranked: what fits first, then by what speaks for them. No offer is left out: the caseworker decides.</summary>
internal static class OfferRanking
{
    // What rules an offer out, where it is bad; the others only rank.
    private static readonly OfferCriterion[] Deciding =
        [OfferCriterion.Responsibility, OfferCriterion.ResidenceStatus, OfferCriterion.Age, OfferCriterion.Capacity];

    /// <summary>The services with their reasons, the best first.</summary>
    public static IReadOnlyList<(OfferedService Service, bool Fits, IReadOnlyList<OfferReason> Reasons)> Of(
        OfferFacts facts, DateOnly today) =>
    [
        .. facts.Services.Select(service => (Service: service, Reasons: Reasons(facts, service, today)))
            .Select(offer => (offer.Service, Fits: !offer.Reasons.Any(reason => reason.Verdict == OfferVerdict.Bad && Deciding.Contains(reason.Criterion)),
                offer.Reasons))
            .OrderByDescending(offer => offer.Fits).ThenByDescending(offer => offer.Reasons.Sum(reason => Points(reason)))
            .ThenBy(offer => offer.Service.Name, StringComparer.Ordinal).ThenBy(offer => offer.Service.Id),
    ];

    // Being understood weighs most, then room, then the way there.
    private static int Points(OfferReason reason) => reason.Criterion switch
    {
        OfferCriterion.Language => 4,
        OfferCriterion.Capacity or OfferCriterion.Responsibility => 3,
        OfferCriterion.Place when reason.Detail == "same_town" => 1,
        OfferCriterion.Place or OfferCriterion.WaitingTime => 2,
        _ => 1,
    } * reason.Verdict switch { OfferVerdict.Good => 2, OfferVerdict.Fair => 1, OfferVerdict.Bad => -1, _ => 0 };

    private static List<OfferReason> Reasons(OfferFacts facts, OfferedService service, DateOnly today) =>
    [
        Responsibility(facts.Home, service), Language(facts, service),
        new(OfferCriterion.ResidenceStatus, service.Statuses.Count == 0 ? OfferVerdict.Good : facts.Statuses.Count == 0 ? OfferVerdict.Unknown
            : facts.Statuses.Any(service.Statuses.Contains) ? OfferVerdict.Good : OfferVerdict.Bad),
        Age(facts.BirthDate, service, today), Place(facts.Home, service),
        new(OfferCriterion.Capacity, service.Capacity switch
        {
            ServiceCapacity.Yes => OfferVerdict.Good,
            ServiceCapacity.No => OfferVerdict.Bad,
            _ => OfferVerdict.Fair,
        }, SnakeCase.Of(service.Capacity.ToString())),
        WaitingTime(service),
        new(OfferCriterion.Verified, service.AssuredDate is { } day && today.DayNumber - day.DayNumber < Service.VerifiedDays
            ? OfferVerdict.Good : OfferVerdict.Unknown),
    ];

    private static OfferReason Responsibility(OfferHome? home, OfferedService service)
    {
        // Of an area the worst of what it says counts, of several areas the best.
        var best = service.Areas.Select(area => Math.Min(Says(area.PostalCode, home?.PostalCode), Math.Min(Says(area.City, home?.Town),
            Says(area.Quarter, home?.Quarter)))).DefaultIfEmpty(1).Max();
        return new OfferReason(OfferCriterion.Responsibility,
            best switch { 1 => OfferVerdict.Good, 0 => OfferVerdict.Unknown, _ => OfferVerdict.Bad });

        // What an area leaves out does not narrow it; what is not known of the person decides nothing.
        static int Says(string? of, string? known) => of is null ? 1 : known is null ? 0 : Same(of, known) ? 1 : -1;
    }

    private static OfferReason Language(OfferFacts facts, OfferedService service) => new(OfferCriterion.Language,
        service.Languages.Any(facts.Languages.Contains) ? OfferVerdict.Good : service.Interprets ? OfferVerdict.Fair
            : service.Languages.Count == 0 || facts.Languages.Count == 0 ? OfferVerdict.Unknown : OfferVerdict.Bad,
        service.Languages.FirstOrDefault(facts.Languages.Contains) ?? (service.Interprets ? "interpreter" : null));

    private static OfferReason Age(DateOnly? birthDate, OfferedService service, DateOnly today)
    {
        if (service is { MinimumAge: null, MaximumAge: null })
        {
            return new OfferReason(OfferCriterion.Age, OfferVerdict.Good);
        }
        if (Clients.Age.On(today, birthDate) is not { } age)
        {
            return new OfferReason(OfferCriterion.Age, OfferVerdict.Unknown);
        }
        return new OfferReason(OfferCriterion.Age,
            age >= (service.MinimumAge ?? 0) && age <= (service.MaximumAge ?? int.MaxValue) ? OfferVerdict.Good : OfferVerdict.Bad);
    }

    private static OfferReason Place(OfferHome? home, OfferedService service)
    {
        var detail = service.Places.Any(place => Same(place.Quarter, home?.Quarter)) ? "same_quarter"
            : service.Places.Any(place => Same(place.PostalCode, home?.PostalCode)) ? "same_postal_code"
            : service.Places.Any(place => Same(place.City, home?.Town)) ? "same_town"
            : service.Places.Count > 0 && home is not null ? "elsewhere" : null;
        return new OfferReason(OfferCriterion.Place,
            detail switch { null => OfferVerdict.Unknown, "elsewhere" => OfferVerdict.Fair, _ => OfferVerdict.Good }, detail);
    }

    // Of at least three: one quick answer is no waiting time.
    private static OfferReason WaitingTime(OfferedService service)
    {
        if (service.Waits.Count < 3)
        {
            return new OfferReason(OfferCriterion.WaitingTime, OfferVerdict.Unknown);
        }
        var median = service.Waits.Order().ElementAt(service.Waits.Count / 2);
        return new OfferReason(OfferCriterion.WaitingTime, median <= 7 ? OfferVerdict.Good : median <= 28 ? OfferVerdict.Fair : OfferVerdict.Bad,
            median.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static bool Same(string? one, string? other) =>
        one is not null && other is not null && string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);
}

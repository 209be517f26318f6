using System.Text.Json;
using CaseManagement.Api.Http;

namespace CaseManagement.Api.Reminders.Chains;

/// <summary>What starts a chain.</summary>
public enum ChainEvent
{
    /// <summary>Nothing: it is started by hand alone.</summary>
    Manual,
    /// <summary>A case was opened.</summary>
    CaseOpened,
    /// <summary>The person was allocated.</summary>
    Allocation,
    /// <summary>The person has come, other than by birth.</summary>
    Arrival,
    /// <summary>The person was born here.</summary>
    Birth,
    /// <summary>The person has moved into a flat.</summary>
    MovedIn,
    /// <summary>The person has left a shared accommodation, and not for another one.</summary>
    LeftAccommodation,
}

internal static class ChainEvents
{
    /// <summary>What happens, in words.</summary>
    public static string Text(this ChainEvent happened) => happened switch
    {
        ChainEvent.Manual => Language.Choose("Von Hand", "By hand"),
        ChainEvent.CaseOpened => Language.Choose("Ein Fall wurde eröffnet", "A case was opened"),
        ChainEvent.Allocation => Language.Choose("Die Person wurde zugewiesen", "The person was allocated"),
        ChainEvent.Arrival => Language.Choose("Die Person ist angekommen", "The person has arrived"),
        ChainEvent.Birth => Language.Choose("Die Person wurde hier geboren", "The person was born here"),
        ChainEvent.MovedIn => Language.Choose("Die Person ist in eine Wohnung eingezogen", "The person has moved into a flat"),
        ChainEvent.LeftAccommodation => Language.Choose(
            "Die Person hat eine Gemeinschaftsunterkunft verlassen", "The person has left a shared accommodation"),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, null),
    };
}

/// <summary>What a step is about. Its reminders are of the kind <c>chain_…</c>, whose words they say; only an own one has a title.</summary>
public enum ChainStepKind
{
    /// <summary>The first talk with the person.</summary>
    FirstContact,
    /// <summary>Enrolment at a school.</summary>
    School,
    /// <summary>Health check, of children the U examination.</summary>
    HealthCheck,
    /// <summary>Integration course.</summary>
    Course,
    /// <summary>What the title says.</summary>
    Own,
}

/// <summary>Whom a step is for.</summary>
public enum ChainAddressee
{
    /// <summary>Whom the policy of its kind names: who leads the case, unless your organisation has changed that.</summary>
    Lead,
    /// <summary>The case's team.</summary>
    Team,
}

/// <summary>In what days are counted.</summary>
public enum ChainUnit
{
    /// <summary>Calendar days.</summary>
    Days,
    /// <summary>Monday to Friday without the holidays of the organisation's Land and commune.</summary>
    WorkingDays,
}

/// <summary>A step of a template.</summary>
public sealed record ChainTemplateStep
{
    /// <summary>What it is about.</summary>
    [Example("school")]
    public required ChainStepKind Kind { get; init; }

    /// <summary>What to do, up to 200 characters: of `own` alone, and mandatory there. It is in no mail and no calendar.</summary>
    [Example(null)]
    public string? Title { get; init; }

    /// <summary>Whom it is for.</summary>
    [Example("lead")]
    public ChainAddressee Addressee { get; init; }

    /// <summary>The number of an earlier step, which has to be finished first; its day counts then. Left out: the day of the event counts.</summary>
    [Example(1)]
    public int? Follows { get; init; }

    /// <summary>Due after so many days: up to 3660, or 250 working days.</summary>
    [Example(5)]
    public required int DueAfter { get; init; }

    /// <summary>Of what.</summary>
    [Example("working_days")]
    public required ChainUnit Unit { get; init; }

    /// <summary>Only for who is so old on the day of the event: full years, from this age on. Who was born when nobody knows is asked for.</summary>
    [Example(6)]
    public int? AgeFrom { get; init; }

    /// <summary>Only for who is younger than this.</summary>
    [Example(18)]
    public int? AgeUntil { get; init; }

    /// <summary>Whether it is for a person.</summary>
    /// <param name="born">The birth date; null where it is not known.</param>
    /// <param name="on">The day of the event.</param>
    public bool AppliesTo(DateOnly? born, DateOnly on) => IsFor(AgeFrom, AgeUntil, born, on);

    // Also in app.chains_to_follow.
    internal static bool IsFor(int? from, int? until, DateOnly? born, DateOnly on) =>
        born is not { } birth || (Age(birth, on) is var age && !(age < from) && !(age >= until));

    /// <summary>What it says.</summary>
    internal string Text() => Title ?? ChainReminders.Kinds[Kind].Text();

    // Born on 29 February, an age is reached on 1 March of other years (§ 188 Abs. 2 BGB).
    private static int Age(DateOnly birth, DateOnly on) =>
        on.Year - birth.Year - ((on.Month, on.Day).CompareTo((birth.Month, birth.Day)) < 0 ? 1 : 0);
}

/// <summary>One version of a chain of follow-ups.</summary>
public sealed class ChainTemplate : DatedVersion
{
    /// <summary>So many steps at most.</summary>
    public const int MostSteps = 20;

    private ChainTemplate() { }

    private protected override ProblemType Begun => ChainProblems.Begun;
    internal override ProblemType Planned => ChainProblems.Planned;

    internal ChainTemplate(Guid organisationId, string key, int number, ChainTemplateBody body, DateOnly from, Guid by, DateTimeOffset now)
    {
        Begin(organisationId, number, body.IsActive, from, by, now);
        (Key, NameDe, NameEn, Event) = (key, body.NameDe.Trim(), body.NameEn?.Trim(), body.Event);
        Steps = JsonSerializer.Serialize(body.Steps, ApiJson.Stored);
    }

    /// <summary>By which its versions belong together.</summary>
    public string Key { get; private set; } = "";
    /// <summary>What it is called, in German.</summary>
    public string NameDe { get; private set; } = "";
    /// <summary>The same in English.</summary>
    public string? NameEn { get; private set; }
    /// <summary>What starts it.</summary>
    public ChainEvent Event { get; private set; }
    /// <summary>Its steps, numbered from 1, as JSON.</summary>
    public string Steps { get; private set; } = "[]";

    /// <summary>Its steps; the first has the number 1.</summary>
    public IReadOnlyList<ChainTemplateStep> ReadSteps() => JsonSerializer.Deserialize<List<ChainTemplateStep>>(Steps, ApiJson.Stored)!;
}

using CaseManagement.Api.Privacy;

namespace CaseManagement.Api.TakingPart;

/// <summary>What was found out: a level of one skill of one language, or literacy.</summary>
/// <param name="Language">Code of the list language.</param>
/// <param name="Skill">Code of the list cefr-skill.</param>
/// <param name="Level">Code of the list cefr-level.</param>
/// <param name="Literacy">Code of the list literacy: apart from the three before.</param>
/// <param name="AssessedOn">On which day that was so.</param>
/// <param name="Evidence">Code of the list language-evidence.</param>
/// <param name="AssessedBy">Who says so.</param>
/// <param name="Note">What else is to be known.</param>
/// <param name="Compartment">What it reveals.</param>
public sealed record LanguageLevelFacts(
    string? Language, string? Skill, string? Level, string? Literacy, DateOnly AssessedOn, string Evidence, string? AssessedBy, string? Note,
    Compartment? Compartment);

/// <summary>
/// How well a person knew a skill of a language on a day, or whether she read and wrote then. It holds until the next one of the same: a history of days
/// without ends, in which nothing can overlap.
/// </summary>
public sealed class LanguageAssessment : IRestrictedOfCase
{
    private LanguageAssessment() { }

    /// <summary>Records it.</summary>
    /// <param name="of">The controller, the case and whose it is.</param>
    /// <param name="facts">What was found out.</param>
    /// <param name="by">Who records it; null for the system.</param>
    /// <param name="now">When.</param>
    public LanguageAssessment((Guid Organisation, Guid Case, Guid Client) of, LanguageLevelFacts facts, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId) = (of.Organisation, of.Case, of.Client);
        (RecordedBy, RecordedAt) = (by, now);
        Correct(facts, now);
    }

    /// <summary>The assessment.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The case in which it was recorded.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>Whose it is.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>What it reveals: the compartment that hides it.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>Code of the list language; null of literacy.</summary>
    public string? Language { get; private set; }
    /// <summary>Code of the list cefr-skill; null of literacy.</summary>
    public string? Skill { get; private set; }
    /// <summary>Code of the list cefr-level; null of literacy.</summary>
    public string? Level { get; private set; }
    /// <summary>Code of the list literacy; null of a level.</summary>
    public string? Literacy { get; private set; }
    /// <summary>On which day that was so.</summary>
    public DateOnly AssessedOn { get; private set; }
    /// <summary>Code of the list language-evidence.</summary>
    public string Evidence { get; private set; } = "";
    /// <summary>Who says so.</summary>
    public string? AssessedBy { get; private set; }
    /// <summary>What else is to be known.</summary>
    public string? Note { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Puts right what was recorded wrongly.</summary>
    public void Correct(LanguageLevelFacts facts, DateTimeOffset now)
    {
        (Language, Skill, Level, Literacy) = (facts.Language, facts.Skill, facts.Level, facts.Literacy);
        (AssessedOn, Evidence, AssessedBy, Note) = (facts.AssessedOn, facts.Evidence, facts.AssessedBy?.Trim(), facts.Note?.Trim());
        (Compartment, UpdatedAt) = (facts.Compartment, now);
    }
}

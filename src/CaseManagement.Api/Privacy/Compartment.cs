namespace CaseManagement.Api.Privacy;

/// <summary>What is kept apart from the file that the team reads (Art. 9 GDPR, and what endangers a person).</summary>
public enum Compartment
{
    /// <summary>Illness, disability, trauma, pregnancy.</summary>
    Health,
    /// <summary>Violence, trafficking, threats; the whereabouts of somebody in a shelter.</summary>
    Protection,
    /// <summary>Sexual orientation and gender identity.</summary>
    SexualOrientation,
}

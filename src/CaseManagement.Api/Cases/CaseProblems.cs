using CaseManagement.Api.Http;

namespace CaseManagement.Api.Cases;

/// <summary>Refusals of cases.</summary>
public static class CaseProblems
{
    /// <summary>409, with caseId where the caller may see the first one.</summary>
    public static readonly ProblemType AlreadyOpen = new("case-already-open", 409, "This client has an open case already.", "Für diese Person ist bereits ein Fall offen.") { Constraint = "case_one_open_per_client" };
    /// <summary>409: take is for cases that nobody leads.</summary>
    public static readonly ProblemType AlreadyAssigned = new("case-already-assigned", 409, "Somebody leads this case already.", "Der Fall wird bereits federführend bearbeitet.");
    /// <summary>409: team and lead worker are the present ones.</summary>
    public static readonly ProblemType NothingChanges = new("case-responsibility-unchanged", 409, "Team and lead worker are these already.", "Team und Federführung sind bereits so.");
    /// <summary>409: a lead worker is a member of the responsible team.</summary>
    public static readonly ProblemType NotInTeam = new("case-lead-not-in-team", 409, "This person is not a member of the team.", "Diese Fachkraft gehört nicht zum Team.");
    /// <summary>409: the participation has ended.</summary>
    public static readonly ProblemType ParticipationEnded = new("case-participation-ended", 409, "This participation has ended already.", "Diese Mitwirkung ist bereits beendet.");
    /// <summary>409: the database's own check of the history, at commit.</summary>
    public static readonly ProblemType NotExactlyOne = new("case-responsibility", 409, "An open case has exactly one responsible team. Nothing was saved.", "Für einen offenen Fall ist genau ein Team zuständig. Es wurde nichts gespeichert.") { Constraint = "case_responsibility_exactly_one" };
    /// <summary>409: see <see cref="NotExactlyOne"/>.</summary>
    public static readonly ProblemType Overlap = new("case-responsibility-overlap", 409, "Responsibilities of a case must not overlap. Nothing was saved.", "Zuständigkeiten eines Falls dürfen sich nicht überschneiden. Es wurde nichts gespeichert.") { Constraint = "case_responsibility_no_overlap" };
    /// <summary>409: see <see cref="NotExactlyOne"/>.</summary>
    public static readonly ProblemType Gap = new("case-responsibility-gap", 409, "Responsibilities of an open case must not leave a gap. Nothing was saved.", "Zuständigkeiten eines offenen Falls dürfen keine Lücke lassen. Es wurde nichts gespeichert.") { Constraint = "case_responsibility_no_gap" };
}

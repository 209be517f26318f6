
namespace CaseManagement.Api.Assessments;

/// <summary>Refusals of assessments.</summary>
public static class AssessmentProblems
{
    /// <summary>409: one draft per client, with assessmentId of the first one.</summary>
    public static readonly ProblemType DraftExists = new("assessment-draft-exists", 409,
        "There is a draft for this client already. Go on with it.",
        "Für diese Person gibt es bereits einen Entwurf. Bitte diesen fortführen.")
    { Constraint = "assessment_one_draft" };
    /// <summary>409: needs are recorded in an open case.</summary>
    public static readonly ProblemType NoOpenCase = new("assessment-no-open-case", 409,
        "Needs are recorded while the client's case is open.", "Bedarfe werden nur bei offenem Fall erhoben.");
    /// <summary>409: the sender of a handover reads only.</summary>
    public static readonly ProblemType HandedOver = new("assessment-handed-over", 409,
        "The household has been handed over; you can read this but not change it.",
        "Der Haushalt wurde übergeben; Sie können lesen, aber nichts mehr ändern.");
    /// <summary>409: no version of the form is binding today.</summary>
    public static readonly ProblemType NoBindingForm = new("assessment-no-form", 409,
        "No assessment form is binding today.", "Heute gilt kein Erhebungsbogen.");
    /// <summary>409 with errors[]: what must be answered before completing.</summary>
    public static readonly ProblemType Incomplete = new("assessment-incomplete", 409,
        "Required answers are missing; see errors.", "Es fehlen Pflichtangaben; siehe errors.");
    /// <summary>In errors[]: a required question.</summary>
    public static readonly ProblemType AnswerRequired = new("answer-required", 409,
        "This question has to be answered.", "Diese Frage muss beantwortet werden.");
    /// <summary>In errors[]: an area's urgency.</summary>
    public static readonly ProblemType UrgencyRequired = new("urgency-required", 409,
        "Judge how urgent the need in this area is ('none' where there is no need).",
        "Bitte die Dringlichkeit in diesem Bereich einschätzen, auch wo kein Bedarf besteht.");
    /// <summary>409: the database's own check that what is completed stays.</summary>
    public static readonly ProblemType Immutable = new("assessment-immutable", 409,
        "A completed assessment never changes. Start the next one.",
        "Eine abgeschlossene Erhebung ändert sich nicht mehr. Bitte die nächste beginnen.")
    { Constraint = "assessment_immutable" };
    /// <summary>400: not a question of the area.</summary>
    public static readonly ProblemType UnknownQuestion = new("unknown-question", 400,
        "The form has no such question in this area.", "Diese Frage gibt es in dem Bereich nicht.");
    /// <summary>400: a child's question asked of an adult, or the other way round.</summary>
    public static readonly ProblemType NotForPerson = new("question-not-applicable", 400,
        "This question is not asked of this person.", "Diese Frage wird dieser Person nicht gestellt.");
    /// <summary>400: the answer is of another kind.</summary>
    public static readonly ProblemType AnswerKind = new("answer-kind", 400, "This question is answered with: {0}.", "Diese Frage wird beantwortet mit: {0}.");
    /// <summary>400: not one of the options.</summary>
    public static readonly ProblemType UnknownOption = new("unknown-option", 400,
        "This is not one of the question's options.", "Das ist keine der Auswahlmöglichkeiten.");
    /// <summary>400: a service is proposed or a gap stated.</summary>
    public static readonly ProblemType ServiceOrGap = new("service-or-gap", 400,
        "Propose a service or state why there is none, not both.", "Bitte entweder ein Angebot vorschlagen oder die Lücke begründen, nicht beides.");
    /// <summary>400: words about a gap need its coded reason.</summary>
    public static readonly ProblemType GapNoteWithoutReason = new("gap-reason-required", 400,
        "A note on a gap needs the gap's reason.", "Zu einer Anmerkung zur Lücke gehört der Grund.");
}

namespace CaseManagement.Api.Mentors;

internal static class MentorProblems
{
    public static readonly ProblemType NotAvailable = new("mentor-not-available", 409,
        "This mentor is suspended or has left.", "Diese Patin oder dieser Pate ist ausgesetzt oder ausgeschieden.");
    public static readonly ProblemType NoCertificate = new("mentor-without-certificate", 409,
        "There are minors: the mentor needs a valid extended certificate of conduct (§ 72a SGB VIII, § 30a BZRG). Record first that it was seen.",
        "Für Minderjährige ist ein gültiges erweitertes Führungszeugnis nötig (§ 72a SGB VIII, § 30a BZRG). Bitte zuerst die Einsicht erfassen.");
    public static readonly ProblemType Twice = new("mentor-assigned-twice", 409,
        "This mentor is assigned there on these days already.", "Diese Patin oder dieser Pate ist dort an diesen Tagen schon eingesetzt.")
    { Constraint = "mentor_assignment_once" };
    public static readonly ProblemType PersonOrHousehold = new("mentor-person-or-household", 400,
        "Name a person or a household.", "Bitte eine Person oder einen Haushalt angeben.");
    public static readonly ProblemType EndsBefore = new("mentor-ends-before", 400,
        "It cannot end before it begins.", "Das Ende kann nicht vor dem Beginn liegen.");
    public static readonly ProblemType CertificateInFuture = new("mentor-certificate-in-future", 400,
        "The certificate is dated today or earlier.", "Das Führungszeugnis ist von heute oder früher.");
    public static readonly ProblemType Over = new("mentor-assignment-over", 409, "The assignment is over.", "Der Einsatz ist beendet.");
    public static readonly ProblemType ByConcern = new("mentor-end-by-concern", 400,
        "Record the concern itself: it ends the assignment.", "Bitte das Bedenken selbst erfassen: es beendet den Einsatz.");
    public static readonly ProblemType TeamHasMentors = new("team-has-mentors", 409,
        "A mentor is with a person or household that only this team has counselled. Have its members end the assignment first.",
        "Eine Patin oder ein Pate ist bei einer Person oder einem Haushalt, die nur dieses Team beraten hat. Bitte den Einsatz zuerst von den Mitgliedern "
        + "beenden lassen.");
    public static readonly ProblemType NoSuchMentor = new("mentor-unknown", 400,
        "Your organisation has no such mentor.", "Diese Patin oder diesen Paten gibt es in Ihrer Organisation nicht.");
}

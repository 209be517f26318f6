namespace CaseManagement.Api.Erasure;

/// <summary>Refusals of erasures.</summary>
public static class ErasureProblems
{
    /// <summary>409 with what stands in the way in errors[].</summary>
    public static readonly ProblemType InTheWay = new("erasure-in-the-way", 409,
        "This person cannot be erased now; see errors.", "Die Daten dieser Person können jetzt nicht gelöscht werden; siehe errors.");
    /// <summary>In errors[]: a case is open.</summary>
    public static readonly ProblemType CaseOpen = new("erasure-case-open", 409,
        "A case of this person is open.", "Für diese Person ist ein Fall offen.");
    /// <summary>In errors[]: a handover is before the receiver, who has not decided or not spoken to everybody yet.</summary>
    public static readonly ProblemType HandoverOpen = new("erasure-handover-open", 409,
        "A handover with this person is before its receiver, undecided or with first contacts still to come.",
        "Eine Übergabe mit dieser Person liegt beim Empfänger: Über sie ist nicht entschieden, oder Erstgespräche stehen aus.");
    /// <summary>In errors[]: a referral is before the recipient.</summary>
    public static readonly ProblemType ReferralOpen = new("erasure-referral-open", 409,
        "A referral of this person is before its recipient. Withdraw it or wait for its end.",
        "Eine Vermittlung dieser Person liegt beim Empfänger. Bitte zurückziehen oder das Ende abwarten.");
    /// <summary>In errors[]: the recipient has not yet said what was done with the data.</summary>
    public static readonly ProblemType WithdrawalUnconfirmed = new("erasure-withdrawal-unconfirmed", 409,
        "A consent was withdrawn, and a recipient has not confirmed yet what was done with the data.",
        "Eine Einwilligung wurde widerrufen, und ein Empfänger hat noch nicht bestätigt, was mit den Daten geschehen ist.");
    /// <summary>In errors[]: Art. 18 GDPR.</summary>
    public static readonly ProblemType Restricted = new("erasure-processing-restricted", 409,
        "The processing of this person's data is restricted (Art. 18 GDPR): it is to be stored.",
        "Die Verarbeitung der Daten dieser Person ist eingeschränkt (Art. 18 DSGVO): Sie sind aufzubewahren.");
    /// <summary>In errors[]: a list that is not settled names the person.</summary>
    public static readonly ProblemType ImportOpen = new("erasure-import-open", 409,
        "A list that is neither applied nor discarded names this person.",
        "Eine Liste, die weder angewendet noch verworfen ist, nennt diese Person.");
    /// <summary>409.</summary>
    public static readonly ProblemType ProposedAlready = new("erasure-proposed-already", 409,
        "The erasure of this person is proposed already.", "Die Löschung dieser Person ist schon vorgeschlagen.")
    { Constraint = "erasure_one_open" };
    /// <summary>403: four eyes.</summary>
    public static readonly ProblemType NotTheSame = new("erasure-needs-another", 403,
        "Whoever has proposed or decided it cannot confirm it.", "Wer die Löschung vorgeschlagen oder beschlossen hat, kann sie nicht bestätigen.");
    /// <summary>400: the system's own.</summary>
    public static readonly ProblemType NotOnRequest = new("erasure-reason-of-system", 400,
        "This reason is the system's; name the one of the request.", "Diesen Grund nennt nur das System; bitte den Grund des Antrags angeben.");
    /// <summary>400.</summary>
    public static readonly ProblemType RequestInFuture = new("erasure-request-in-future", 400,
        "The request was made today or earlier.", "Der Antrag wurde heute oder früher gestellt.");
    /// <summary>409.</summary>
    public static readonly ProblemType ClassTwice = new("retention-class-exists", 409,
        "There is a class for this closing reason already.", "Für diesen Abschlussgrund gibt es schon eine Frist.")
    { Constraint = "retention_class_once" };

    // What app.erasure_obstacles answers.
    internal static readonly IReadOnlyDictionary<string, ProblemType> Obstacles =
        new[] { CaseOpen, HandoverOpen, ReferralOpen, WithdrawalUnconfirmed, Restricted, ImportOpen }.ToDictionary(problem => problem.Code);

    internal static RefusedException Refusal(IEnumerable<string> obstacles) => new(InTheWay)
    {
        Errors = [.. obstacles.Select(code => new ProblemError("", code, Obstacles[code].Text()))],
    };
}

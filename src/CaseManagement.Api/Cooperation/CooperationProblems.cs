namespace CaseManagement.Api.Cooperation;

/// <summary>Refusals of cooperation agreements.</summary>
public static class CooperationProblems
{
    /// <summary>409: nothing is sent to a partner with whom nothing is agreed.</summary>
    public static readonly ProblemType Missing = new("cooperation-agreement-missing", 409,
        "No cooperation agreement with this partner is in force, and your organisation sends nothing without one.",
        "Mit diesem Partner ist keine Kooperationsvereinbarung in Kraft, und ohne eine solche übermittelt Ihre Organisation nichts.");
    /// <summary>The same as a warning, where the organisation does not ask for one.</summary>
    public static readonly ProblemType MissingWarned = new("cooperation-agreement-missing", 409,
        "No cooperation agreement with this partner is in force (Art. 26, Art. 28 GDPR, §§ 67d ff. SGB X).",
        "Mit diesem Partner ist keine Kooperationsvereinbarung in Kraft (Art. 26, Art. 28 DSGVO, §§ 67d ff. SGB X).");
    internal static readonly ProblemType OtherSide = new("cooperation-other-side", 409,
        "This step is the other side's.", "Diesen Schritt geht die andere Seite.");
    internal static readonly ProblemType OwnHand = new("cooperation-own-hand", 409,
        "You have recorded this yourself, for the other organisation: somebody else acknowledges it.",
        "Das haben Sie selbst für die andere Organisation erfasst: bestätigen muss es jemand anderes.")
    { Constraint = "cooperation_agreement_two_persons" };
    internal static readonly ProblemType Kept = new("cooperation-kept", 409,
        "What the other side has recorded only the other side changes.", "Was die andere Seite erfasst hat, ändert nur sie.")
    { Constraint = "cooperation_agreement_kept" };
    internal static readonly ProblemType OnePartner = new("cooperation-partner", 400,
        "Name the other side: either partnerId or partnerName.", "Bitte die andere Seite angeben: entweder eine Organisation von hier oder einen Namen.");
    internal static readonly ProblemType UnknownPartner = new("cooperation-partner-unknown", 400,
        "There is no such other organisation that works.", "Eine solche andere bestehende Organisation gibt es nicht.");
    internal static readonly ProblemType PaperReason = new("cooperation-paper", 400,
        "Say why it is on paper alone where the other side is not here, and only there.",
        "Bitte angeben, warum sie nur auf Papier besteht, wenn die andere Seite nicht hier ist, und nur dann.");
    internal static readonly ProblemType UntilBeforeFrom = new("until-before-from", 400,
        "The end is the first day no longer, and has to come after the beginning.",
        "Das Ende ist der erste Tag danach und muss nach dem Anfang liegen.");
    internal static readonly ProblemType DocumentAhead = new("document-date-ahead", 400,
        "The document's date is today or earlier.", "Das Datum des Dokuments liegt nicht in der Zukunft.");
    internal static readonly ProblemType EndOutside = new("cooperation-end-outside", 400,
        "It ends between its first day and the day on which it would end by itself.",
        "Sie endet zwischen ihrem ersten Tag und dem Tag, an dem sie von selbst endete.");
}

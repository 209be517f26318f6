
namespace CaseManagement.Api.Contacts;

/// <summary>Refusals of contacts.</summary>
public static class ContactProblems
{
    /// <summary>400: a contact is recorded when it is over.</summary>
    public static readonly ProblemType InFuture = new("contact-in-future", 400,
        "A contact is recorded when it has taken place; it cannot lie in the future.",
        "Ein Kontakt wird erfasst, wenn er stattgefunden hat; er kann nicht in der Zukunft liegen.")
    { Constraint = "contact_not_in_future" };
    /// <summary>400: the counselling of this person has not begun, or another team records it.</summary>
    public static readonly ProblemType NoCase = new("contact-without-case", 400,
        "This person has no case that you work on at that time.", "Diese Person hat zu dieser Zeit keinen Fall, den Sie bearbeiten.");
    /// <summary>409: the persons belong to different households or teams.</summary>
    public static readonly ProblemType Apart = new("contact-persons-apart", 409,
        "These persons are not counselled together. Record one contact per household.",
        "Diese Personen werden nicht gemeinsam beraten. Bitte je Haushalt einen Kontakt erfassen.");
    /// <summary>409: the time for corrections is over.</summary>
    public static readonly ProblemType CorrectionOver = new("contact-correction-over", 409,
        "The time for corrections (14 days) is over. Record a new contact or note.",
        "Die Frist für Korrekturen (14 Tage) ist vorbei. Bitte einen neuen Kontakt oder Vermerk erfassen.");
    /// <summary>409: a correction does not turn an anonymous contact into a personal one or back.</summary>
    public static readonly ProblemType StaysAnonymous = new("contact-stays-anonymous", 409,
        "A correction cannot name persons in an anonymous contact, nor take all of them out of another.",
        "Eine Korrektur kann einen anonymen Kontakt nicht personenbezogen machen und umgekehrt.");
    /// <summary>400: persons and "anonymous" contradict each other.</summary>
    public static readonly ProblemType PersonsOrAnonymous = new("contact-persons-or-anonymous", 400,
        "Name the persons, or record an anonymous contact with a team and a number of persons.",
        "Bitte Personen angeben oder einen anonymen Kontakt mit Team und Personenzahl erfassen.")
    { Constraint = "contact_persons_or_anonymous" };
    /// <summary>403: only the author and those who assign cases of the team correct.</summary>
    public static readonly ProblemType NotYours = new("contact-not-yours", 403,
        "Only who had the contact, or the team's supervisor, may correct it.", "Korrigieren darf nur, wer den Kontakt hatte, oder die Teamleitung.");
    /// <summary>403: only the author corrects a note.</summary>
    public static readonly ProblemType NoteNotYours = new("contact-note-not-yours", 403,
        "Only its author may correct a note.", "Einen Vermerk korrigiert nur, wer ihn geschrieben hat.");
    /// <summary>403: one writes into a compartment only what one may read there.</summary>
    public static readonly ProblemType CompartmentClosed = new("contact-compartment-closed", 403,
        "You may not open this restricted compartment.", "Dieser geschützte Bereich ist für Sie nicht geöffnet.");
    /// <summary>400: a restricted note is about one person of the contact.</summary>
    public static readonly ProblemType NoteOfNobody = new("contact-note-of-nobody", 400,
        "A note in a restricted compartment is about one person of the contact.",
        "Ein Vermerk im geschützten Bereich bezieht sich auf eine Person des Kontakts.")
    { Constraint = "contact_note_compartment_of_somebody" };
    /// <summary>400: an anonymous contact has no text in which somebody could be named.</summary>
    public static readonly ProblemType AnonymousNote = new("contact-anonymous-note", 400,
        "An anonymous contact is counted only; it has no notes and no restricted topics.",
        "Ein anonymer Kontakt wird nur gezählt; er hat keine Vermerke und keine geschützten Themen.");
    /// <summary>400: a list of contacts is asked by case, client or team.</summary>
    public static readonly ProblemType ListOfWhat = new("contact-list-of-what", 400,
        "Ask for the contacts of one case, one client or one team.", "Bitte nach den Kontakten eines Falls, einer Person oder eines Teams fragen.");
}

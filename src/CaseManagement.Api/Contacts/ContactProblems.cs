
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
    /// <summary>409: what is new belongs to an open case.</summary>
    public static readonly ProblemType CaseClosed = new("contact-case-closed", 409,
        "The case is closed. Reopen it first.", "Der Fall ist geschlossen. Bitte zuerst wieder aufnehmen.");
    /// <summary>400: an appointment lies ahead.</summary>
    public static readonly ProblemType AppointmentPast = new("appointment-past", 400,
        "An appointment lies ahead. Record what has taken place as a contact.", "Ein Termin liegt in der Zukunft. Was stattgefunden hat, ist ein Kontakt.");
    /// <summary>400: nobody agrees on an hour that far ahead.</summary>
    public static readonly ProblemType AppointmentFar = new("appointment-far", 400,
        "An appointment lies at most two years ahead.", "Ein Termin liegt höchstens zwei Jahre in der Zukunft.");
    /// <summary>409: what became of an appointment is said once it has begun.</summary>
    public static readonly ProblemType AppointmentAhead = new("appointment-ahead", 409,
        "The appointment has not begun yet. Reschedule or cancel it.", "Der Termin hat noch nicht begonnen. Bitte verlegen oder absagen.");
    /// <summary>409: the same invitation twice.</summary>
    public static readonly ProblemType InvitedDied = new("appointment-of-the-dead", 409,
        "The person has died: she or he is invited no more.", "Die Person ist verstorben; sie wird nicht mehr eingeladen.");
    public static readonly ProblemType AppointmentExists = new("appointment-exists", 409,
        "The person has an appointment at this time already.", "Die Person hat zu dieser Zeit schon einen Termin.")
    { Constraint = "appointment_once" };
    /// <summary>400: who calls an appointment off.</summary>
    public static readonly ProblemType NotByWhom = new("appointment-cancelled-by", 400,
        "Say by whom: cancelled-client, cancelled-office or no-interpreter.",
        "Bitte angeben, durch wen: cancelled-client, cancelled-office oder no-interpreter.");
    /// <summary>400: who was not spoken to has not kept an appointment.</summary>
    public static readonly ProblemType NotReached = new("appointment-not-reached", 400,
        "This outcome says that nobody was spoken to. Record the appointment as missed, or cancel it.",
        "Dieses Ergebnis sagt, dass niemand gesprochen wurde. Bitte als versäumt erfassen oder absagen.");
    /// <summary>400: an appointment is kept by who was invited.</summary>
    public static readonly ProblemType InvitedAbsent = new("appointment-invited-absent", 400,
        "Who was invited has to be among those present. Where only others came, record the appointment as missed, and their contact by itself.",
        "Die eingeladene Person muss unter den Anwesenden sein. Kamen nur andere, bitte den Termin als versäumt und deren Kontakt für sich erfassen.");
    /// <summary>403: only who did the work corrects it.</summary>
    public static readonly ProblemType WorkNotYours = new("case-work-not-yours", 403,
        "Only who did the work may correct it.", "Korrigieren darf nur, wer die Arbeit getan hat.");
    /// <summary>400: what one topic reveals would hide the others, or be revealed by them.</summary>
    public static readonly ProblemType TopicsApart = new("case-work-topics-apart", 400,
        "Record topics of a restricted compartment apart from the others.", "Bitte Themen eines geschützten Bereichs getrennt von den anderen erfassen.");
    /// <summary>400: one entrusts a secret to colleagues.</summary>
    public static readonly ProblemType NoColleague = new("note-reader-unfit", 400,
        "Name somebody else who works for your organisation.", "Bitte jemand anderen benennen, der für Ihre Organisation arbeitet.");
    /// <summary>400: the contact is not the person's.</summary>
    public static readonly ProblemType OtherContact = new("note-of-other-contact", 400,
        "This is no contact with this person that you see.", "Das ist kein Kontakt mit dieser Person, den Sie sehen.");
    /// <summary>400: a list of contacts is asked by case, client or team.</summary>
    public static readonly ProblemType ListOfWhat = new("contact-list-of-what", 400,
        "Ask for the contacts of one case, one client or one team.", "Bitte nach den Kontakten eines Falls, einer Person oder eines Teams fragen.");
}

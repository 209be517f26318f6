using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Contacts;

/// <summary>What a contact was: the part of it that a correction may change.</summary>
/// <param name="Kind">Code of the list contact-kind.</param>
/// <param name="Outcome">Code of the list contact-outcome.</param>
/// <param name="Reached">Whether somebody was spoken to: the attribute "reached" of both codes.</param>
/// <param name="At">When it began.</param>
/// <param name="DurationMinutes">Minutes, 1 to 1,440; null where nothing took place.</param>
/// <param name="Language">ISO 639-3.</param>
/// <param name="Interpreter">Code of the list interpreter-kind.</param>
/// <param name="Topics">Codes of the list need-area that belong to no compartment.</param>
/// <param name="Purposes">Codes of the list contact-purpose; none: nobody has said.</param>
public sealed record ContactFacts(
    string Kind, string Outcome, bool Reached, DateTimeOffset At, int? DurationMinutes,
    string? Language, string? Interpreter, IReadOnlyList<string> Topics, IReadOnlyList<string>? Purposes = null);

/// <summary>A person of a contact.</summary>
/// <param name="ClientId">Who.</param>
/// <param name="CaseId">In which case.</param>
/// <param name="Present">Whether the person was there.</param>
public sealed record ContactPerson(Guid ClientId, Guid CaseId, bool Present);

/// <summary>
/// A talk, visit, call, accompaniment or failed attempt, with persons of one household or anonymous. Never deleted: within
/// <see cref="CorrectionTime"/> it is corrected with a reason, and the trail keeps what it was.
/// </summary>
public sealed class Contact : IRoot
{
    /// <summary>How long after recording a contact may be corrected: the figures of a month are handed in after that.</summary>
    public static readonly TimeSpan CorrectionTime = TimeSpan.FromDays(14);

    private readonly List<ContactClient> clients = [];
    private readonly List<ContactRestrictedTopic> restrictedTopics = [];

    private Contact() { }

    private Contact(Guid organisationId, Guid teamId, Guid staffId, ContactFacts facts, DateTimeOffset now)
    {
        now = Case.Microseconds(now);
        Id = Guid.CreateVersion7(now);
        (OrganisationId, TeamId, StaffId, CreatedAt) = (organisationId, teamId, staffId, now);
        Set(facts, now);
    }

    /// <summary>A contact with persons of one household.</summary>
    /// <param name="organisationId">The controller.</param>
    /// <param name="teamId">The team that is responsible for the persons' cases.</param>
    /// <param name="householdId">Their household.</param>
    /// <param name="staffId">Who had the contact.</param>
    /// <param name="facts">What it was.</param>
    /// <param name="persons">Who was there or expected; at least one.</param>
    /// <param name="now">When it is recorded.</param>
    /// <exception cref="RefusedException">400 for a contact in the future.</exception>
    public static Contact With(Guid organisationId, Guid teamId, Guid? householdId, Guid staffId,
        ContactFacts facts, IReadOnlyCollection<ContactPerson> persons, DateTimeOffset now)
    {
        var contact = new Contact(organisationId, teamId, staffId, facts, now) { HouseholdId = householdId };
        contact.SetPersons(persons, []);
        return contact;
    }

    /// <summary>A contact in which nobody is named: only counted.</summary>
    /// <exception cref="RefusedException">400 for a contact in the future.</exception>
    public static Contact Anonymous(Guid organisationId, Guid teamId, Guid staffId, ContactFacts facts, int personCount, DateTimeOffset now) =>
        new(organisationId, teamId, staffId, facts, now) { IsAnonymous = true, PersonCount = personCount };

    /// <summary>The contact.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who handed the household over, and reads on until <see cref="FormerAccessUntil"/>.</summary>
    public Guid? FormerOrganisationId { get; private set; }
    /// <summary>End of the sender's grace period (exclusive).</summary>
    public DateTimeOffset? FormerAccessUntil { get; private set; }
    /// <summary>The team that was responsible when it was recorded.</summary>
    public Guid TeamId { get; private set; }
    /// <summary>The household of the persons.</summary>
    public Guid? HouseholdId { get; private set; }
    /// <summary>Who had it.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>Nobody is named.</summary>
    public bool IsAnonymous { get; private set; }
    /// <summary>How many persons: of an anonymous contact as stated, else those named.</summary>
    public int PersonCount { get; private set; }
    /// <summary>Code of the list contact-kind.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>Code of the list contact-outcome.</summary>
    public string Outcome { get; private set; } = "";
    /// <summary>Whether somebody was spoken to.</summary>
    public bool Reached { get; private set; }
    /// <summary>When it began; never after it was recorded.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>Minutes.</summary>
    public int? DurationMinutes { get; private set; }
    /// <summary>ISO 639-3.</summary>
    public string? Language { get; private set; }
    /// <summary>Code of the list interpreter-kind.</summary>
    public string? Interpreter { get; private set; }
    /// <summary>Codes of the list need-area that belong to no compartment.</summary>
    public string[] Topics { get; private set; } = [];
    /// <summary>Codes of the list contact-purpose: what it was for; empty where nobody has said.</summary>
    public string[] Purposes { get; private set; } = [];
    /// <summary>When it was recorded.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>Last correction.</summary>
    public DateTimeOffset? CorrectedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Who was there or expected.</summary>
    public IReadOnlyList<ContactClient> Clients => clients;
    /// <summary>Topics of a compartment, as far as the caller may open it.</summary>
    public IReadOnlyList<ContactRestrictedTopic> RestrictedTopics => restrictedTopics;

    /// <summary>Why it cannot be corrected any more, or null.</summary>
    public static ProblemType? ObjectionToCorrection(DateTimeOffset createdAt, DateTimeOffset now) =>
        now > createdAt + CorrectionTime ? ContactProblems.CorrectionOver : null;

    /// <summary>Puts right what was recorded wrongly. Persons are null for an anonymous contact.</summary>
    /// <param name="facts">What it really was.</param>
    /// <param name="persons">Who was there or expected; null for an anonymous contact.</param>
    /// <param name="personCount">How many persons, of an anonymous contact.</param>
    /// <param name="now">When it is corrected.</param>
    /// <param name="unseen">Persons of the contact whom the corrector does not see, so that leaving them out says nothing about them: they stay.</param>
    /// <exception cref="RefusedException">409 after the time for corrections, 400 for a contact in the future.</exception>
    public void Correct(ContactFacts facts, IReadOnlyCollection<ContactPerson>? persons, int? personCount, DateTimeOffset now,
        IReadOnlyCollection<Guid>? unseen = null)
    {
        if (ObjectionToCorrection(CreatedAt, now) is { } objection)
        {
            throw new RefusedException(objection);
        }
        if (IsAnonymous != persons is null)
        {
            throw new RefusedException(ContactProblems.StaysAnonymous);
        }
        Set(facts, CreatedAt); // Recorded then, so it was over then.
        CorrectedAt = UpdatedAt = Case.Microseconds(now);
        if (persons is not null)
        {
            SetPersons(persons, unseen ?? []);
        }
        else
        {
            PersonCount = personCount!.Value;
        }
    }

    /// <summary>Replaces the topics of compartments, as far as they were loaded: once per person whom they concern. Those of unseen persons stay.</summary>
    public void SetRestrictedTopics(
        IReadOnlyCollection<(Guid ClientId, string Compartment, string Area)> topics, IReadOnlyCollection<Guid>? unseen = null)
    {
        var wanted = topics.ToHashSet();
        restrictedTopics.RemoveAll(topic => unseen?.Contains(topic.ClientId) != true && !wanted.Remove((topic.ClientId, topic.Compartment, topic.Area)));
        restrictedTopics.AddRange(wanted.Select(topic => new ContactRestrictedTopic(this, topic.ClientId, topic.Compartment, topic.Area, UpdatedAt)));
    }

    /// <summary>Something that belongs to the contact has changed; its ETag changes with it.</summary>
    public void Touch(DateTimeOffset now) => UpdatedAt = Case.Microseconds(now);

    private void Set(ContactFacts facts, DateTimeOffset recordedAt)
    {
        var at = Case.Microseconds(facts.At.ToUniversalTime());
        if (at > recordedAt)
        {
            throw RefusedException.Invalid("/at", ContactProblems.InFuture);
        }
        (Kind, Outcome, Reached, At, DurationMinutes) = (facts.Kind, facts.Outcome, facts.Reached, at, facts.DurationMinutes);
        (Language, Interpreter, UpdatedAt) = (facts.Language, facts.Interpreter, recordedAt);
        Topics = [.. facts.Topics.Distinct().Order(StringComparer.Ordinal)];
        Purposes = [.. (facts.Purposes ?? []).Distinct().Order(StringComparer.Ordinal)];
    }

    private void SetPersons(IReadOnlyCollection<ContactPerson> persons, IReadOnlyCollection<Guid> unseen)
    {
        if (persons.Count == 0)
        {
            throw new ArgumentException("A contact that is not anonymous names somebody.", nameof(persons));
        }
        clients.RemoveAll(client => !unseen.Contains(client.ClientId) && persons.All(person => person.ClientId != client.ClientId));
        foreach (var kept in clients.Where(client => unseen.Contains(client.ClientId)))
        {
            kept.Follow(this);
        }
        foreach (var person in persons)
        {
            var client = clients.SingleOrDefault(existing => existing.ClientId == person.ClientId);
            if (client is null)
            {
                clients.Add(client = new ContactClient(this, person));
            }
            client.Set(this, person);
        }
        PersonCount = clients.Count;
    }
}

/// <summary>A person of a contact. Time and team are repeated from the contact, for the queries' sake.</summary>
public sealed class ContactClient : IRoot
{
    private ContactClient() { }

    internal ContactClient(Contact contact, ContactPerson person)
    {
        Id = Guid.CreateVersion7(contact.CreatedAt);
        (OrganisationId, ContactId, ClientId) = (contact.OrganisationId, contact.Id, person.ClientId);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>See <see cref="Contact.FormerOrganisationId"/>.</summary>
    public Guid? FormerOrganisationId { get; private set; }
    /// <summary>See <see cref="Contact.FormerAccessUntil"/>.</summary>
    public DateTimeOffset? FormerAccessUntil { get; private set; }
    /// <summary>The contact.</summary>
    public Guid ContactId { get; private set; }
    /// <summary>Who.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>In which case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>See <see cref="Contact.TeamId"/>.</summary>
    public Guid TeamId { get; private set; }
    /// <summary>See <see cref="Contact.At"/>.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>This person was spoken to: present, in a contact that reached somebody.</summary>
    public bool Reached { get; private set; }
    /// <summary>The row's version.</summary>
    public uint Version { get; private set; }

    internal void Set(Contact contact, ContactPerson person) =>
        (CaseId, TeamId, At, Reached) = (person.CaseId, contact.TeamId, contact.At, contact.Reached && person.Present);

    // Who was there stands; a contact that reached nobody after all did not reach this person either.
    internal void Follow(Contact contact) => (At, Reached) = (contact.At, contact.Reached && Reached);
}

/// <summary>A topic of a restricted compartment: that it was talked about is itself restricted.</summary>
public sealed class ContactRestrictedTopic : IRoot
{
    private ContactRestrictedTopic() { }

    internal ContactRestrictedTopic(Contact contact, Guid clientId, string compartment, string area, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ContactId, ClientId, Compartment, Area) = (contact.OrganisationId, contact.Id, clientId, compartment, area);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>See <see cref="Contact.FormerOrganisationId"/>.</summary>
    public Guid? FormerOrganisationId { get; private set; }
    /// <summary>See <see cref="Contact.FormerAccessUntil"/>.</summary>
    public DateTimeOffset? FormerAccessUntil { get; private set; }
    /// <summary>The contact.</summary>
    public Guid ContactId { get; private set; }
    /// <summary>Whom it concerns.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>health, protection or sexual_orientation.</summary>
    public string Compartment { get; private set; } = "";
    /// <summary>Code of the list need-area.</summary>
    public string Area { get; private set; } = "";
    /// <summary>The row's version.</summary>
    public uint Version { get; private set; }
}

/// <summary>What was said in a contact.</summary>
public sealed class ContactNote : IRoot
{
    private ContactNote() { }

    /// <summary>A note on a contact.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="clientId">About whom; null for all of them. A compartment needs one person.</param>
    /// <param name="compartment">health, protection or sexual_orientation; null for the file that the team reads.</param>
    /// <param name="isPrivate">Stays with the author's organisation at a handover.</param>
    /// <param name="text">Up to 10,000 characters.</param>
    /// <param name="writtenBy">The author.</param>
    /// <param name="now">When.</param>
    public ContactNote(Contact contact, Guid? clientId, string? compartment, bool isPrivate, string text, Guid writtenBy, DateTimeOffset now)
    {
        now = Case.Microseconds(now);
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ContactId, ClientId, Compartment, IsPrivate) = (contact.OrganisationId, contact.Id, clientId, compartment, isPrivate);
        (Text, WrittenBy, CreatedAt, UpdatedAt) = (text.Trim(), writtenBy, now, now);
    }

    /// <summary>The note.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller: of a private note the author's organisation for good.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>See <see cref="Contact.FormerOrganisationId"/>.</summary>
    public Guid? FormerOrganisationId { get; private set; }
    /// <summary>See <see cref="Contact.FormerAccessUntil"/>.</summary>
    public DateTimeOffset? FormerAccessUntil { get; private set; }
    /// <summary>On which contact.</summary>
    public Guid ContactId { get; private set; }
    /// <summary>About whom; null for all of them.</summary>
    public Guid? ClientId { get; private set; }
    /// <summary>Restricted to whom the compartment admits.</summary>
    public string? Compartment { get; private set; }
    /// <summary>Stays behind at a handover.</summary>
    public bool IsPrivate { get; private set; }
    /// <summary>The words.</summary>
    public string Text { get; private set; } = "";
    /// <summary>The author.</summary>
    public Guid WrittenBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Last correction.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The row's version.</summary>
    public uint Version { get; private set; }

    /// <summary>Puts the words right; the trail keeps what they were.</summary>
    /// <exception cref="RefusedException">409 after the time for corrections.</exception>
    public void Correct(string text, DateTimeOffset now)
    {
        if (Contact.ObjectionToCorrection(CreatedAt, now) is { } objection)
        {
            throw new RefusedException(objection);
        }
        (Text, UpdatedAt) = (text.Trim(), Case.Microseconds(now));
    }
}

/// <summary>
/// The first contact with a person by a team in one stint of its responsibility, [since, until). No row: not yet.
/// Read from the view app.first_contact, which derives it.
/// </summary>
public sealed class FirstContact
{
    /// <summary>The case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>The team.</summary>
    public Guid TeamId { get; private set; }
    /// <summary>Since when the team is (or was) responsible, e.g. the acceptance of a handover.</summary>
    public DateTimeOffset Since { get; private set; }
    /// <summary>Until when (exclusive); null while it is.</summary>
    public DateTimeOffset? Until { get; private set; }
    /// <summary>With whom.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The contact.</summary>
    public Guid ContactId { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
}

using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Contacts;

/// <summary>A person of a contact.</summary>
/// <param name="ClientId">Who; with a case that the caller works on.</param>
/// <param name="Present">Whether the person was there.</param>
public sealed record ContactPersonBody(Guid ClientId, bool Present = true);

/// <summary>What was said.</summary>
public sealed record ContactNoteBody
{
    /// <summary>Up to 10,000 characters.</summary>
    [Example("We went through the course offers together.")]
    public required string Text { get; init; }

    /// <summary>Stays with the author's organisation at a handover.</summary>
    [Example(false)]
    public bool IsPrivate { get; init; }

    /// <summary>About whom; all of them where left out.</summary>
    public Guid? ClientId { get; init; }

    /// <summary>health, protection or sexual_orientation: for the lead worker and named persons only. Needs one person.</summary>
    [Example(null)]
    public string? Compartment { get; init; }
}

/// <summary>What a contact was.</summary>
public abstract record ContactBody
{
    /// <summary>When it began; not in the future.</summary>
    [Example(Sample.Instant)]
    public required DateTimeOffset At { get; init; }

    /// <summary>How it took place.</summary>
    [CodeOf(CodeLists.ContactKind, On = nameof(At))]
    public required string Kind { get; init; }

    /// <summary>What came of it; also of a failed attempt (not-reached, no-show).</summary>
    [CodeOf(CodeLists.ContactOutcome, On = nameof(At))]
    public required string Outcome { get; init; }

    /// <summary>Minutes, 1 to 1,440.</summary>
    [Example(45)]
    public int? DurationMinutes { get; init; }

    /// <summary>The language that was spoken, ISO 639-3.</summary>
    [CodeOf(CodeLists.Language, On = nameof(At))]
    public string? Language { get; init; }

    /// <summary>Who interpreted.</summary>
    [CodeOf(CodeLists.InterpreterKind, On = nameof(At))]
    public string? Interpreter { get; init; }

    /// <summary>What it was about. Those of a compartment (health) are shown to whom it admits only.</summary>
    [CodeOf(CodeLists.NeedArea, On = nameof(At))]
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>What it was for, such as work on a goal or upkeep of the plan; left out or empty where nobody says.</summary>
    [CodeOf(CodeLists.ContactPurpose, On = nameof(At))]
    public IReadOnlyList<string> Purposes { get; init; } = [];

    /// <summary>The persons, all of one household. Null for an anonymous contact.</summary>
    public IReadOnlyList<ContactPersonBody>? Persons { get; init; }

    /// <summary>How many persons; of an anonymous contact only.</summary>
    [Example(null)]
    public int? PersonCount { get; init; }
}

/// <summary>Records a contact with persons of a household, or an anonymous one.</summary>
[Requires(Permission.WriteCases)]
[Operation("Record a contact", """
    A talk, visit, call, accompaniment or failed attempt with `persons` of one household; or an anonymous one, with `teamId` and `personCount`
    instead of persons, which is counted only. Whether somebody was reached follows from kind and outcome. The first contact of a team with a
    person is derived.
    """)]
public sealed record RecordContact : ContactBody, ICommand<Saved>
{
    /// <summary>The team that counts it; of an anonymous contact only, one of the caller's teams.</summary>
    [Example(null)]
    public Guid? TeamId { get; init; }

    /// <summary>What was said.</summary>
    public IReadOnlyList<ContactNoteBody> Notes { get; init; } = [];
}

internal sealed class ContactNoteBodyValidator : AbstractValidator<ContactNoteBody>
{
    public ContactNoteBodyValidator()
    {
        RuleFor(note => note.Text).NotEmpty().MaximumLength(10_000);
        RuleFor(note => note.Compartment).Must(compartment => Compartments.All.Contains(compartment)).WithErrorCode("EnumValidator")
            .When(note => note.Compartment is not null);
    }
}

internal sealed class ContactBodyValidator : AbstractValidator<ContactBody>
{
    public ContactBodyValidator(CallContext call)
    {
        RuleFor(contact => contact.At).Must(at => at <= call.Now)
            .WithErrorCode(ContactProblems.InFuture.Code).WithMessage(_ => ContactProblems.InFuture.Text());
        RuleFor(contact => contact.At).GreaterThanOrEqualTo(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
        RuleFor(contact => contact.DurationMinutes).InclusiveBetween(1, 1440);
        RuleFor(contact => contact.PersonCount).InclusiveBetween(1, 500);
        RuleFor(contact => contact.Topics).AtMostOnceEach(50);
        RuleFor(contact => contact.Purposes).AtMostOnceEach(20);
        RuleFor(contact => contact.Persons).Must((contact, persons) => persons is null == contact.PersonCount is not null)
            .WithErrorCode(ContactProblems.PersonsOrAnonymous.Code).WithMessage(_ => ContactProblems.PersonsOrAnonymous.Text());
        RuleFor(contact => contact.Persons)
            .NotEmpty().AtMost(50).Must(persons => persons!.DistinctBy(person => person.ClientId).Count() == persons!.Count)
            .WithProblem(HttpProblems.Repeated).When(contact => contact.Persons is not null);
    }
}

internal sealed class RecordContactValidator : AbstractValidator<RecordContact>
{
    public RecordContactValidator(CallContext call)
    {
        RuleFor(contact => contact.TeamId).Must((contact, team) => team is null == contact.Persons is not null)
            .WithErrorCode(ContactProblems.PersonsOrAnonymous.Code).WithMessage(_ => ContactProblems.PersonsOrAnonymous.Text());
        RuleForEach(contact => contact.Notes).SetValidator(new ContactNoteBodyValidator());
        RuleFor(contact => contact.Notes).AtMost(20);
        RuleFor(contact => contact.Notes).Must((contact, notes) => contact.Persons is not null || notes.Count == 0)
            .WithErrorCode(ContactProblems.AnonymousNote.Code).WithMessage(_ => ContactProblems.AnonymousNote.Text());
    }
}

internal sealed class RecordContactHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<RecordContact, Saved>
{
    public async Task<Saved> Handle(RecordContact request, CancellationToken cancellationToken)
    {
        var contact = request.Persons is { } persons
            ? await WithPersons(request, persons, cancellationToken) : await Anonymous(request, cancellationToken);
        db.Add(contact);
        return await db.Save(contact, cancellationToken);
    }

    private async Task<Contact> WithPersons(RecordContact request, IReadOnlyList<ContactPersonBody> persons, CancellationToken cancellationToken)
    {
        var (team, household, caseOf) = await db.CasesOf(call, persons, request.At, cancellationToken);
        await db.CheckPresent(persons, request.At, cancellationToken);
        var meaning = ContactCodes.Of(request, codes);
        var contact = Contact.With(call.Caller.RequiredOrganisationId, team, household, call.Caller.RequiredStaffId, request.Facts(meaning),
            [.. persons.Select(person => new ContactPerson(person.ClientId, caseOf[person.ClientId], person.Present))], call.Now);
        contact.SetRestrictedTopics(await meaning.RestrictedOf(db, [.. caseOf.Keys], cancellationToken));
        foreach (var (note, place) in request.Notes.Select((note, place) => (note, place)))
        {
            db.Add(await note.On(contact, db, call, $"/notes/{place}", cancellationToken));
        }
        return contact;
    }

    private async Task<Contact> Anonymous(RecordContact request, CancellationToken cancellationToken)
    {
        var team = request.TeamId!.Value;
        await db.CheckTeam(call, team, null, cancellationToken);
        if (!await db.IsMyTeam(team, cancellationToken))
        {
            throw RefusedException.Forbidden(CaseProblems.NotYourTeam, team);
        }
        var meaning = ContactCodes.Of(request, codes);
        return Contact.Anonymous(call.Caller.RequiredOrganisationId, team, call.Caller.RequiredStaffId,
            request.Facts(meaning with { Topics = request.Topics }), request.PersonCount!.Value, call.Now);
    }
}

internal static class ContactBodies
{
    internal static ContactFacts Facts(this ContactBody body, ContactCodes meaning) =>
        new(body.Kind, body.Outcome, meaning.Reached, body.At, body.DurationMinutes, body.Language, body.Interpreter, meaning.Topics,
            body.Purposes);

    /// <summary>The note on a contact, checked: about a person of it, in a compartment that is open to the caller.</summary>
    internal static async Task<ContactNote> On(
        this ContactNoteBody body, Contact contact, CaseDb db, CallContext call, string pointer, CancellationToken cancellationToken)
    {
        var client = body.ClientId ?? (contact.Clients.Count == 1 ? contact.Clients[0].ClientId : null);
        if ((body.Compartment is not null && client is null) || (client is not null && contact.Clients.All(person => person.ClientId != client)))
        {
            throw RefusedException.Invalid(pointer + "/clientId", ContactProblems.NoteOfNobody);
        }
        if (body.Compartment is { } compartment)
        {
            await db.CheckCompartment(compartment, [client!.Value], cancellationToken);
        }
        return new ContactNote(contact, client, body.Compartment, body.IsPrivate, body.Text, call.Caller.RequiredStaffId, call.Now);
    }
}

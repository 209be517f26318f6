using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>One contact with its notes.</summary>
[Requires(Permission.ReadCases)]
[Operation("Get a contact", """
    With its notes and what you may do now. Notes and topics of a restricted compartment appear to those only who may open it.
    """)]
public sealed record GetContact(Guid Id) : IQuery<ContactDetail>;

/// <summary>A contact.</summary>
public sealed record ContactDetail : IVersioned, IShowsPersons
{
    /// <summary>The contact.</summary>
    public required Guid Id { get; init; }
    /// <summary>When it began.</summary>
    [Example(Sample.Instant)]
    public required DateTimeOffset At { get; init; }
    /// <summary>How it took place.</summary>
    [CodeOf(CodeLists.ContactKind)]
    public required string Kind { get; init; }
    /// <summary>What came of it.</summary>
    [CodeOf(CodeLists.ContactOutcome)]
    public required string Outcome { get; init; }
    /// <summary>Whether somebody was spoken to.</summary>
    public required bool Reached { get; init; }
    /// <summary>Minutes.</summary>
    [Example(45)]
    public required int? DurationMinutes { get; init; }
    /// <summary>The language that was spoken, ISO 639-3.</summary>
    [CodeOf(CodeLists.Language)]
    public required string? Language { get; init; }
    /// <summary>Who interpreted.</summary>
    [CodeOf(CodeLists.InterpreterKind)]
    public required string? Interpreter { get; init; }
    /// <summary>What it was about, with areas of compartments that are open to the caller.</summary>
    [CodeOf(CodeLists.NeedArea)]
    public required IReadOnlyList<string> Topics { get; init; }
    /// <summary>What it was for; empty where nobody has said.</summary>
    [CodeOf(CodeLists.ContactPurpose)]
    public required IReadOnlyList<string> Purposes { get; init; }
    /// <summary>Nobody is named.</summary>
    [Example(false)]
    public required bool IsAnonymous { get; init; }
    /// <summary>How many persons, named or not.</summary>
    [Example(null)]
    public required int PersonCount { get; init; }
    /// <summary>The persons whose cases the caller sees.</summary>
    public required IReadOnlyList<ContactPersonRow> Persons { get; init; }
    /// <summary>The team that was responsible.</summary>
    public required Guid TeamId { get; init; }
    /// <summary>Its name.</summary>
    [Example(Sample.Team)]
    public required string? TeamName { get; init; }
    /// <summary>Who had the contact.</summary>
    public required Guid StaffId { get; init; }
    /// <summary>The name; null for another organisation's colleague.</summary>
    [Example(Sample.Colleague)]
    public required string? StaffName { get; init; }
    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>Last correction.</summary>
    [Example(null)]
    public required DateTimeOffset? CorrectedAt { get; init; }
    /// <summary>Oldest first, without those about persons whom the caller does not see; of compartments those that are open to the caller.</summary>
    public required IReadOnlyList<ContactNoteRow> Notes { get; init; }
    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    // A note about nobody in particular is about the persons shown; one about somebody may outlive a correction that took the person out.
    public IEnumerable<Guid> ShownClients() =>
        Persons.Select(person => person.ClientId).Concat(Notes.Select(note => note.ClientId).OfType<Guid>());
}

/// <summary>A person of a contact.</summary>
/// <param name="ClientId">Who.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="CaseId">In which case.</param>
/// <param name="Reached">This person was spoken to.</param>
/// <param name="IsFirst">Derived: the first contact of the team with this person since it became responsible.</param>
public sealed record ContactPersonRow(
    Guid ClientId,
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName,
    Guid CaseId,
    bool Reached,
    bool IsFirst);

/// <summary>A note.</summary>
/// <param name="Id">The note.</param>
/// <param name="Text">The words.</param>
/// <param name="IsPrivate">Stays with the author's organisation at a handover.</param>
/// <param name="ClientId">About whom; null for all of them.</param>
/// <param name="ClientName">Family name, given name; null for all of them.</param>
/// <param name="Compartment">Its compartment, if it has one.</param>
/// <param name="WrittenBy">The author.</param>
/// <param name="WrittenByName">The author's name; null for another organisation's colleague.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="UpdatedAt">Last correction, or when it was written.</param>
public sealed record ContactNoteRow(
    Guid Id,
    [Example("We went through the course offers together.")] string Text,
    [Example(false)] bool IsPrivate,
    Guid? ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    [Example(null)] string? Compartment,
    Guid WrittenBy,
    [Example(Sample.Colleague)] string? WrittenByName,
    DateTimeOffset CreatedAt,
    [Example(Sample.LaterInstant)] DateTimeOffset UpdatedAt);

internal sealed class GetContactHandler(CaseDb db, CallContext call) : IHandler<GetContact, ContactDetail>
{
    public async Task<ContactDetail> Handle(GetContact request, CancellationToken cancellationToken)
    {
        var (caller, now) = (call.Caller, call.Now);
        var cases = db.Set<Case>().VisibleTo(db, caller);
        var found = await db.Set<Contact>().VisibleTo(db, caller).Where(contact => contact.Id == request.Id)
            .Select(contact => new
            {
                contact.Id, contact.At, contact.Kind, contact.Outcome, contact.Reached, contact.DurationMinutes, contact.Language,
                contact.Interpreter, contact.Topics, contact.Purposes, contact.IsAnonymous, contact.PersonCount, contact.TeamId, contact.StaffId,
                contact.CreatedAt, contact.CorrectedAt, contact.OrganisationId, contact.Version,
                Persons = (
                    from person in contact.Clients
                    where cases.Any(c => c.Id == person.CaseId)
                    join client in db.Set<Client>() on person.ClientId equals client.Id
                    orderby person.ClientId
                    select new ContactPersonRow(person.ClientId, client.FamilyName, client.GivenName, person.CaseId, person.Reached,
                        person.Reached && db.Set<FirstContact>().Any(first => first.CaseId == person.CaseId && first.ContactId == person.ContactId)))
                    .ToList(),
                Restricted = contact.RestrictedTopics
                    .Where(topic => !contact.Clients.Any(person => person.ClientId == topic.ClientId && !cases.Any(c => c.Id == person.CaseId)))
                    .Select(topic => topic.Area).Distinct().ToList(),
                // About all, or about somebody whose case the caller sees: the case of this contact, where the person is still in it.
                Notes = db.Set<ContactNote>()
                    .Where(note => note.ContactId == contact.Id && (note.ClientId == null || (cases.Any(c => c.ClientId == note.ClientId)
                        && !contact.Clients.Any(person => person.ClientId == note.ClientId && !cases.Any(c => c.Id == person.CaseId)))))
                    .OrderBy(note => note.CreatedAt).ThenBy(note => note.Id)
                    .Select(note => new ContactNoteRow(note.Id, note.Text, note.IsPrivate, note.ClientId,
                        db.Set<Client>().Where(client => client.Id == note.ClientId)
                            .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
                        note.Compartment, note.WrittenBy,
                        db.Set<Staff>().Where(staff => staff.Id == note.WrittenBy)
                            .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                        note.CreatedAt, note.UpdatedAt))
                    .ToList(),
                TeamName = db.Set<Team>().Where(team => team.Id == contact.TeamId).Select(team => team.Name).FirstOrDefault(),
                StaffName = db.Set<Staff>().Where(staff => staff.Id == contact.StaffId)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                IsMyTeam = AccessFunctions.IsMyTeam(contact.TeamId),
            })
            .AsSingleQuery().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var objection = !RolePermissions.Allow(caller.Roles, Permission.WriteCases) ? AccessProblems.NotPermitted
            : found.OrganisationId != caller.OrganisationId ? CaseProblems.HandedOver : null;
        var mayCorrect = found.StaffId == caller.StaffId || (found.IsMyTeam && RolePermissions.Allow(caller.Roles, Permission.AssignCases));
        var correction = objection ?? (mayCorrect ? Contact.ObjectionToCorrection(found.CreatedAt, now) : ContactProblems.NotYours);
        var note = objection ?? (found.IsAnonymous ? ContactProblems.AnonymousNote : null);
        return new ContactDetail
        {
            Id = found.Id, At = found.At, Kind = found.Kind, Outcome = found.Outcome, Reached = found.Reached,
            DurationMinutes = found.DurationMinutes, Language = found.Language, Interpreter = found.Interpreter,
            Topics = [.. found.Topics.Concat(found.Restricted).Order(StringComparer.Ordinal)], Purposes = found.Purposes, IsAnonymous = found.IsAnonymous,
            PersonCount = found.PersonCount, Persons = found.Persons, TeamId = found.TeamId, TeamName = found.TeamName,
            StaffId = found.StaffId, StaffName = found.StaffName, CreatedAt = found.CreatedAt, CorrectedAt = found.CorrectedAt,
            Notes = found.Notes, Version = found.Version,
            AllowedActions =
            [
                correction is null ? AllowedAction.Yes("correct") : AllowedAction.No("correct", correction),
                note is null ? AllowedAction.Yes("add-note") : AllowedAction.No("add-note", note),
            ],
        };
    }
}

using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>Contacts of one case, one client or one team, newest first. Restricted topics and notes are not in lists.</summary>
/// <param name="CaseId">Those of a case.</param>
/// <param name="ClientId">Those of a person, over all cases that the caller sees.</param>
/// <param name="TeamId">Those of a team, the anonymous ones included.</param>
/// <param name="StaffId">Only those that one colleague had.</param>
/// <param name="Kind">Only those that took place so.</param>
/// <param name="From">At this moment or later.</param>
/// <param name="Until">Before this moment.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("List contacts", """
    Newest first, of one case, one client or one team (which includes its anonymous contacts); of these by colleague, kind and time where you say so.
    Notes and restricted topics are not in lists.
    """)]
public sealed record ListContacts(
    Guid? CaseId,
    Guid? ClientId,
    Guid? TeamId,
    Guid? StaffId,
    [CodeOf(CodeLists.ContactKind)] string? Kind,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    Paging Page) : IQuery<Page<ContactRow>>;

/// <summary>A row of the list.</summary>
/// <param name="Id">The contact.</param>
/// <param name="At">When it began.</param>
/// <param name="Kind">How it took place.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Reached">Whether somebody was spoken to.</param>
/// <param name="DurationMinutes">Minutes.</param>
/// <param name="Interpreter">Who interpreted.</param>
/// <param name="Topics">What it was about, without areas of a compartment.</param>
/// <param name="Purposes">What it was for; empty where nobody has said.</param>
/// <param name="IsAnonymous">Nobody is named.</param>
/// <param name="PersonCount">How many persons.</param>
/// <param name="Persons">The persons whose cases the caller sees.</param>
/// <param name="TeamId">The team that was responsible.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="StaffId">Who had the contact.</param>
/// <param name="StaffName">The name; null for another organisation's colleague.</param>
public sealed record ContactRow(
    Guid Id,
    [Example(Sample.Instant)] DateTimeOffset At,
    [CodeOf(CodeLists.ContactKind)] string Kind,
    [CodeOf(CodeLists.ContactOutcome)] string Outcome,
    bool Reached,
    [Example(45)] int? DurationMinutes,
    [CodeOf(CodeLists.InterpreterKind)] string? Interpreter,
    [CodeOf(CodeLists.NeedArea)] IReadOnlyList<string> Topics,
    [CodeOf(CodeLists.ContactPurpose)] IReadOnlyList<string> Purposes,
    [Example(false)] bool IsAnonymous,
    [Example(null)] int PersonCount,
    IReadOnlyList<ContactPersonRow> Persons,
    Guid TeamId,
    [Example(Sample.Team)] string? TeamName,
    Guid StaffId,
    [Example(Sample.Colleague)] string? StaffName) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Persons.Select(person => person.ClientId);
}

internal sealed class ListContactsHandler(CaseDb db, CallContext call) : IHandler<ListContacts, Page<ContactRow>>
{
    private static readonly Order<Contact, ContactRow> NewestFirst =
        Order.Descending((Contact row) => ValueTuple.Create(row.At, row.Id), (ContactRow row) => (row.At, row.Id));

    public async Task<Page<ContactRow>> Handle(ListContacts request, CancellationToken cancellationToken)
    {
        if (request is { CaseId: null, ClientId: null, TeamId: null })
        {
            throw RefusedException.Invalid("caseId", ContactProblems.ListOfWhat);
        }
        var filter = request with { Page = Paging.First };
        var cases = db.Set<Case>().VisibleTo(db, call.Caller);
        var contacts = db.Set<Contact>().VisibleTo(db, call.Caller);
        contacts = contacts
            .If(request.CaseId, ofCase => contact => contact.Clients.Any(person => person.CaseId == ofCase && cases.Any(c => c.Id == ofCase)))
            .If(request.ClientId,
                client => contact => contact.Clients.Any(person => person.ClientId == client && cases.Any(c => c.Id == person.CaseId)))
            .If(request.TeamId, team => contact => contact.TeamId == team)
            .If(request.StaffId, staffId => contact => contact.StaffId == staffId)
            .If(request.Kind, kind => contact => contact.Kind == kind)
            .If(request.From, from => contact => contact.At >= from)
            .If(request.Until, until => contact => contact.At < until);
        var rows = await NewestFirst.Next(contacts, request.Page, filter)
            .Select(contact => new ContactRow(
                contact.Id, contact.At, contact.Kind, contact.Outcome, contact.Reached, contact.DurationMinutes, contact.Interpreter,
                contact.Topics, contact.Purposes, contact.IsAnonymous, contact.PersonCount,
                (from person in contact.Clients
                 where cases.Any(c => c.Id == person.CaseId)
                 join named in db.Set<Client>() on person.ClientId equals named.Id
                 orderby person.ClientId
                 select new ContactPersonRow(person.ClientId, named.FamilyName, named.GivenName, person.CaseId, person.Reached,
                     person.Reached && db.Set<FirstContact>().Any(first => first.CaseId == person.CaseId && first.ContactId == person.ContactId)))
                    .ToList(),
                contact.TeamId, db.Set<Team>().Where(t => t.Id == contact.TeamId).Select(t => t.Name).FirstOrDefault(),
                contact.StaffId, db.Set<Staff>().Where(staff => staff.Id == contact.StaffId)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault()))
            .AsSingleQuery().ToListAsync(cancellationToken);
        return await NewestFirst.CutMoving(rows, contacts, request.Page, filter, cancellationToken);
    }
}

using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>Contacts of one case, one client or one team, newest first. Restricted topics and notes are not in lists.</summary>
/// <param name="CaseId">Those of a case.</param>
/// <param name="ClientId">Those of a person, over all cases that the caller sees.</param>
/// <param name="TeamId">Those of a team, the anonymous ones included.</param>
/// <param name="Cursor">Of the previous page.</param>
/// <param name="Limit">1 to 200, 50 where left out.</param>
[Requires(Permission.ReadCases)]
public sealed record ListContacts(Guid? CaseId, Guid? ClientId, Guid? TeamId, string? Cursor, int? Limit) : IQuery<Page<ContactRow>>;

/// <summary>A row of the list.</summary>
/// <param name="Id">The contact.</param>
/// <param name="At">When it began.</param>
/// <param name="Kind">Code of the list contact-kind.</param>
/// <param name="Outcome">Code of the list contact-outcome.</param>
/// <param name="Reached">Whether somebody was spoken to.</param>
/// <param name="DurationMinutes">Minutes.</param>
/// <param name="Interpreter">Code of the list interpreter-kind.</param>
/// <param name="Topics">Codes of the list need-area, without those of a compartment.</param>
/// <param name="IsAnonymous">Nobody is named.</param>
/// <param name="PersonCount">How many persons.</param>
/// <param name="Persons">The persons whose cases the caller sees.</param>
/// <param name="TeamId">The team that was responsible.</param>
/// <param name="StaffId">Who had the contact.</param>
public sealed record ContactRow(
    Guid Id,
    [Example(Sample.Instant)] DateTimeOffset At,
    [Example("office")] string Kind,
    [Example("counselled")] string Outcome,
    bool Reached,
    [Example(45)] int? DurationMinutes,
    [Example("professional")] string? Interpreter,
    [Example("language")] IReadOnlyList<string> Topics,
    [Example(false)] bool IsAnonymous,
    [Example(null)] int PersonCount,
    IReadOnlyList<ContactPersonRow> Persons,
    Guid TeamId,
    Guid StaffId) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Persons.Select(person => person.ClientId);
}

internal sealed class ListContactsHandler(CaseDb db, CallContext call) : IHandler<ListContacts, Page<ContactRow>>
{
    public async Task<Page<ContactRow>> Handle(ListContacts request, CancellationToken cancellationToken)
    {
        var limit = Cursor.Limit(request.Limit);
        if (request is { CaseId: null, ClientId: null, TeamId: null })
        {
            throw RefusedException.Invalid("caseId", ContactProblems.ListOfWhat);
        }
        var filter = new { request.CaseId, request.ClientId, request.TeamId };
        var cases = db.Set<Case>().VisibleTo(db, call.Caller);
        var contacts = db.Set<Contact>().VisibleTo(db, call.Caller);
        if (request.CaseId is { } ofCase)
        {
            contacts = contacts.Where(contact => contact.Clients.Any(person => person.CaseId == ofCase && cases.Any(c => c.Id == ofCase)));
        }
        if (request.ClientId is { } client)
        {
            contacts = contacts.Where(contact => contact.Clients.Any(person => person.ClientId == client && cases.Any(c => c.Id == person.CaseId)));
        }
        if (request.TeamId is { } team)
        {
            contacts = contacts.Where(contact => contact.TeamId == team);
        }
        if (Cursor.Read<TimeKey>(request.Cursor, filter) is { } after)
        {
            contacts = contacts.Where(contact => EF.Functions.LessThan(ValueTuple.Create(contact.At, contact.Id), ValueTuple.Create(after.At, after.Id)));
        }
        var rows = await contacts.OrderByDescending(contact => contact.At).ThenByDescending(contact => contact.Id).Take(limit + 1)
            .Select(contact => new
            {
                contact.Id, contact.At, contact.Kind, contact.Outcome, contact.Reached, contact.DurationMinutes, contact.Interpreter, contact.Topics, contact.IsAnonymous, contact.PersonCount, contact.TeamId, contact.StaffId,
                Persons = contact.Clients.Where(person => cases.Any(c => c.Id == person.CaseId)).OrderBy(person => person.ClientId)
                    .Select(person => new
                    {
                        person.ClientId, person.CaseId, person.Reached,
                        Client = db.Set<Client>().Where(c => c.Id == person.ClientId).Select(c => new { c.FamilyName, c.GivenName }).First(),
                        IsFirst = person.Reached && db.Set<FirstContact>().Any(first => first.CaseId == person.CaseId && first.ContactId == person.ContactId),
                    }).ToList(),
            })
            .AsSingleQuery().ToListAsync(cancellationToken);
        return Cursor.Page(rows.ConvertAll(row => new ContactRow(row.Id, row.At, row.Kind, row.Outcome, row.Reached, row.DurationMinutes, row.Interpreter, row.Topics, row.IsAnonymous, row.PersonCount,
            row.Persons.ConvertAll(person => new ContactPersonRow(person.ClientId, person.Client.FamilyName, person.Client.GivenName, person.CaseId, person.Reached, person.IsFirst)), row.TeamId, row.StaffId)),
            limit, filter, row => new TimeKey(row.At, row.Id));
    }
}

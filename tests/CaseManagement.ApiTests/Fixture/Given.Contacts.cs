using CaseManagement.Api.Contacts;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A contact of the case's lead with its client, just now; a failed attempt where nobody was reached.</summary>
    public Task<Guid> Contact(GivenCase of, DateTimeOffset? at = null, bool reached = true, Guid? teamId = null) =>
        api.InOrganisation(of.OrganisationId, async db =>
        {
            var (kind, outcome) = reached ? ("office", "counselled") : ("failed-attempt", "not-reached");
            var facts = new ContactFacts(kind, outcome, reached, at ?? Now, reached ? 45 : null, null, null, []);
            var contact = CaseManagement.Api.Contacts.Contact.With(of.OrganisationId, teamId ?? of.TeamId, of.HouseholdId, of.Lead!.StaffId, facts,
                [new ContactPerson(of.ClientId, of.CaseId, true)], Now);
            db.Add(contact);
            await db.SaveChangesAsync();
            return contact.Id;
        });

    /// <summary>A note of the case's lead on a contact.</summary>
    public Task<Guid> ContactNote(GivenCase of, Guid contactId, bool isPrivate = false, string text = "Gesprächsvermerk") =>
        api.InOrganisation(of.OrganisationId, async db =>
        {
            var contact = await db.Set<Contact>().FindAsync(contactId) ?? throw new InvalidOperationException("No such contact.");
            var note = new ContactNote(contact, of.ClientId, null, isPrivate, text, of.Lead!.StaffId, Now);
            db.Add(note);
            await db.SaveChangesAsync();
            return note.Id;
        });
}

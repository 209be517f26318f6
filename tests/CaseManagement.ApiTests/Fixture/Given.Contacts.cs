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

    /// <summary>An appointment of the case's lead with its client.</summary>
    public Task<Guid> Appointment(GivenCase of, DateTimeOffset? at = null)
    {
        var appointment = new Appointment((of.OrganisationId, of.CaseId, of.ClientId, of.TeamId),
            new AppointmentFacts("office", at ?? Now.AddDays(1), 45, "Rathaus", null, null), of.Lead?.StaffId, of.Lead?.StaffId, Now);
        return Add(of.OrganisationId, appointment, appointment.Id);
    }

    /// <summary>A call with an office for the case, today.</summary>
    public Task<Guid> CaseWork(GivenCase of)
    {
        var work = new CaseWork((of.OrganisationId, of.CaseId, of.ClientId, of.TeamId),
            new CaseWorkFacts("call-office", Today, 20, [], "Jobcenter", null, null), of.Lead!.StaffId, Now);
        return Add(of.OrganisationId, work, work.Id);
    }

    /// <summary>A confidential note of the case's lead, past the wall that keeps even the product out.</summary>
    public async Task<Guid> ConfidentialNote(GivenCase of)
    {
        var id = Guid.CreateVersion7();
        await api.Execute($"""
            insert into app.confidential_note (id, organisation_id, case_id, client_id, author_id, holder_id, secret_text, created_at, updated_at)
            values ('{id}', '{of.OrganisationId}', '{of.CaseId}', '{of.ClientId}', '{of.Lead!.StaffId}', '{of.Lead.StaffId}', 'Anvertraut',
                '{Now:O}', '{Now:O}')
            """);
        return id;
    }
}

using CaseManagement.Api.Reminders;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>An open reminder on a case for its lead, due in so many days.</summary>
    public async Task<Guid> Reminder(GivenCase of, int dueInDays = 3, ReminderKind? kind = null)
    {
        var due = Today.AddDays(dueInDays);
        var subject = (ReminderSubject.Case, of.CaseId);
        var reminder = kind is null
            ? CaseManagement.Api.Reminders.Reminder.Personal(of.OrganisationId, subject, of.CaseId, of.HouseholdId, of.TeamId,
                of.Lead!.StaffId, "Anrufen", null, due, of.Lead.StaffId, Now)
            : CaseManagement.Api.Reminders.Reminder.OfSystem(of.OrganisationId, subject, kind, of.CaseId, of.HouseholdId, of.TeamId, null, due, Now);
        return await Add(of.OrganisationId, reminder, reminder.Id);
    }

    /// <summary>The secret part of the address of somebody's calendar.</summary>
    public async Task<string> CalendarKey(Person person)
    {
        await api.SendAsSystem(person.OrganisationId, new AllowCalendarFeeds(true));
        var made = await (await (await api.As(person)).Send(HttpMethod.Put, "/api/v1/calendar-feed").Expect(200)).Json();
        return made.Text("address")!.Split('/')[^1];
    }

    public Task<Guid> Notice(Person recipient)
    {
        var notice = new Notice(recipient.OrganisationId, recipient.StaffId, NoticeKind.ReminderDue,
            "reminder", Guid.CreateVersion7(), Guid.NewGuid().ToString(), Now);
        return Add(recipient.OrganisationId, notice, notice.Id);
    }
}

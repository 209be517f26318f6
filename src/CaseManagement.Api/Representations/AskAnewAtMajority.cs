using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Representations;

/// <summary>
/// Reminds once of each person who has come of age while somebody represented her or him: on the 18th birthday all of that is over by itself, and
/// is to be asked anew.
/// </summary>
[ForSystem, Recurring("ask-anew-at-majority", "20 * * * *")]
public sealed record AskAnewAtMajority : IRecurringCommand
{
    /// <summary>Somebody has come of age.</summary>
    public static readonly ReminderKind OfAge = new("of_age",
        "Volljährig geworden: Vertretung und Einwilligungen neu klären", "Has come of age: ask anew about representation and consents");
}

internal sealed class AskAnewAtMajorityHandler(CaseDb db, CallContext call) : IHandler<AskAnewAtMajority, int>
{
    public async Task<int> Handle(AskAnewAtMajority request, CancellationToken cancellationToken)
    {
        var (mine, kind) = (call.Caller.RequiredOrganisationId, AskAnewAtMajority.OfAge);
        var bornBefore = call.Today.AddYears(-Birthday.Majority).AddDays(1);
        var found = await (
            from c in db.Set<Case>()
            where c.OrganisationId == mine && c.Status == CaseStatus.Open
            join client in db.Set<Client>() on c.ClientId equals client.Id
            where client.BirthDate < bornBefore
                && !db.Set<Reminder>().Any(reminder => reminder.SubjectId == client.Id && reminder.Kind == kind)
            from row in db.Set<Representation>()
            where row.ClientId == client.Id && row.EndedAt == null
            orderby c.Id
            select new { Case = c, client.BirthDate, row.FromDate, row.UntilDate }).AsNoTracking().ToListAsync(cancellationToken);
        var due = found
            .Where(row => Representation.EndsOn(row.FromDate, row.UntilDate, row.BirthDate) is var end
                && end == Birthday.Of(row.BirthDate!.Value, Birthday.Majority) && end != row.UntilDate)
            .Select(row => row.Case).DistinctBy(c => c.ClientId).ToList();
        db.AddRange(due.Select(c => Reminder.OfSystem(mine, (ReminderSubject.Client, c.ClientId), kind, c.Id, c.HouseholdId, c.TeamId, c.LeadStaffId,
            call.Today, call.Now)));
        await db.SaveChangesAsync(cancellationToken);
        return due.Count;
    }
}

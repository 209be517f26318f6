using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.Reminders.Chains;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Facts;

/// <summary>What ends on the day of a person's death; contributed by the rooms above, too. The file stays, and stays protected (§ 35 Abs. 5 SGB I).</summary>
public interface IEndsWithDeath
{
    /// <summary>Ends it, in the transaction that records the death.</summary>
    Task End(CaseDb db, CallContext call, Guid clientId, DateOnly day, CancellationToken cancellationToken);

    /// <summary>
    /// The death never was so, which is saved already: what ended with it is as before, as far as that can be without loss. Lead workers are told to see to the
    /// rest.
    /// </summary>
    Task TakeBack(CaseDb db, CallContext call, Guid clientId, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Who has died, as far as presences say.</summary>
public static class Deaths
{
    /// <summary>app.died_on, in queries: when a person has died, or the first of two.</summary>
    public static DateOnly? On(Guid clientId, Guid? orClientId) => throw new InvalidOperationException("Only in queries.");

    /// <summary>When a person has died.</summary>
    internal static Task<DateOnly?> DiedOn(this CaseDb db, Guid clientId, CancellationToken cancellationToken) =>
        db.Set<Client>().Where(client => client.Id == clientId).Select(client => On(client.Id, null)).SingleOrDefaultAsync(cancellationToken);
}

internal static class DeathOnRecord
{
    /// <summary>Ends what ends with the death that a presence says. Saves nothing.</summary>
    internal static async Task EndWithDeath(this Presence presence, CaseDb db, CallContext call, CancellationToken cancellationToken)
    {
        foreach (var part in Contributions.Of<IEndsWithDeath>())
        {
            await part.End(db, call, presence.ClientId, presence.UntilDate!.Value, cancellationToken);
        }
    }
}

// What was to be done for the person. The household's reminders stay, and what the room that made it ends itself.
internal sealed class RemindersEndWithDeath : IEndsWithDeath
{
    private static readonly ReminderKind[] OfCauses = [.. Contributions.Values<ReminderKind>(kind => kind.Name).Values.Where(kind => kind.EndsWithCause)];

    public async Task End(CaseDb db, CallContext call, Guid clientId, DateOnly day, CancellationToken cancellationToken)
    {
        var own = call.Caller.OrganisationId;
        foreach (var reminder in await db.Set<Reminder>()
            .Where(reminder => reminder.Status == ReminderStatus.Open && reminder.OrganisationId == own && !OfCauses.Contains(reminder.Kind)
                && ((reminder.SubjectType == ReminderSubject.Client && reminder.SubjectId == clientId)
                    || db.Set<Case>().Any(c => c.Id == reminder.CaseId && c.ClientId == clientId)))
            .ToListAsync(cancellationToken))
        {
            reminder.Close("cancel", Presence.Died, call.Caller.StaffId, call.Now);
        }
        await db.EndChains(call, db.Set<Chain>().Where(chain => chain.ClientId == clientId), ChainEndCause.Died, null, [], cancellationToken);
    }
}

using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>
/// Completes an accepted handover when every person who has an open case has had a first contact. It also completes by itself, with the contact
/// that was missing (CompleteOnContact) or at the latest with the next run of watch-handovers.
/// </summary>
/// <param name="Id">The handover.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.ReceiveHandovers)]
[Operation("Complete a handover", """
    accepted → completed when every person has had a first contact (409 `handover-first-contact-missing` lists who has not). Nobody is waited for who has
    died, or whose case has been closed. Happens by itself when the last first contact is recorded.
    """)]
public sealed record CompleteHandover(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class CompleteHandoverHandler(CaseDb db, CallContext call) : IHandler<CompleteHandover, Saved>
{
    public async Task<Saved> Handle(CompleteHandover request, CancellationToken cancellationToken)
    {
        var handover = await HandoverAccess.Lock(db, call.Caller, request.Id, Side.Receiver, Handover.CompleteMove, request.Version, cancellationToken);
        var id = handover.Id;
        await FirstContacts.Note(db, null, cancellationToken);
        var without = await db.Database.SqlQuery<Guid>($"select x as \"Value\" from app.awaited_contacts({id}) x order by x").ToListAsync(cancellationToken);
        if (without.Count > 0)
        {
            throw new RefusedException(HandoverProblems.FirstContactMissing)
            {
                Errors =
                [
                    .. without.Select(client => new ProblemError(
                        Places.Person(client), HandoverProblems.FirstContactMissing.Code, HandoverProblems.FirstContactMissing.Text())),
                ],
            };
        }
        await FirstContacts.Complete(db, handover, call, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(id, handover.Version);
    }
}

/// <summary>
/// First contacts after an acceptance. They follow from the contacts on file, not from a message about one, so that none
/// is lost and none counts twice, however and in whatever order contacts are recorded or corrected. A handover that is completed stays so, and keeps what
/// it said of them, though a contact be corrected afterwards: the move is on record, and there is none back.
/// </summary>
public static class FirstContacts
{
    /// <summary>Notes the first contacts as they are on file now: those recorded since, and that one was none after all (app.note_first_contacts).</summary>
    /// <param name="db">The database.</param>
    /// <param name="clients">Of these persons only; of all in accepted handovers where null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Of how many persons it is another now.</returns>
    internal static Task<int> Note(CaseDb db, Guid[]? clients, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<int>($"select app.note_first_contacts({clients}) as \"Value\"").SingleAsync(cancellationToken);

    /// <summary>Completes every accepted handover of the acting organisation in which nobody waits for a first contact any more.</summary>
    /// <param name="db">The database.</param>
    /// <param name="call">For whom.</param>
    /// <param name="clients">After a contact with these persons: what is not theirs is left to the next run for all (null).</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many persons and handovers changed.</returns>
    public static async Task<int> Follow(CaseDb db, CallContext call, Guid[]? clients, CancellationToken cancellationToken)
    {
        var noted = await Note(db, clients, cancellationToken);
        if (clients is not null && noted == 0)
        {
            return 0;
        }
        var mine = call.Caller.RequiredOrganisationId;
        var done = await db.Set<Handover>()
            .FromSql($"""
                select h.*, h.xmin from app.handover h
                where h.status = 'accepted' and h.receiver_organisation_id = {mine}
                  and not exists (select from app.awaited_contacts(h.id))
                order by h.id for update skip locked
                """).ToListAsync(cancellationToken);
        foreach (var handover in done)
        {
            await Complete(db, handover, call, cancellationToken);
        }
        return noted + done.Count;
    }

    internal static async Task Complete(CaseDb db, Handover handover, CallContext call, CancellationToken cancellationToken)
    {
        handover.Complete(Actor.Of(call.Caller), call.Now);
        await db.CloseReminders(handover.Id, call, cancellationToken, HandoverReminders.FirstContact, HandoverReminders.Escalation);
    }
}

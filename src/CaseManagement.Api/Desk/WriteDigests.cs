using System.Globalization;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Outbox;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>
/// Tells people by mail what waits for them, and supervisors what waits in their teams: who has asked for it, on working days from the organisation's time on,
/// each once a day. Each is looked at in a transaction of her own, with her own eyes, as it stands then; where nothing waits there is no mail that day.
/// Running it again changes nothing, at the same time neither.
/// </summary>
[ForSystem, InPieces, Recurring("write-digests", "*/5 * * * *")]
public sealed record WriteDigests : IRecurringCommand;

/// <summary>Writes one person's digest of today, where it is still due; answers whether there is a mail.</summary>
[ForSystem]
internal sealed record WriteDigest(Guid StaffId) : ICommand<bool>;

internal sealed class WriteDigestsHandler(CaseDb db, CallContext call, IServiceScopeFactory scopes, MailSettings settings)
    : IHandler<WriteDigests, int>, IHandler<WriteDigest, bool>
{
    private sealed record Due(Guid StaffId, bool Morning, bool Weekly, string Language, string Address);

    public async Task<int> Handle(WriteDigests request, CancellationToken cancellationToken)
    {
        if (settings.Server is null)
        {
            return 0; // They would be of yesterday before they could be sent.
        }
        var written = 0;
        var failures = new List<Exception>();
        foreach (var due in await db.Database.SqlQuery<Due>(DueOf(null)).OrderBy(row => row.StaffId).ToListAsync(cancellationToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<CallContext>().Caller = call.Caller;
                written += await scope.ServiceProvider.GetRequiredService<Pipeline.ISender>().Send(new WriteDigest(due.StaffId), cancellationToken) ? 1 : 0;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Add(failure); // The others have their turn; the runner records and tries again.
            }
        }
        return failures.Count == 0 ? written : throw new AggregateException("Digests could not be written.", failures);
    }

    public async Task<bool> Handle(WriteDigest request, CancellationToken cancellationToken)
    {
        var (own, me) = (call.Caller.RequiredOrganisationId, request.StaffId);
        if ((await db.Database.SqlQuery<Due>(DueOf(me)).ToListAsync(cancellationToken)).SingleOrDefault() is not { } due)
        {
            return false;
        }
        var (digest, mail) = (Guid.CreateVersion7(call.Now), Guid.CreateVersion7(call.Now));
        // Of two instances the second waits here for the first, and has nothing left to do.
        if (await db.Database.ExecuteSqlAsync($"""
            insert into app.digest (id, organisation_id, staff_id, on_day, parts, at) values ({digest}, {own}, {me}, {call.Today}, 0, {call.Now})
            on conflict on constraint digest_once do nothing
            """, cancellationToken) == 0)
        {
            return false;
        }
        var roles = await db.Set<RoleGrant>().Where(grant => grant.StaffId == me && grant.OrganisationId == own).Select(grant => grant.Role)
            .ToListAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"call access.look_as({me})", cancellationToken);
        var told = (await db.CountParts(roles, cancellationToken)).FindAll(row => row.Part.IsOfTeam ? due.Weekly : due.Morning);
        if (told.Count == 0)
        {
            return false;
        }
        await db.Database.ExecuteSqlAsync($"""
            with written as (
                insert into app.mail (id, organisation_id, staff_id, kind, message_id, address, language, lines, next_attempt_at, created_at)
                values ({mail}, {own}, {me}, 'digest', {$"{mail}@{settings.Domain}"}, {due.Address}, {due.Language}, {Lines(due, told)}, {call.Now}, {call.Now})
                returning id)
            update app.digest set parts = {told.Count}, mail_id = written.id from written where app.digest.id = {digest}
            """, cancellationToken);
        return true;
    }

    private static FormattableString DueOf(Guid? staff) => $"""
        select d.staff_id as "StaffId", d.morning as "Morning", d.weekly as "Weekly", d.language as "Language", d.address as "Address"
        from app.due_digests() d where d.staff_id = coalesce({staff}::uuid, d.staff_id)
        """;

    private static string[] Lines(Due due, List<(Cases.PartOfMyDay Part, long Count)> told)
    {
        var isGerman = due.Language == "de";
        var lines = new List<string>
        {
            due.Weekly ? isGerman ? "Was diese Woche wartet" : "What waits this week" : isGerman ? "Was heute wartet" : "What waits today",
        };
        foreach (var section in told.GroupBy(row => row.Part.IsOfTeam).OrderBy(group => group.Key))
        {
            if (section.Key)
            {
                lines.AddRange(lines.Count > 1 ? ["", isGerman ? "In Ihren Teams:" : "In your teams:"] : [isGerman ? "In Ihren Teams:" : "In your teams:"]);
            }
            lines.AddRange(section.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Part.TextIn(isGerman)}: {row.Count}")));
        }
        return [.. lines];
    }
}

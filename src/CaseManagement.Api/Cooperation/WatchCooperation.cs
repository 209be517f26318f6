using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cooperation;

/// <summary>
/// Tells administrators and supervisors what the other side did with agreements, and the data-protection officers, each month again, that agreements are
/// missing. Running it again changes nothing.
/// </summary>
[ForSystem, Recurring("watch-cooperation", "*/20 * * * *")]
public sealed record WatchCooperation : IRecurringCommand
{
    /// <summary>The other side waits for an acknowledgement.</summary>
    public static readonly NoticeKind Proposed = new("cooperation-agreement-proposed",
        "Eine Kooperationsvereinbarung wartet auf die Bestätigung Ihrer Organisation.",
        "A cooperation agreement waits for your organisation's acknowledgement.");

    /// <summary>The other side has done something with an agreement.</summary>
    public static readonly NoticeKind Moved = new("cooperation-agreement-moved",
        "Die andere Seite hat eine Kooperationsvereinbarung bestätigt, abgelehnt, zurückgenommen oder beendet.",
        "The other side has acknowledged, declined, withdrawn or ended a cooperation agreement.");

    /// <summary>Something is shared without an agreement; told to the officers once a month, and when the list changes.</summary>
    public static readonly NoticeKind Missing = new("cooperation-agreement-missing",
        "Kooperationsvereinbarungen fehlen (Art. 26, Art. 28 DSGVO, §§ 67d ff. SGB X).",
        "Cooperation agreements are missing (Art. 26, Art. 28 GDPR, §§ 67d ff. SGB X).");
}

internal sealed class WatchCooperationHandler(CaseDb db, CallContext call) : IHandler<WatchCooperation, int>
{
    public async Task<int> Handle(WatchCooperation request, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        var since = call.Now.AddDays(-30);
        // Of a confidential organisation those only who may refer there, as everywhere (OrganisationAccess.KnownTo).
        var told = await db.Database.ExecuteSqlAsync($"""
            insert into app.notice (id, organisation_id, staff_id, kind, subject_type, subject_id, occasion, at)
            select gen_random_uuid(), {mine}, g.staff_id,
                case when m.to_status = 'proposed' then {WatchCooperation.Proposed.Name} else {WatchCooperation.Moved.Name} end,
                'cooperation_agreement', a.id, m.id::text, {call.Now}
            from app.cooperation_move m
            join app.cooperation_agreement a on a.id = m.agreement_id
            join app.organisation o on o.id = m.organisation_id
            join (select distinct x.staff_id, x.role from access.role_grant x
                where x.organisation_id = {mine} and x.role in ('administrator', 'supervisor')) g
                on g.role = 'supervisor' or not o.is_confidential or o.parent_id = {mine}
            where m.organisation_id <> {mine} and m.at > {since} and (m.to_status <> 'proposed' or a.status = 'proposed')
            on conflict on constraint notice_once do nothing
            """, cancellationToken);
        var missing = await db.Missing(call, cancellationToken);
        if (missing.Count == 0)
        {
            return told;
        }
        var list = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', missing.Select(one => $"{one.Reason} {one.OrganisationId} {one.Name}"))));
        var occasion = call.Today.ToString("yyyy-MM", CultureInfo.InvariantCulture) + " " + Convert.ToHexStringLower(list)[..16];
        foreach (var officer in await db.OfficersOf(mine, null, cancellationToken))
        {
            told += await db.Database.ExecuteSqlAsync($"""
                insert into app.notice (id, organisation_id, staff_id, kind, subject_type, subject_id, occasion, at)
                values (gen_random_uuid(), {mine}, {officer}, {WatchCooperation.Missing.Name}, 'organisation', {mine}, {occasion}, {call.Now})
                on conflict on constraint notice_once do nothing
                """, cancellationToken);
        }
        return told;
    }
}

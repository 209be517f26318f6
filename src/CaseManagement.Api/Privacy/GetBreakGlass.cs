using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>One break-glass: for who has broken the glass, and for whom was told of it.</summary>
/// <param name="Id">The opening.</param>
[Requires(Permission.UseProduct)]
[Operation("Get a break-glass", """
    For who has broken the glass and for whom was told: the supervisor and the data-protection officer find its id in their notices.
    """)]
public sealed record GetBreakGlass(Guid Id) : IQuery<BreakGlassView>;

/// <summary>A break-glass.</summary>
/// <param name="Id">The opening.</param>
/// <param name="ClientId">Whose compartments were opened.</param>
/// <param name="ClientName">Family name, given name; null where you do not see the person.</param>
/// <param name="StaffId">By whom.</param>
/// <param name="StaffName">His or her name.</param>
/// <param name="Reason">Why, in his or her words.</param>
/// <param name="OpenedAt">Since when.</param>
/// <param name="UntilAt">Until when, exclusive.</param>
public sealed record BreakGlassView(
    Guid Id,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    Guid StaffId,
    [Example(Sample.Colleague)] string StaffName,
    [Example(Sample.Reason)] string Reason,
    DateTimeOffset OpenedAt,
    [Example("2026-03-02T10:30:00Z")] DateTimeOffset UntilAt) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId]; // The reason may speak of the person.
}

internal sealed class GetBreakGlassHandler(CaseDb db, CallContext call) : IHandler<GetBreakGlass, BreakGlassView>
{
    public async Task<BreakGlassView> Handle(GetBreakGlass request, CancellationToken cancellationToken)
    {
        var me = call.Caller.StaffId;
        return await db.Set<BreakGlassOpening>()
            .Where(opening => opening.Id == request.Id
                && (opening.StaffId == me || db.Set<Notice>().Any(notice => notice.SubjectId == opening.Id && notice.StaffId == me)))
            .Shown(db, call.Caller).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
    }
}

internal static class BreakGlassViews
{
    /// <summary>Openings as they are shown, one by one and in lists.</summary>
    public static IQueryable<BreakGlassView> Shown(this IQueryable<BreakGlassOpening> openings, CaseDb db, Caller caller)
    {
        // The officer is told of an opening, and sees no persons.
        var seen = db.Set<Client>().VisibleTo(db, caller);
        return openings.Select(opening => new BreakGlassView(
            opening.Id, opening.ClientId,
            seen.Where(client => client.Id == opening.ClientId).Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
            opening.StaffId,
            db.Set<Staff>().Where(staff => staff.Id == opening.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).First(),
            opening.Reason, opening.OpenedAt, opening.UntilAt));
    }
}

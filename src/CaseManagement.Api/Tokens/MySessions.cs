using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Tokens;

/// <summary>Where the caller is signed in.</summary>
[Requires(Permission.UseProduct)]
[Operation("List my sessions", "Where you are signed in now, newest first: since when, at which application, with what, last used when. Never from where.",
    Audience = Audience.Everybody)]
public sealed record ListMySessions : IQuery<MySessions>;

/// <summary>Where somebody is signed in.</summary>
/// <param name="Items">The sessions, newest first; at most the 100 newest.</param>
public sealed record MySessions(IReadOnlyList<MySession> Items);

/// <summary>One session.</summary>
/// <param name="Id">The session.</param>
/// <param name="OrganisationId">For which organisation.</param>
/// <param name="OrganisationName">Its name.</param>
/// <param name="IsThis">The one that asks.</param>
/// <param name="Application">The frontend's name; null for a script (`/sessions`).</param>
/// <param name="Device">Browser and system, coarse; null where nothing is known.</param>
/// <param name="SignedInAt">Since when.</param>
/// <param name="UsedAt">When its tokens were last renewed; null for a script.</param>
/// <param name="ExpiresAt">No longer than this.</param>
public sealed record MySession(
    Guid Id,
    Guid OrganisationId,
    [Example(Sample.Town)] string OrganisationName,
    [Example(true)] bool IsThis,
    [Example("Integrationsmanagement")] string? Application,
    [Example("Firefox, Windows")] string? Device,
    DateTimeOffset SignedInAt,
    DateTimeOffset? UsedAt,
    DateTimeOffset ExpiresAt);

/// <summary>Ends one of the caller's sessions at once.</summary>
/// <param name="Id">The session.</param>
[Requires(Permission.UseProduct)]
[Operation("End one of my sessions", "At once, with every token of it; 404 where it is not yours or has ended.", Audience = Audience.Everybody)]
public sealed record EndMySession(Guid Id) : ICommand<bool>;

/// <summary>Ends all of the caller's sessions but the one that asks.</summary>
[Requires(Permission.UseProduct)]
[Operation("End my other sessions", "All but this one, at once, with every token of them.", Audience = Audience.Everybody)]
public sealed record EndMyOtherSessions : ICommand<bool>;

internal sealed class MySessionsHandler(CaseDb db, CallContext call)
    : IHandler<ListMySessions, MySessions>, IHandler<EndMySession, bool>, IHandler<EndMyOtherSessions, bool>
{
    private IQueryable<Session> Mine
    {
        get
        {
            var (me, now) = (call.Caller.RequiredStaffId, call.Now);
            return db.Set<Session>().Where(session => session.StaffId == me && session.RevokedAt == null && session.ExpiresAt > now);
        }
    }

    public async Task<MySessions> Handle(ListMySessions request, CancellationToken cancellationToken) => new(await (
        from session in Mine
        join use in db.Set<SessionUse>() on session.Id equals use.SessionId into uses
        from use in uses.DefaultIfEmpty()
        orderby session.CreatedAt descending, session.Id descending
        select new MySession(session.Id, session.OrganisationId,
            db.Set<Organisation>().Where(organisation => organisation.Id == session.OrganisationId).Select(organisation => organisation.Name).First(),
            session.Id == call.Caller.SessionId,
            db.Set<ApiClient>().Where(client => client.Id == use.ApiClientId).Select(client => client.DisplayName).FirstOrDefault(),
            use.Device, session.CreatedAt, (DateTimeOffset?)use.UsedAt, session.ExpiresAt)).Take(100).ToListAsync(cancellationToken));

    public async Task<bool> Handle(EndMySession request, CancellationToken cancellationToken) =>
        await End(Mine.Where(session => session.Id == request.Id), cancellationToken) == 1 ? true : throw RefusedException.NotFound(request.Id);

    public async Task<bool> Handle(EndMyOtherSessions request, CancellationToken cancellationToken) =>
        await End(Mine.Where(session => session.Id != call.Caller.SessionId), cancellationToken) >= 0;

    private Task<int> End(IQueryable<Session> sessions, CancellationToken cancellationToken) => sessions.ExecuteUpdateAsync(set => set
        .SetProperty(session => session.RevokedAt, call.Now).SetProperty(session => session.RevokedWhy, "ended-elsewhere"), cancellationToken);
}

using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.SignIn;

/// <summary>Ends the caller's own session, at once and for every token of it.</summary>
[Requires(Permission.UseProduct)]
[Operation("Sign out", "Ends the session at once: every token of it is refused from now on.", Audience = Audience.Everybody)]
public sealed record SignOut : ICommand<bool>;

internal sealed class SignOutHandler(CaseDb db, CallContext call) : IHandler<SignOut, bool>
{
    public async Task<bool> Handle(SignOut request, CancellationToken cancellationToken) =>
        await db.Set<Session>().Where(session => session.Id == call.Caller.SessionId && session.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.RevokedAt, call.Now).SetProperty(s => s.RevokedWhy, "signed-out"), cancellationToken) == 1;
}

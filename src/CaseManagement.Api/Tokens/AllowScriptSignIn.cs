using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Tokens;

/// <summary>Says whether scripts may sign in for an organisation with a password.</summary>
/// <param name="IsAllowed">Whether they may.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Allow or forbid signing in by script", """
    From the next sign-in on: where it is forbidden, `POST /sessions` is refused for the organisation (401 `script-sign-in-off`, told to who knows the
    password), and people sign in at the sign-in page. Machines ask the token server as before. By an administrator of the organisation itself or of the one
    directly above, where there is a sign-in page (409 `no-sign-in-page`).
    """)]
public sealed record AllowScriptSignIn([Example(false)] bool IsAllowed) : ICommand<Saved>
{
    /// <summary>The organisation.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class AllowScriptSignInHandler(CaseDb db, CallContext call, IConfiguration configuration) : IHandler<AllowScriptSignIn, Saved>
{
    public async Task<Saved> Handle(AllowScriptSignIn request, CancellationToken cancellationToken)
    {
        var organisation = await db.Set<Organisation>().ManagedBy(call.Caller).ToChange(request.Id, request.Version, cancellationToken);
        organisation.AllowScriptSignIn(request.IsAllowed);
        if (!request.IsAllowed && TokenServer.Issuer(configuration) is null)
        {
            throw new RefusedException(ApiClientProblems.NoPage);
        }
        return await db.Save(organisation, cancellationToken);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using CallContext = CaseManagement.Api.Access.CallContext;

namespace CaseManagement.Api.Tokens;

/// <summary>The own organisation's identity providers.</summary>
[Requires(Permission.ReadIdentityProviders)]
[Operation("List identity providers", "Your organisation's: the one in use, and those out of use, newest first. Never a secret.")]
public sealed record ListIdentityProviders : IQuery<IdentityProviderList>;

/// <summary>The own organisation's identity providers.</summary>
/// <param name="Items">Newest first; at most the 50 newest.</param>
public sealed record IdentityProviderList(IReadOnlyList<IdentityProviderView> Items);

/// <summary>An identity provider of the own organisation.</summary>
/// <param name="Id">The provider.</param>
[Requires(Permission.ReadIdentityProviders)]
[Operation("Get an identity provider", "What it is, what its word is worth, and which addresses to enter there. Never a secret.")]
public sealed record GetIdentityProvider(Guid Id) : IQuery<IdentityProviderView>;

/// <summary>An organisation's own OpenID provider.</summary>
/// <param name="Id">The provider.</param>
/// <param name="Name">What staff call it.</param>
/// <param name="Status">Whether staff can sign in with it.</param>
/// <param name="Issuer">`iss` of its tokens.</param>
/// <param name="ClientId">The client's name there.</param>
/// <param name="HasSecret">The client has a secret there.</param>
/// <param name="Domains">Domains of addresses.</param>
/// <param name="GroupsClaim">The claim in which it names groups.</param>
/// <param name="RoleGroups">Roles that are withheld from whom no group names.</param>
/// <param name="TrustsSecondFactor">Its second factor counts.</param>
/// <param name="IsRequired">No passwords but the emergency account's.</param>
/// <param name="EmergencyStaffId">Whose password stays good.</param>
/// <param name="EmergencyStaffName">The name.</param>
/// <param name="ProposedBy">Who has said all this.</param>
/// <param name="ProposedByName">The name; null also for another organisation's colleague.</param>
/// <param name="ProposedAt">When.</param>
/// <param name="ConfirmedBy">The second pair of eyes.</param>
/// <param name="ConfirmedByName">The name; null also for another organisation's colleague.</param>
/// <param name="ConfirmedAt">When.</param>
/// <param name="RetiredAt">Out of use since.</param>
/// <param name="RedirectUri">To be entered at the provider: where it sends people back to. Null where this installation has no token server.</param>
/// <param name="BackChannelLogoutUri">To be entered there: where it says that somebody has signed out.</param>
public sealed record IdentityProviderView(
    Guid Id,
    [Example("Stadt Plochingen")] string Name,
    [Example("active")] IdentityProviderStatus Status,
    [Example("https://login.stadt.example/realms/stadt")] string Issuer,
    [Example("case-management")] string ClientId,
    [Example(true)] bool HasSecret,
    [Example("stadt.example")] IReadOnlyList<string> Domains,
    [Example(null)] string? GroupsClaim,
    IReadOnlyList<RoleGroup> RoleGroups,
    [Example(false)] bool TrustsSecondFactor,
    [Example(false)] bool IsRequired,
    [Example(null)] Guid? EmergencyStaffId,
    [Example(null)] string? EmergencyStaffName,
    Guid? ProposedBy,
    [Example(Sample.Colleague)] string? ProposedByName,
    DateTimeOffset ProposedAt,
    Guid? ConfirmedBy,
    [Example(Sample.Colleague)] string? ConfirmedByName,
    DateTimeOffset? ConfirmedAt,
    [Example(null)] DateTimeOffset? RetiredAt,
    [Example("https://casemanagement.example.org/sign-in/provider/0193b2c4-5d6e-7f80-9a1b-2c3d4e5f6071/return")] string? RedirectUri,
    [Example("https://casemanagement.example.org/sign-in/provider/0193b2c4-5d6e-7f80-9a1b-2c3d4e5f6071/logout")] string? BackChannelLogoutUri) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    internal static IdentityProviderView Of(NamedProvider named, Uri? issuer) => Of(named, named.Provider, issuer);

    private static IdentityProviderView Of(NamedProvider named, IdentityProvider provider, Uri? issuer) => new(
        provider.Id, provider.Name, provider.Status, provider.Issuer, provider.PublicId, provider.HasSecret, provider.Domains, provider.GroupsClaim,
        [.. provider.Groups], provider.TrustsSecondFactor, provider.IsRequired, provider.EmergencyStaffId, named.Emergency,
        provider.ProposedBy, named.ProposedBy, provider.ProposedAt, provider.ConfirmedBy, named.ConfirmedBy, provider.ConfirmedAt, provider.RetiredAt,
        issuer is null ? null : new Uri(issuer, ProviderSignIn.ReturnPath(provider.Id)).ToString(),
        issuer is null ? null : new Uri(issuer, ProviderSignIn.LogoutPath(provider.Id)).ToString())
    { Version = provider.Version };
}

/// <summary>A provider with the names of the colleagues in it.</summary>
internal sealed record NamedProvider(IdentityProvider Provider, string? Emergency, string? ProposedBy, string? ConfirmedBy);

internal sealed class GetIdentityProviderHandler(CaseDb db, CallContext call, IConfiguration configuration)
    : IHandler<GetIdentityProvider, IdentityProviderView>, IHandler<ListIdentityProviders, IdentityProviderList>
{
    public async Task<IdentityProviderView> Handle(GetIdentityProvider request, CancellationToken cancellationToken) => IdentityProviderView.Of(
        await Named(Mine.Where(provider => provider.Id == request.Id)).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id),
        TokenServer.Issuer(configuration));

    public async Task<IdentityProviderList> Handle(ListIdentityProviders request, CancellationToken cancellationToken) => new(
        [.. (await Named(Mine.OrderByDescending(provider => provider.Id).Take(50)).ToListAsync(cancellationToken))
            .Select(provider => IdentityProviderView.Of(provider, TokenServer.Issuer(configuration)))]);

    private IQueryable<NamedProvider> Named(IQueryable<IdentityProvider> providers) => providers.Select(provider => new NamedProvider(
        provider,
        db.Set<Staff>().Where(staff => staff.Id == provider.EmergencyStaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        db.Set<Staff>().Where(staff => staff.Id == provider.ProposedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        db.Set<Staff>().Where(staff => staff.Id == provider.ConfirmedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault()));

    private IQueryable<IdentityProvider> Mine => db.Set<IdentityProvider>().OfMine(call.Caller).AsNoTracking();
}

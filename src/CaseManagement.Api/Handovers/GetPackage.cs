using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>A frozen package as the receiver sees it before he answers, verified against its hash.</summary>
/// <param name="Id">The handover.</param>
/// <param name="PackageVersion">Which version; the last one where left out.</param>
[Requires(Permission.ReadHandovers)]
[Operation("See a package", """
    What was disclosed at a submission, verified against its SHA-256. Restricted items stand in it by hash; their content shows only to who
    may open the compartment. For the receiver until the handover is declined, withdrawn or expired.
    """)]
public sealed record GetPackage(Guid Id, int? PackageVersion) : IQuery<PackageView>;

/// <summary>A package.</summary>
/// <param name="HandoverId">Of which handover.</param>
/// <param name="Version">Which version.</param>
/// <param name="Sha256">SHA-256 over the bytes that GET …/content gives, in hexadecimal.</param>
/// <param name="IsVerified">Whether content and restricted items still have the hashes that were taken at the submission.</param>
/// <param name="CreatedAt">When it was frozen.</param>
/// <param name="CreatedBy">Who submitted it.</param>
/// <param name="CreatedByName">The name; null for another organisation's colleague.</param>
/// <param name="Package">What was disclosed.</param>
/// <param name="Places">Every item that can be accepted or queried.</param>
/// <param name="RestrictedItems">Restricted items with their content, only those that the caller may open.</param>
public sealed record PackageView(
    Guid HandoverId,
    int Version,
    [Example(Sample.Digest)] string Sha256,
    bool IsVerified,
    DateTimeOffset CreatedAt,
    Guid CreatedBy,
    [Example(Sample.Colleague)] string? CreatedByName,
    PackageDocument Package,
    [Example("/persons/0199c1a0-5e00-7a11-8b22-c33d44e55f66/assessment")] IReadOnlyList<string> Places,
    IReadOnlyList<RestrictedContent> RestrictedItems) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Package.Persons.Select(person => person.ClientId);
}

/// <summary>The exact text of a package that was hashed.</summary>
/// <param name="Id">The handover.</param>
/// <param name="PackageVersion">Which version: 1, 2 …</param>
[Requires(Permission.ReadHandovers)]
[Operation("Get the exact text of a package", """
    The bytes that were hashed, to keep or to verify elsewhere; the hash is in the header Repr-Digest (RFC 9530).
    """)]
public sealed record GetPackageContent(Guid Id, int PackageVersion) : IQuery<PackageContent>;

/// <summary>The text and its hash.</summary>
/// <param name="Content">Canonical JSON.</param>
/// <param name="Sha256">Its hash.</param>
/// <param name="Clients">Whom it shows.</param>
public sealed record PackageContent(string Content, byte[] Sha256, IReadOnlyList<Guid> Clients) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Clients;
}

internal sealed class GetPackageHandler(CaseDb db) : IHandler<GetPackage, PackageView>, IHandler<GetPackageContent, PackageContent>
{
    public async Task<PackageView> Handle(GetPackage request, CancellationToken cancellationToken)
    {
        var found = await Read(request.Id, request.PackageVersion, cancellationToken);
        var document = PackageDocument.Read(found.Content);
        var restricted = JsonSerializer.Deserialize<List<StoredItem>>(found.Restricted, JsonSerializerOptions.Web)!;
        var hashes = document.Restricted.ToDictionary(item => item.ItemId, item => item.Sha256);
        var verified = Holds(found.Content, found.Sha256)
            && restricted.All(item => hashes.TryGetValue(item.ItemId, out var hash) && Holds(item.Content, Convert.FromHexString(hash)));
        return new PackageView(request.Id, found.Version, Convert.ToHexStringLower(found.Sha256), verified,
            found.CreatedAt, found.CreatedBy, found.CreatedByName, document, [.. document.Items().Keys],
            [.. restricted.Select(item => PackageDocument.Parse<RestrictedContent>(item.Content))]);
    }

    public async Task<PackageContent> Handle(GetPackageContent request, CancellationToken cancellationToken)
    {
        var found = await Read(request.Id, request.PackageVersion, cancellationToken);
        return new PackageContent(found.Content, found.Sha256, [.. PackageDocument.Read(found.Content).Persons.Select(person => person.ClientId)]);
    }

    // One round trip: the policies hide packages that are not for the caller's organisation, and restricted items; the teams
    // are asked here.
    private async Task<Row> Read(Guid id, int? version, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<Row>($"""
            select p.version as "Version", p.content as "Content", p.sha256 as "Sha256", p.created_at as "CreatedAt", p.created_by as "CreatedBy",
                   (select s.given_name || ' ' || s.family_name from app.staff s where s.id = p.created_by) as "CreatedByName",
                   (select coalesce(jsonb_agg(jsonb_build_object('itemId', r.item_id, 'content', r.content) order by r.client_id, r.item_id), '[]')
                    from app.handover_package_restricted r where r.handover_id = p.handover_id and r.version = p.version)::text as "Restricted"
            from app.handover_package p join app.handover h on h.id = p.handover_id
            where p.handover_id = {id} and p.version = coalesce({version}::integer, h.package_version)
              and (access.is_system()
                   or (h.sender_organisation_id = access.organisation_id() and h.sender_team_id = any(access.my_team_ids()))
                   or (h.receiver_organisation_id = access.organisation_id() and h.receiver_team_id = any(access.my_team_ids())))
            """).SingleOrDefaultAsync(cancellationToken)
        ?? throw RefusedException.NotFound(id);

    private static bool Holds(string content, byte[] hash) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(content)), hash);

    private sealed record Row(
        int Version, string Content, byte[] Sha256, DateTimeOffset CreatedAt, Guid CreatedBy, string? CreatedByName, string Restricted);

    private sealed record StoredItem(Guid ItemId, string Content);
}

using System.Security.Cryptography;
using System.Text;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Referrals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Desk;

/// <summary>A person's file as it went to an office outside, frozen (the database refuses any change). It stays with who disclosed it.</summary>
public sealed class FileCopy
{
    private FileCopy() { }

    internal FileCopy(Guid organisationId, Guid clientId, string content, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, Content, CreatedBy, CreatedAt) = (organisationId, clientId, content, by, now);
        Sha256 = SHA256.HashData(Encoding.UTF8.GetBytes(content));
    }

    /// <summary>The file.</summary>
    public Guid Id { get; private set; }
    /// <summary>Who disclosed it.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whose it is.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The entry in the register.</summary>
    public Guid DisclosureId { get; private set; }
    /// <summary>The exact text that was hashed.</summary>
    public string Content { get; private set; } = "";
    /// <summary>SHA-256 over the UTF-8 bytes of <see cref="Content"/>.</summary>
    public byte[] Sha256 { get; private set; } = [];
    /// <summary>Who made it.</summary>
    public Guid? CreatedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    internal void Enter(Guid disclosureId) => DisclosureId = disclosureId;
}

internal sealed class FileCopyMap : IEntityTypeConfiguration<FileCopy>
{
    public void Configure(EntityTypeBuilder<FileCopy> entity) => entity.ToTable("file_copy")
        .Refers<Organisation>(nameof(FileCopy.OrganisationId)).Refers<Client>(nameof(FileCopy.ClientId))
        .Refers<Disclosure>(nameof(FileCopy.DisclosureId)).Refers<Staff>(nameof(FileCopy.CreatedBy));
}

/// <summary>A file that was made for an office outside.</summary>
/// <param name="Id">The file.</param>
[Requires(Permission.SendReferrals)]
[Operation("Get a file made for an office outside", "As it was made; to hand it over, write the text of `content` into a file: its SHA-256 is `sha256`.")]
public sealed record GetFileCopy(Guid Id) : IQuery<FileCopyView>;

/// <summary>A file for an office outside.</summary>
/// <param name="Id">The file.</param>
/// <param name="ClientId">Whose it is.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="DisclosureId">The entry in the register.</param>
/// <param name="Recipient">Who gets it.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="ConsentId">By which consent.</param>
/// <param name="MadeByName">Who made it.</param>
/// <param name="MadeAt">When.</param>
/// <param name="Sha256">Of the UTF-8 bytes of the content.</param>
/// <param name="Content">The file: JSON, as a text.</param>
public sealed record FileCopyView(
    Guid Id,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    Guid DisclosureId,
    [Example("Stadt Esslingen")] string Recipient,
    [Example("Rathausplatz 2, 73728 Esslingen am Neckar")] string? Address,
    Guid? ConsentId,
    [Example(Sample.Colleague)] string? MadeByName,
    DateTimeOffset MadeAt,
    [Example(Sample.Digest)] string Sha256,
    [Example("""{"format":"person-file/1","records":{}}""")] string Content) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class GetFileCopyHandler(CaseDb db, CallContext call) : IHandler<GetFileCopy, FileCopyView>
{
    public async Task<FileCopyView> Handle(GetFileCopy request, CancellationToken cancellationToken)
    {
        var clients = db.Set<Client>().VisibleTo(db, call.Caller);
        var found = await (
            from copy in db.Set<FileCopy>()
            where copy.Id == request.Id && clients.Any(client => client.Id == copy.ClientId)
            join entry in db.Set<Disclosure>() on copy.DisclosureId equals entry.Id
            select new
            {
                Copy = copy,
                ClientName = clients.Where(client => client.Id == copy.ClientId)
                    .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
                entry.Recipient, entry.RecipientAddress, entry.ConsentId,
                Name = db.Set<Staff>().Where(staff => staff.Id == copy.CreatedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        return new FileCopyView(found.Copy.Id, found.Copy.ClientId, found.ClientName, found.Copy.DisclosureId, found.Recipient,
            found.RecipientAddress, found.ConsentId, found.Name, found.Copy.CreatedAt, Convert.ToHexStringLower(found.Copy.Sha256), found.Copy.Content);
    }
}

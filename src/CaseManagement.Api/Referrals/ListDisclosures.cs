using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>Who got what of a person, when, for what, on which basis.</summary>
/// <param name="ClientId">Whose data.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.SendReferrals)]
[Operation("List what of a person was disclosed",
    "Your organisation's register, newest first: referrals, corrections and messages (Art. 15 (1) (c) GDPR, § 83 SGB X).")]
public sealed record ListDisclosures(Guid ClientId, Paging Page) : IQuery<Page<DisclosureRow>>;

/// <summary>An entry of the register.</summary>
/// <param name="Id">The entry.</param>
/// <param name="ClientId">Whose data.</param>
/// <param name="Kind">What it was.</param>
/// <param name="ReferralId">By which referral.</param>
/// <param name="RecipientId">To whom, where that is an organisation here.</param>
/// <param name="Recipient">By name, as it was then.</param>
/// <param name="Purpose">For what.</param>
/// <param name="Basis">On which legal basis.</param>
/// <param name="ConsentId">Where that is consent.</param>
/// <param name="Fields">Which fields; of a correction its topic; compartments by name.</param>
/// <param name="Sha256">Of the snapshot.</param>
/// <param name="DisclosedBy">Who.</param>
/// <param name="DisclosedByName">By name.</param>
/// <param name="At">When.</param>
public sealed record DisclosureRow(
    Guid Id,
    Guid ClientId,
    DisclosureKind Kind,
    Guid ReferralId,
    Guid? RecipientId,
    [Example("Caritas Fils-Neckar-Alb")] string Recipient,
    [CodeOf(CodeLists.ReferralPurpose)] string Purpose,
    [CodeOf(CodeLists.DisclosureBasis)] string Basis,
    Guid? ConsentId,
    [Example("name")] IReadOnlyList<string> Fields,
    [Example(Sample.Digest)] string? Sha256,
    Guid? DisclosedBy,
    [Example(Sample.Colleague)] string? DisclosedByName,
    DateTimeOffset At) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListDisclosuresHandler(CaseDb db, CallContext call) : IHandler<ListDisclosures, Page<DisclosureRow>>
{
    private static readonly Order<Disclosure, DisclosureRow> NewestFirst =
        Order.Descending((Disclosure row) => ValueTuple.Create(row.At, row.Id), (DisclosureRow row) => (row.At, row.Id));

    public async Task<Page<DisclosureRow>> Handle(ListDisclosures request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var entries = db.Set<Disclosure>().Where(row => row.ClientId == request.ClientId);
        var page = NewestFirst.Next(entries, request.Page, filter);
        var found = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => client.Id == request.ClientId).Select(client => new
        {
            Rows = page.Select(row => new
            {
                Row = row,
                Name = db.Set<Staff>().Where(staff => staff.Id == row.DisclosedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).ToList(),
        }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        var shown = found.Rows.ConvertAll(entry => new DisclosureRow(entry.Row.Id, entry.Row.ClientId,
            entry.Row.Kind, entry.Row.ReferralId, entry.Row.RecipientId, entry.Row.Recipient, entry.Row.Purpose, entry.Row.Basis, entry.Row.ConsentId,
            entry.Row.Fields, entry.Row.Sha256 is { } hash ? Convert.ToHexStringLower(hash) : null, entry.Row.DisclosedBy, entry.Name, entry.Row.At));
        return NewestFirst.Cut(shown, request.Page, filter, await entries.CountFor(request.Page, cancellationToken));
    }
}

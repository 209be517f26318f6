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
    """
    Your organisation's register, newest first (Art. 15 (1) (c) GDPR, § 83 SGB X): referrals, corrections, messages and notes of either side, copies of the
    file. What was written is shown to who sees its referral. When another organisation has taken the person over, your receipts stay yours: whoever made
    a disclosure still finds it, and so do the supervisors of that colleague's team; nothing else of the file.
    """)]
public sealed record ListDisclosures(Guid ClientId, Paging Page) : IQuery<Page<DisclosureRow>>;

/// <summary>An entry of the register.</summary>
/// <param name="Id">The entry.</param>
/// <param name="ClientId">Whose data.</param>
/// <param name="Kind">What it was.</param>
/// <param name="ReferralId">By which referral; null of a copy.</param>
/// <param name="MessageId">Which message or correction of it.</param>
/// <param name="RecipientId">To whom, where that is an organisation here.</param>
/// <param name="Recipient">By name, as it was then.</param>
/// <param name="RecipientAddress">Of a copy, where it went.</param>
/// <param name="ReceivedFromId">Whose words they are, where the other side told them; null of what your organisation disclosed.</param>
/// <param name="ReceivedFrom">By name.</param>
/// <param name="Purpose">For what; null of a copy.</param>
/// <param name="CopyPurpose">Of a copy, for what.</param>
/// <param name="Basis">On which legal basis.</param>
/// <param name="ConsentId">Where that is consent.</param>
/// <param name="SecrecyBasis">On which basis health data went along without a release from secrecy.</param>
/// <param name="Fields">Which fields; of a correction its topic, of a note the step; compartments that you may open by name.</param>
/// <param name="Text">What was written; null where you do not see its referral.</param>
/// <param name="Sha256">Of the snapshot, or of the copy; null where something went along that you may not open.</param>
/// <param name="ConsentWithdrawnAt">Since when the consent carries it no longer.</param>
/// <param name="ConfirmedAs">What the recipient did with the data then.</param>
/// <param name="DisclosedBy">Who.</param>
/// <param name="DisclosedByName">By name.</param>
/// <param name="At">When.</param>
public sealed record DisclosureRow(
    Guid Id,
    Guid ClientId,
    DisclosureKind Kind,
    Guid? ReferralId,
    [Example(null)] Guid? MessageId,
    Guid? RecipientId,
    [Example("Caritas Fils-Neckar-Alb")] string Recipient,
    [Example(null)] string? RecipientAddress,
    [Example(null)] Guid? ReceivedFromId,
    [Example(null)] string? ReceivedFrom,
    [CodeOf(CodeLists.ReferralPurpose)] string? Purpose,
    [CodeOf(CodeLists.ConsentPurpose), Example(null)] string? CopyPurpose,
    [CodeOf(CodeLists.DisclosureBasis)] string Basis,
    Guid? ConsentId,
    [CodeOf(CodeLists.SecrecyBasis)] string? SecrecyBasis,
    [Example("name")] IReadOnlyList<string> Fields,
    [Example(null)] string? Text,
    [Example(Sample.Digest)] string? Sha256,
    [Example(null)] DateTimeOffset? ConsentWithdrawnAt,
    [CodeOf(CodeLists.WithdrawalConfirmation), Example(null)] string? ConfirmedAs,
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
        var entries = Answerable(db.Set<Disclosure>().Where(row => row.ClientId == request.ClientId), request.ClientId);
        var referrals = db.Set<Referral>().VisibleTo(db, call.Caller);
        var withdrawn = db.Set<Referral>().Where(referral => referral.BlockedReason == BlockReason.ConsentWithdrawn);
        var found = await NewestFirst.Next(entries, request.Page, filter).Select(row => new
        {
            Row = row,
            Name = db.Set<Staff>().Where(staff => staff.Id == row.DisclosedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            From = db.Set<Organisation>().Where(organisation => organisation.Id == row.ReceivedFrom).Select(organisation => organisation.Name)
                .FirstOrDefault(),
            Text = !referrals.Any(referral => referral.Id == row.ReferralId) ? null
                : db.Set<ReferralMessage>().Where(message => message.Id == row.MessageId).Select(message => message.Text).FirstOrDefault()
                    ?? db.Set<ReferralMove>().Where(move => move.Id == row.MoveId).Select(move => move.Note).FirstOrDefault(),
            // One by one: of two columns EF would number all rows of the table.
            WithdrawnAt = withdrawn.Where(referral => referral.Id == row.ReferralId).Select(referral => referral.BlockedSince).FirstOrDefault(),
            // Not asked of what holds nothing of it.
            NoHealth = row.Fields.Contains("health") && !AccessFunctions.MayOpen(row.ClientId, "health"),
            NoProtection = row.Fields.Contains("protection") && !AccessFunctions.MayOpen(row.ClientId, "protection"),
            NoOrientation = row.Fields.Contains("sexual_orientation") && !AccessFunctions.MayOpen(row.ClientId, "sexual_orientation"),
            ConfirmedAs = withdrawn.Where(referral => referral.Id == row.ReferralId).Select(referral => referral.BlockConfirmedAs).FirstOrDefault(),
        }).AsNoTracking().ToListAsync(cancellationToken);
        if (found.Count == 0 && !await db.Set<Client>().VisibleTo(db, call.Caller).AnyAsync(client => client.Id == request.ClientId, cancellationToken))
        {
            throw RefusedException.NotFound(request.ClientId);
        }
        var shown = found.ConvertAll(entry => Told(Shown(entry.Row, entry.Name, entry.From, entry.Text, (entry.WithdrawnAt, entry.ConfirmedAs)),
        [
            .. entry.NoHealth ? [Compartment.Health] : Array.Empty<Compartment>(),
            .. entry.NoProtection ? [Compartment.Protection] : Array.Empty<Compartment>(),
            .. entry.NoOrientation ? [Compartment.SexualOrientation] : Array.Empty<Compartment>(),
        ]));
        return NewestFirst.Cut(shown, request.Page, filter, await entries.CountFor(request.Page, cancellationToken));
    }

    // All of them to who sees the person. Of an organisation that keeps the file no longer: what a colleague disclosed is answered by that colleague, or a
    // supervisor of his team.
    private IQueryable<Disclosure> Answerable(IQueryable<Disclosure> entries, Guid clientId)
    {
        var (me, own, supervises) = (call.Caller.StaffId, call.Caller.OrganisationId, call.Caller.Is(Role.Supervisor));
        var seen = db.Set<Client>().VisibleTo(db, call.Caller);
        return entries.Where(row => seen.Any(client => client.Id == clientId)
            || (row.ReceivedFrom == null && !db.Set<Client>().Any(client => client.Id == clientId && client.OrganisationId == own)
                && (row.DisclosedBy == me || (supervises && db.Set<TeamMember>().Any(member => member.StaffId == row.DisclosedBy
                    && AccessFunctions.IsMyTeam(member.TeamId))))));
    }

    // Out of which compartments something went along is told to who may open them, and so is the hash over it, by which it could be guessed.
    private static DisclosureRow Told(DisclosureRow row, IReadOnlyList<Compartment> closed) => row.Kind != DisclosureKind.Referral || closed.Count == 0 ? row
        : row with { Fields = [.. row.Fields.Except(closed.Select(Compartments.NameOf))], Sha256 = null, SecrecyBasis = null };

    private static DisclosureRow Shown(Disclosure row, string? name, string? from, string? text, (DateTimeOffset? At, string? ConfirmedAs) withdrawn) =>
        new(row.Id, row.ClientId, row.Kind, row.ReferralId, row.MessageId, row.RecipientId, row.Recipient, row.RecipientAddress, row.ReceivedFrom, from,
            row.Kind == DisclosureKind.Copy ? null : row.Purpose, row.Kind == DisclosureKind.Copy ? row.Purpose : null, row.Basis, row.ConsentId,
            row.SecrecyBasis, row.Fields,
            text, row.Sha256 is { } hash ? Convert.ToHexStringLower(hash) : null, withdrawn.At, withdrawn.ConfirmedAs, row.DisclosedBy, name, row.At);
}

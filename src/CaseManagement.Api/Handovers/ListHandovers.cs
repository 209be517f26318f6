using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>Which way a handover goes, seen from the caller's teams.</summary>
public enum Direction
{
    /// <summary>Sent by them.</summary>
    Sent,
    /// <summary>Addressed to them.</summary>
    Received,
}

/// <summary>Handovers of the caller's teams, newest first.</summary>
/// <param name="Direction">sent or received.</param>
/// <param name="Status">Only those in this state.</param>
/// <param name="Overdue">Only those with (or without) a deadline that has passed.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadHandovers)]
[Operation("List handovers", """
    `direction` is seen from your teams; newest first. Received ones appear from submission on. `overdue` is derived: the answer is late, or
    the first contacts are.
    """)]
public sealed record ListHandovers(Direction Direction, HandoverStatus? Status, bool? Overdue, Paging Page) : IQuery<Page<HandoverRow>>;

/// <summary>A handover in a list.</summary>
/// <param name="Id">The handover.</param>
/// <param name="HouseholdId">The household.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="IsOverdue">Derived: a deadline has passed.</param>
/// <param name="Sender">Who hands over.</param>
/// <param name="Receiver">Who is to take over.</param>
/// <param name="PersonCount">How many persons.</param>
/// <param name="PackageVersion">The last frozen package.</param>
/// <param name="ReturnsHandoverId">The handover that it returns.</param>
/// <param name="CreatedAt">When it was prepared.</param>
/// <param name="SubmittedAt">When it was submitted last.</param>
/// <param name="AcceptanceDueOn">Last day for the answer.</param>
/// <param name="FirstContactDueOn">Last day for the first contacts.</param>
public sealed record HandoverRow(
    Guid Id,
    Guid HouseholdId,
    HandoverStatus Status,
    [Example(false)] bool IsOverdue,
    PackageParty Sender,
    PackageParty Receiver,
    int PersonCount,
    int PackageVersion,
    [Example(null)] Guid? ReturnsHandoverId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SubmittedAt,
    [Example(Sample.LaterDay)] DateOnly? AcceptanceDueOn,
    [Example("2026-03-30")] DateOnly? FirstContactDueOn) : IShowsPersons
{
    /// <summary>The household's reference, as it was disclosed.</summary>
    [Example(Sample.HouseholdReference)]
    public string? HouseholdReference { get; init; }

    /// <summary>Whom it is about, as far as it was disclosed: by the last package; nobody once a package may not be read any more.</summary>
    public IReadOnlyList<NamedInHandover> Persons { get; init; } = [];

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Persons.Select(person => person.ClientId);
}

/// <summary>A person of a handover.</summary>
/// <param name="ClientId">Who.</param>
/// <param name="FamilyName">As the package tells it, or as on file where there is none yet.</param>
/// <param name="GivenName">The same.</param>
public sealed record NamedInHandover(Guid ClientId, [Example(Sample.FamilyName)] string FamilyName, [Example(Sample.GivenName)] string GivenName);

internal sealed class ListHandoversHandler(CaseDb db, CallContext call) : IHandler<ListHandovers, Page<HandoverRow>>
{
    private static readonly Order<Handover, HandoverRow> NewestFirst =
        Order.Descending((Handover row) => ValueTuple.Create(row.CreatedAt, row.Id), (HandoverRow row) => (row.CreatedAt, row.Id));

    private sealed record Named(Guid Id, string Names);

    private sealed record Names(string? HouseholdReference, IReadOnlyList<NamedInHandover> Persons);

    public async Task<Page<HandoverRow>> Handle(ListHandovers request, CancellationToken cancellationToken)
    {
        var (today, filter) = (call.Today, request with { Page = Paging.First });
        var handovers = request.Direction == Direction.Sent
            ? db.Set<Handover>().SentBy(db, call.Caller) : db.Set<Handover>().ReceivedBy(db, call.Caller);
        handovers = handovers
            .If(request.Status, status => h => h.Status == status)
            .If(request.Overdue, overdue => h => ((h.Status == HandoverStatus.Submitted && h.AcceptanceDueOn < today)
                || (h.Status == HandoverStatus.Accepted && h.FirstContactDueOn < today)) == overdue);
        var rows = await (
            from h in NewestFirst.Next(handovers, request.Page, filter)
            join senderTeam in db.Set<Team>() on h.SenderTeamId equals senderTeam.Id
            join sender in db.Set<Organisation>() on h.SenderOrganisationId equals sender.Id
            join receiverTeam in db.Set<Team>() on h.ReceiverTeamId equals receiverTeam.Id
            join receiver in db.Set<Organisation>() on h.ReceiverOrganisationId equals receiver.Id
            orderby h.CreatedAt descending, h.Id descending
            select new HandoverRow(h.Id, h.HouseholdId, h.Status,
                (h.Status == HandoverStatus.Submitted && h.AcceptanceDueOn < today)
                    || (h.Status == HandoverStatus.Accepted && h.FirstContactDueOn < today),
                new PackageParty(sender.Id, sender.Name, senderTeam.Id, senderTeam.Name),
                new PackageParty(receiver.Id, receiver.Name, receiverTeam.Id, receiverTeam.Name),
                db.Set<HandoverPerson>().Count(person => person.HandoverId == h.Id), h.PackageVersion, h.ReturnsId,
                h.CreatedAt, h.SubmittedAt, h.AcceptanceDueOn, h.FirstContactDueOn))
            .ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(row => row.Id).ToArray();
        var named = ids.Length == 0 ? [] : (await db.Database.SqlQuery<Named>($"""
            select h.id as "Id", app.handover_names(h.id)::text as "Names" from unnest({ids}) h (id)
            """).ToListAsync(cancellationToken)).ToDictionary(row => row.Id, row => PackageDocument.Parse<Names>(row.Names));
        rows = rows.ConvertAll(row => row with { HouseholdReference = named[row.Id].HouseholdReference, Persons = named[row.Id].Persons });
        return NewestFirst.Cut(rows, request.Page, filter, await handovers.CountFor(request.Page, cancellationToken));
    }
}

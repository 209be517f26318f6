using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Access;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Erasure;

/// <summary>One erasure.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadErasures)]
[Operation("Get an erasure", """
    Who proposed, decided and confirmed it, when, on which basis; what stands in its way; of a carried out one how many rows of which kind went, and who was
    told. The person shows to who sees the person anyway, and to nobody once it is carried out: the reference speaks of it then.
    """)]
public sealed record GetErasure(Guid Id) : IQuery<ErasureView>;

/// <summary>The orders of the list of erasures.</summary>
public enum ErasureSort
{
    /// <summary>Proposed last first.</summary>
    [JsonStringEnumMemberName("-proposedAt")] NewestFirst,
    /// <summary>Proposed first first.</summary>
    [JsonStringEnumMemberName("proposedAt")] OldestFirst,
}

/// <summary>Erasures of the organisation.</summary>
/// <param name="Status">Only those that stand so.</param>
/// <param name="Basis">Only those on this basis.</param>
/// <param name="Reference">The one with this reference.</param>
/// <param name="Include">`ended`: those that were carried out, withdrawn or refused, too.</param>
/// <param name="Sort">-proposedAt (newest first) or proposedAt.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadErasures)]
[Operation("List erasures", """
    Those that wait, unless a status or `include=ended` is asked for. All of the organisation's for who decides or confirms; for others those of persons whom
    they see, and their own proposals. The list of the carried out ones is what is to be repeated after a backup was restored: `subjectDigest` is the SHA-256
    of the person's id.
    """)]
public sealed record ListErasures(
    ErasureStatus? Status, ErasureBasis? Basis, string? Reference, Include? Include, Paging Page, ErasureSort Sort = ErasureSort.NewestFirst)
    : IQuery<Page<ErasureRow>>;

/// <summary>An erasure.</summary>
public sealed record ErasureRow : IShowsPersons
{
    /// <summary>The erasure.</summary>
    public required Guid Id { get; init; }
    /// <summary>By which it is spoken of.</summary>
    [Example("L-2026-5F0A91C3")]
    public required string Reference { get; init; }
    /// <summary>Where it stands.</summary>
    [Example("proposed")]
    public required ErasureStatus Status { get; init; }
    /// <summary>The person; null for who does not see the person, and once it is carried out.</summary>
    public required Guid? ClientId { get; init; }
    /// <summary>Family name, given name; null with the id.</summary>
    [Example(Sample.FamilyName + ", " + Sample.GivenName)]
    public required string? ClientName { get; init; }
    /// <summary>Once it is carried out: SHA-256 of the person's id as text, in hexadecimal.</summary>
    [Example(null)]
    public required string? SubjectDigest { get; init; }
    /// <summary>On which basis.</summary>
    [Example("request")]
    public required ErasureBasis Basis { get; init; }
    /// <summary>Why.</summary>
    [CodeOf(CodeLists.ErasureReason)]
    public required string ReasonCode { get; init; }
    /// <summary>The day of the request.</summary>
    public required DateOnly? RequestedOn { get; init; }
    /// <summary>First day after the time of keeping.</summary>
    [Example(null)]
    public required DateOnly? DueOn { get; init; }
    /// <summary>Who proposed it; null: the system.</summary>
    public required Guid? ProposedBy { get; init; }
    /// <summary>By name.</summary>
    [Example(Sample.Colleague)]
    public required string? ProposedByName { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset ProposedAt { get; init; }
    /// <summary>Who decided.</summary>
    [Example(null)]
    public required Guid? DecidedBy { get; init; }
    /// <summary>By name.</summary>
    [Example(null)]
    public required string? DecidedByName { get; init; }
    /// <summary>When.</summary>
    [Example(null)]
    public required DateTimeOffset? DecidedAt { get; init; }
    /// <summary>Who confirmed, withdrew or refused it.</summary>
    [Example(null)]
    public required Guid? EndedBy { get; init; }
    /// <summary>By name.</summary>
    [Example(null)]
    public required string? EndedByName { get; init; }
    /// <summary>When.</summary>
    [Example(null)]
    public required DateTimeOffset? EndedAt { get; init; }
    /// <summary>Why it was withdrawn or refused.</summary>
    [CodeOf(CodeLists.ErasureEndReason), Example(null)]
    public required string? EndReason { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => ClientId is { } client ? [client] : [];
}

/// <summary>What stands in the way of an erasure.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Message">In words.</param>
public sealed record ErasureObstacle([Example("erasure-case-open")] string Code, [Example("A case of this person is open.")] string Message);

/// <summary>An erasure with what stands in its way, or what it did.</summary>
/// <param name="Erasure">What the list tells.</param>
/// <param name="Obstacles">What stands in its way now.</param>
/// <param name="Erased">Of a carried out one: rows by kind.</param>
/// <param name="Told">Recipients of disclosures that were told by the product: organisations.</param>
/// <param name="ToTell">Recipients outside of the installation: to be told by hand (Art. 19 GDPR).</param>
/// <param name="AllowedActions">What the caller may do now.</param>
/// <param name="Version">The ETag.</param>
public sealed record ErasureView(
    ErasureRow Erasure,
    IReadOnlyList<ErasureObstacle> Obstacles,
    [Example("""{"client":1,"contact":4}""", IsJson = true)] IReadOnlyDictionary<string, int>? Erased,
    [Example("Caritas Fils-Neckar-Alb")] IReadOnlyList<string> Told,
    [Example("Arztpraxis am Markt")] IReadOnlyList<string> ToTell,
    IReadOnlyList<AllowedAction> AllowedActions,
    [property: JsonIgnore] uint Version) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Erasure.ShownClients();
}

internal sealed class ReadErasuresHandler(CaseDb db, CallContext call) : IHandler<GetErasure, ErasureView>, IHandler<ListErasures, Page<ErasureRow>>
{
    private static readonly Order<PersonErasure, ErasureRow> NewestFirst =
        Order.Descending((PersonErasure row) => ValueTuple.Create(row.ProposedAt, row.Id), (ErasureRow row) => (row.ProposedAt, row.Id));
    private static readonly Order<PersonErasure, ErasureRow> OldestFirst =
        Order.Ascending((PersonErasure row) => ValueTuple.Create(row.ProposedAt, row.Id), (ErasureRow row) => (row.ProposedAt, row.Id));

    public async Task<ErasureView> Handle(GetErasure request, CancellationToken cancellationToken)
    {
        var one = db.Set<PersonErasure>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id);
        var read = await Rows(one).Select(shown => new
        {
            Shown = shown, Found = one.Single(),
            Obstacles = shown.Status == ErasureStatus.Proposed || shown.Status == ErasureStatus.Decided
                ? AccessFunctions.ErasureObstacles(one.Single().ClientId) : null,
        }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var (shown, found, obstacles) = (read.Shown, read.Found, read.Obstacles ?? []);
        return new ErasureView(shown, [.. obstacles.Select(code => new ErasureObstacle(code, ErasureProblems.Obstacles[code].Text()))],
            found.Erased is { } erased ? JsonSerializer.Deserialize<SortedDictionary<string, int>>(erased) : null, found.Told ?? [], found.ToTell ?? [],
            PersonErasure.Moves.Describe(found.Status, action => Objection(action, found, obstacles)), found.Version);
    }

    public async Task<Page<ErasureRow>> Handle(ListErasures request, CancellationToken cancellationToken)
    {
        var (rows, filter) = (db.Set<PersonErasure>().VisibleTo(db, call.Caller), request with { Page = Paging.First });
        if (request.Status is { } status)
        {
            rows = rows.Where(row => row.Status == status);
        }
        else if (request.Include is null)
        {
            rows = rows.Where(row => row.Status == ErasureStatus.Proposed || row.Status == ErasureStatus.Decided);
        }
        rows = rows
            .If(request.Basis, basis => row => row.Basis == basis)
            .If(request.Reference, reference => row => row.Reference == reference);
        var order = request.Sort == ErasureSort.NewestFirst ? NewestFirst : OldestFirst;
        var page = await Rows(order.Next(rows, request.Page, filter)).ToListAsync(cancellationToken);
        return order.Cut(page, request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }

    private ProblemType? Objection(string action, PersonErasure erasure, IReadOnlyList<string> obstacles) => action switch
    {
        PersonErasure.WithdrawMove => call.Caller.May(Permission.ProposeErasures) ? null : AccessProblems.NotPermitted,
        PersonErasure.RefuseMove => call.Caller.May(Permission.ConfirmErasures) ? null : AccessProblems.NotPermitted,
        PersonErasure.DecideMove => !call.Caller.May(Permission.DecideErasures) ? AccessProblems.NotPermitted
            : obstacles.Count > 0 ? ErasureProblems.Obstacles[obstacles[0]] : null,
        _ => !call.Caller.May(Permission.ConfirmErasures) ? AccessProblems.NotPermitted
            : PersonErasure.ObjectionToConfirm(call.Caller.StaffId, erasure.ProposedBy, erasure.DecidedBy)
                ?? (obstacles.Count > 0 ? ErasureProblems.Obstacles[obstacles[0]] : null),
    };

    // Who sees no case content sees whom it is about by nothing here.
    private IQueryable<ErasureRow> Rows(IQueryable<PersonErasure> rows)
    {
        var (mayRead, seen, staff) = (call.Caller.May(Permission.ReadClients), db.Set<Client>().VisibleTo(db, call.Caller), db.Set<Staff>());
        return rows.Select(row => new ErasureRow
        {
            Id = row.Id, Reference = row.Reference, Status = row.Status,
            ClientId = mayRead && seen.Any(client => client.Id == row.ClientId) ? row.ClientId : null,
            ClientName = mayRead ? seen.Where(client => client.Id == row.ClientId).Select(client => client.FamilyName + ", " + client.GivenName)
                .FirstOrDefault() : null,
            SubjectDigest = row.SubjectDigest == null ? null : Convert.ToHexStringLower(row.SubjectDigest),
            Basis = row.Basis, ReasonCode = row.ReasonCode, RequestedOn = row.RequestedOn, DueOn = row.DueOn,
            ProposedBy = row.ProposedBy,
            ProposedByName = staff.Where(one => one.Id == row.ProposedBy).Select(one => one.GivenName + " " + one.FamilyName).FirstOrDefault(),
            ProposedAt = row.ProposedAt, DecidedBy = row.DecidedBy,
            DecidedByName = staff.Where(one => one.Id == row.DecidedBy).Select(one => one.GivenName + " " + one.FamilyName).FirstOrDefault(),
            DecidedAt = row.DecidedAt, EndedBy = row.EndedBy,
            EndedByName = staff.Where(one => one.Id == row.EndedBy).Select(one => one.GivenName + " " + one.FamilyName).FirstOrDefault(),
            EndedAt = row.EndedAt, EndReason = row.EndReason,
        });
    }
}

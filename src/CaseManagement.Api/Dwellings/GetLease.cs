using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Dwellings;

/// <summary>One lease.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadClients)]
[Operation("Get a lease", "With what you may do now.")]
public sealed record GetLease(Guid Id) : IQuery<LeaseView>;

/// <summary>A lease, [from, until).</summary>
public record LeaseRow : IShowsPersons
{
    /// <summary>The lease.</summary>
    public required Guid Id { get; init; }
    /// <summary>What is let.</summary>
    public required Guid DwellingId { get; init; }
    /// <summary>Who rents.</summary>
    [Example("household")]
    public required LeaseHolder Holder { get; init; }
    /// <summary>Which household; null of the town's, where you do not see it, and where where it lives is hidden from you.</summary>
    public required Guid? HouseholdId { get; init; }
    /// <summary>Its reference; null where the id is.</summary>
    [Example(Sample.HouseholdReference)]
    public required string? HouseholdReference { get; init; }
    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }
    /// <summary>First day no longer.</summary>
    [Example(null)]
    public required DateOnly? Until { get; init; }
    /// <summary>Why it ended.</summary>
    [CodeOf(CodeLists.LeaseEndReason)]
    [Example(null)]
    public required string? EndReason { get; init; }
    /// <summary>Of whom it tells where they live: the members of the household on the first day.</summary>
    [JsonIgnore] public IReadOnlyList<Guid> Members { get; init; } = [];
    /// <summary>The ETag.</summary>
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => HouseholdId is null ? [] : Members;
}

/// <summary>A lease with what can be done.</summary>
public sealed record LeaseView : LeaseRow, IVersioned
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    internal LeaseView(LeaseRow row) : base(row) { }

    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; init; } = [];
}

internal static class LeaseRows
{
    /// <summary>
    /// How a lease is shown. The household tells who lives there: of a dwelling that reveals something, and of who has a bar on the address, to those only who
    /// are shown that somebody of it lives there.
    /// </summary>
    public static IQueryable<LeaseRow> Shown(this IQueryable<Lease> leases, CaseDb db, CallContext call)
    {
        var seen = db.Set<Household>().VisibleTo(db, call.Caller);
        var members = db.Set<HouseholdMember>();
        var barred = db.Set<ClientMark>().Where(mark => mark.Kind == MarkKind.AddressBlocked && mark.LiftedAt == null);
        return leases
            .Select(lease => new
            {
                Lease = lease,
                IsSeen = seen.Any(household => household.Id == lease.HouseholdId),
                IsHidden = db.Set<Dwelling>().Any(dwelling => dwelling.Id == lease.DwellingId && dwelling.Reveals != null)
                    || members.Any(member => member.HouseholdId == lease.HouseholdId && barred.Any(mark => mark.ClientId == member.ClientId)),
                IsShown = db.Set<Occupancy>().Any(one => one.DwellingId == lease.DwellingId && one.Compartment != null
                    && members.Any(member => member.HouseholdId == lease.HouseholdId && member.ClientId == one.ClientId)),
            })
            .Select(row => new LeaseRow
            {
                Id = row.Lease.Id,
                DwellingId = row.Lease.DwellingId,
                Holder = row.Lease.Holder,
                HouseholdId = row.IsSeen && (!row.IsHidden || row.IsShown) ? row.Lease.HouseholdId : null,
                HouseholdReference = row.IsSeen && (!row.IsHidden || row.IsShown) ? seen.Where(household => household.Id == row.Lease.HouseholdId)
                    .Select(household => household.Reference).FirstOrDefault() : null,
                From = row.Lease.FromDate,
                Until = row.Lease.UntilDate,
                EndReason = row.Lease.EndReason,
                Members = members.Where(member => member.HouseholdId == row.Lease.HouseholdId
                    && (member.UntilDate == null || member.UntilDate > row.Lease.FromDate)).Select(member => member.ClientId).ToList(),
                Version = row.Lease.Version,
            });
    }
}

internal sealed class GetLeaseHandler(CaseDb db, CallContext call) : IHandler<GetLease, LeaseView>
{
    public async Task<LeaseView> Handle(GetLease request, CancellationToken cancellationToken)
    {
        var known = db.Set<Dwelling>().Where(DwellingAccess.KnowsPlace(db, call.Caller));
        var found = await db.Set<Lease>().Own(call.Caller).Where(lease => lease.Id == request.Id).Shown(db, call)
            .Select(lease => new { Row = lease, IsTold = known.Any(dwelling => dwelling.Id == lease.DwellingId) }).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        var row = found.Row;
        var objection = DwellingRows.Objection(call.Caller) ?? (found.IsTold ? null : ClientProblems.CompartmentClosed);
        var over = row.Until <= call.Today && row.EndReason is not null ? DwellingProblems.LeaseEnded : null;
        return new LeaseView(row)
        {
            AllowedActions = [AllowedAction.Of("correct", objection), AllowedAction.Of("end", objection ?? over), AllowedAction.Of("remove", objection)],
        };
    }
}

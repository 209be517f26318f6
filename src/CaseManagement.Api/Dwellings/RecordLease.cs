using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Dwellings;

/// <summary>What a lease is.</summary>
public abstract record LeaseBody
{
    /// <summary>Who rents.</summary>
    [Example("household")]
    public required LeaseHolder Holder { get; init; }
    /// <summary>Which household; of the town's left out.</summary>
    public Guid? HouseholdId { get; init; }
    /// <summary>First day; ahead where it is signed already.</summary>
    [Example(Sample.Day)]
    public required DateOnly From { get; init; }
    /// <summary>First day no longer; ahead where it is limited. Left out while no end is known.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }
    /// <summary>Why it ended.</summary>
    [CodeOf(CodeLists.LeaseEndReason)]
    [Example(null)]
    public string? EndReason { get; init; }
}

internal sealed class LeaseRules : AbstractValidator<LeaseBody>
{
    private static readonly DateOnly Earliest = new(1900, 1, 1), Latest = new(2200, 1, 1);

    public LeaseRules()
    {
        RuleFor(lease => lease.HouseholdId).Must((lease, household) => household is null == (lease.Holder == LeaseHolder.Town))
            .WithProblem(DwellingProblems.HolderWithHousehold);
        RuleFor(lease => lease.From).InclusiveBetween(Earliest, Latest);
        RuleFor(lease => lease.Until).Must((lease, until) => until is null || (until > lease.From && until <= Latest))
            .WithProblem(DwellingProblems.UntilBeforeFrom);
        RuleFor(lease => lease.EndReason).Must((lease, reason) => reason is null || lease.Until is not null).WithProblem(DwellingProblems.ReasonWithoutEnd);
    }
}

/// <summary>A dwelling is let.</summary>
[Requires(Permission.WriteClients)]
[Operation("Record a lease", """
    To the town, or to a household that you see. Beside each other they may be (the town lets on, households share), each holder once at a time
    (409 `leases-overlap`). Nobody moves in by it: that is `POST /dwellings/{id}/move-in`.
    """)]
public sealed record RecordLease : LeaseBody, ICommand<Saved>
{
    /// <summary>The dwelling.</summary>
    [JsonIgnore] public Guid DwellingId { get; init; }
}

/// <summary>The lease as it is: the body states it, days included. What stood there stays in the trail.</summary>
[Requires(Permission.WriteClients)]
[Operation("Correct a lease", "All of it, with a reason. One that was ended by mistake goes on without `until`.")]
public sealed record CorrectLease : LeaseBody, ICommand<Saved>, INeedsReason
{
    /// <summary>Why, for the trail.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
    /// <summary>The lease.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The lease ends.</summary>
/// <param name="Until">First day no longer.</param>
/// <param name="ReasonCode">Why.</param>
[Requires(Permission.WriteClients)]
[Operation("End a lease", "With why; also earlier or later than the contract said. Who lives there moves out apart from it.")]
public sealed record EndLease([Example(Sample.LaterDay)] DateOnly Until, [CodeOf(CodeLists.LeaseEndReason)] string ReasonCode) : ICommand<Saved>
{
    /// <summary>The lease.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The lease never was.</summary>
/// <param name="Reason">Why, for the trail; 1 to 1,000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Remove a lease", "What never was. It is in no list and no figure any more; the trail keeps it, and why.")]
public sealed record RemoveLease([Example(Sample.Reason)] string Reason) : ICommand<bool>, INeedsReason
{
    /// <summary>The lease.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class EndLeaseValidator : AbstractValidator<EndLease>
{
    public EndLeaseValidator() => RuleFor(end => end.Until).InclusiveBetween(new DateOnly(1900, 1, 1), new DateOnly(2200, 1, 1));
}

internal sealed class LeaseHandler(CaseDb db, CallContext call)
    : IHandler<RecordLease, Saved>, IHandler<CorrectLease, Saved>, IHandler<EndLease, Saved>, IHandler<RemoveLease, bool>
{
    public async Task<Saved> Handle(RecordLease request, CancellationToken cancellationToken)
    {
        var dwelling = await Dwelling(request.DwellingId, cancellationToken);
        await CheckHousehold(request.HouseholdId, cancellationToken);
        var lease = new Lease(dwelling, request, call.Caller.StaffId, call.Now);
        db.Add(lease);
        dwelling.Touch(call.Now);
        return await db.Save(lease, cancellationToken);
    }

    public async Task<Saved> Handle(CorrectLease request, CancellationToken cancellationToken)
    {
        var lease = await ToChange(request.Id, request.Version, cancellationToken);
        if (request.HouseholdId != lease.HouseholdId)
        {
            await CheckHousehold(request.HouseholdId, cancellationToken);
        }
        lease.Change(request, call.Now);
        return await db.Save(lease, cancellationToken);
    }

    public async Task<Saved> Handle(EndLease request, CancellationToken cancellationToken)
    {
        var lease = await ToChange(request.Id, request.Version, cancellationToken);
        lease.End(request.Until, request.ReasonCode, call.Today, call.Now);
        return await db.Save(lease, cancellationToken);
    }

    public async Task<bool> Handle(RemoveLease request, CancellationToken cancellationToken)
    {
        db.Remove(await ToChange(request.Id, request.Version, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private async Task<Lease> ToChange(Guid id, uint version, CancellationToken cancellationToken)
    {
        var lease = await db.Set<Lease>().Own(call.Caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, lease.Version);
        (await Dwelling(lease.DwellingId, cancellationToken)).Touch(call.Now);
        return lease;
    }

    // One whose place is hidden is let by who knows it.
    private async Task<Dwelling> Dwelling(Guid id, CancellationToken cancellationToken)
    {
        var dwelling = await db.Set<Dwelling>().Own(call.Caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        return await db.Set<Dwelling>().Where(row => row.Id == id).AnyAsync(DwellingAccess.KnowsPlace(db, call.Caller), cancellationToken)
            ? dwelling : throw RefusedException.Forbidden(ClientProblems.CompartmentClosed, id);
    }

    private async Task CheckHousehold(Guid? household, CancellationToken cancellationToken)
    {
        var own = call.Caller.OrganisationId;
        if (household is { } id && !await db.Set<Household>().VisibleTo(db, call.Caller)
            .AnyAsync(row => row.Id == id && row.OrganisationId == own, cancellationToken))
        {
            throw RefusedException.Invalid("/householdId", ClientProblems.UnknownHousehold);
        }
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Facts;

/// <summary>Records by hand that a person was allocated; lists do it by themselves.</summary>
[Requires(Permission.WriteClients)]
[Operation("Record an allocation", """
    Where no list told it. It is a fact of your organisation and stays with it when the household is handed over; the receiver gets a copy in the package.
    Once per person and day (409 `allocation-exists`). It says nothing of where the person lives or whether he or she has come. Where the address is
    blocked, the accommodation is a sensitive one or the status tells more than a status, only who is admitted to that compartment may do it
    (403 `compartment-closed`).
    """)]
public sealed record RecordAllocation : AllocationEntry, ICommand<Saved>
{
    /// <summary>Who was allocated.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
}

/// <summary>Corrects an allocation that was recorded wrongly. The trail keeps what stood there, and why; figures follow.</summary>
[Requires(Permission.WriteClients)]
[Operation("Correct an allocation", "Sets all of it; what is left out is emptied. Whoever did not come, or was taken back, is cancelled instead.")]
public sealed record CorrectAllocation : AllocationEntry, ICommand<Saved>, INeedsReason
{
    /// <summary>Why; 1 to 1000 characters.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
    /// <summary>The allocation.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>An allocation did not take effect.</summary>
/// <param name="CancelReason">Why.</param>
/// <param name="CancelNote">In words; up to 500 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Cancel an allocation", "effective → cancelled: never arrived, taken back. It stays readable and is in no figure.")]
public sealed record CancelAllocation(
    [CodeOf(CodeLists.AllocationCancelReason)] string CancelReason,
    [Example(Sample.Note)] string? CancelNote = null) : ICommand<Saved>
{
    /// <summary>The allocation.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class AllocationRules : AbstractValidator<AllocationEntry>
{
    private static readonly DateOnly First = new(1990, 1, 1);
    private const int DaysAhead = 183;

    public AllocationRules(CallContext call)
    {
        RuleFor(entry => entry.AllocatedOn).Must(day => day >= First && day <= call.Today.AddDays(DaysAhead)).WithProblem(AllocationProblems.DayFar);
        RuleFor(entry => entry.MunicipalityAgs).Ags();
    }
}

internal sealed class CancelAllocationValidator : AbstractValidator<CancelAllocation>
{
    public CancelAllocationValidator() => RuleFor(cancel => cancel.CancelNote).Words().MaximumLength(500);
}

internal sealed class AllocationHandler(CaseDb db, CallContext call)
    : IHandler<RecordAllocation, Saved>, IHandler<CorrectAllocation, Saved>, IHandler<CancelAllocation, Saved>
{
    public async Task<Saved> Handle(RecordAllocation request, CancellationToken cancellationToken)
    {
        var controller = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => client.Id == request.ClientId)
            .Select(client => (Guid?)client.OrganisationId).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        CheckOwn(controller);
        await Check(request.ClientId, request, cancellationToken);
        var recorded = new Allocation(controller, request.ClientId, request, null, call.Caller.StaffId, call.Now);
        db.Add(recorded);
        return await db.Save(recorded, cancellationToken);
    }

    public async Task<Saved> Handle(CorrectAllocation request, CancellationToken cancellationToken)
    {
        var allocation = await ToChange(request.Id, request.Version, cancellationToken);
        await Check(allocation.ClientId, request, cancellationToken);
        allocation.Correct(request, call.Now);
        return await db.Save(allocation, cancellationToken);
    }

    public async Task<Saved> Handle(CancelAllocation request, CancellationToken cancellationToken)
    {
        var allocation = await ToChange(request.Id, request.Version, cancellationToken);
        allocation.Cancel(request.CancelReason, request.CancelNote, call.Caller.StaffId, call.Now);
        return await db.Save(allocation, cancellationToken);
    }

    private async Task<Allocation> ToChange(Guid id, uint version, CancellationToken cancellationToken)
    {
        var allocation = await db.Set<Allocation>().VisibleTo(db, call.Caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        CheckOwn(allocation.OrganisationId); // Not the person's: the allocation stays when the household is handed over.
        IfMatch.Check(version, allocation.Version);
        return allocation;
    }

    private void CheckOwn(Guid controller)
    {
        if (controller != call.Caller.OrganisationId)
        {
            throw new RefusedException(ClientProblems.HandedOver);
        }
    }

    private async Task Check(Guid client, AllocationEntry entry, CancellationToken cancellationToken)
    {
        var own = call.Caller.OrganisationId;
        (await db.LifeOf(client, cancellationToken)).Check(entry.AllocatedOn, "/allocatedOn");
        if (entry.DistrictId is { } district
            && !await db.Set<Organisation>().AnyAsync(o => o.Id == district && o.Kind == OrganisationKind.District, cancellationToken))
        {
            throw RefusedException.Invalid("/districtId", AllocationProblems.NoDistrict);
        }
        var isSensitive = false;
        if (entry.AccommodationId is { } place)
        {
            // A closed one, too: somebody was sent there when it was not.
            isSensitive = (await db.Set<Accommodation>().Where(a => a.Id == place && (!a.IsSensitive || a.OrganisationId == own))
                .Select(a => new { a.IsSensitive }).SingleOrDefaultAsync(cancellationToken)
                ?? throw RefusedException.Invalid("/accommodationId", AllocationProblems.NoAccommodation)).IsSensitive;
        }
        await db.CheckWhereabouts(client, isSensitive, cancellationToken);
        if (entry.ResidenceStatus is { } status)
        {
            await db.CheckCode(client, CodeLists.ResidenceStatus, status, entry.AllocatedOn, cancellationToken);
        }
    }
}

internal static class AllocationProblems
{
    public static readonly ProblemType Exists = new("allocation-exists", 409,
        "The person is allocated on this day already.", "Für diesen Tag ist schon eine Zuweisung der Person erfasst.")
    { Constraint = "allocation_once" };
    public static readonly ProblemType DayFar = new("allocation-day-far", 400,
        "An allocation is of 1990 or later, and at most half a year ahead.",
        "Eine Zuweisung ist von 1990 oder später und liegt höchstens ein halbes Jahr voraus.");
    public static readonly ProblemType NoDistrict = new("unknown-district", 400,
        "There is no such organisation, or it is no district.", "Diese Organisation gibt es nicht, oder sie ist kein Landkreis.");
    public static readonly ProblemType NoAccommodation = new("unknown-accommodation", 400,
        "There is no such accommodation.", "Diese Unterkunft gibt es nicht.");
}

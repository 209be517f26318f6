using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Dwellings;

/// <summary>A person moves out, and nothing follows yet.</summary>
/// <param name="Until">First day no longer; today or earlier.</param>
/// <param name="LeaveReason">Why.</param>
[Requires(Permission.WriteClients)]
[Operation("Move out", """
    Where nothing follows yet: the address and the accommodation that hold with it end on that day, too. Who moves into another dwelling moves in there, and has
    left this one by that.
    """)]
public sealed record MoveOut([Example(Sample.LaterDay)] DateOnly Until, [CodeOf(CodeLists.DwellingLeaveReason)] string LeaveReason) : ICommand<Saved>
{
    /// <summary>The occupancy.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>It was recorded wrongly: where, or which days.</summary>
[Requires(Permission.WriteClients)]
[Operation("Correct an occupancy", """
    Days and dwelling, with a reason; what is left out is emptied, without `dwellingId` it stays where it is. The periods of `accommodations` and `addresses`
    that say the same follow; others stay as they are (409 `periods-overlap`): correct those first. Figures follow.
    """)]
public sealed record CorrectOccupancy : ICommand<Saved>, INeedsReason
{
    /// <summary>Another dwelling.</summary>
    public Guid? DwellingId { get; init; }
    /// <summary>The day of moving in; today or earlier.</summary>
    [Example(Sample.Day)]
    public required DateOnly From { get; init; }
    /// <summary>First day no longer; today or earlier. Left out while the person lives there.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }
    /// <summary>Why the person moved out.</summary>
    [CodeOf(CodeLists.DwellingLeaveReason)]
    [Example(null)]
    public string? LeaveReason { get; init; }
    /// <summary>Why, for the trail.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
    /// <summary>The occupancy.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The person never lived there.</summary>
/// <param name="Reason">Why, for the trail; 1 to 1,000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Remove an occupancy", """
    What never was: the periods of `accommodations` and `addresses` that say the same go with it. What ended when it began stays ended until that is corrected.
    """)]
public sealed record RemoveOccupancy([Example(Sample.Reason)] string Reason) : ICommand<bool>, INeedsReason
{
    /// <summary>The occupancy.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class MoveOutValidator : AbstractValidator<MoveOut>
{
    public MoveOutValidator(CallContext call) => RuleFor(move => move.Until).Must(day => day <= call.Today).WithProblem(DwellingProblems.InFuture);
}

internal sealed class CorrectOccupancyValidator : AbstractValidator<CorrectOccupancy>
{
    private static readonly DateOnly Earliest = new(1900, 1, 1);

    public CorrectOccupancyValidator(CallContext call)
    {
        RuleFor(correct => correct.From).Must(day => day >= Earliest && day <= call.Today).WithProblem(DwellingProblems.InFuture);
        RuleFor(correct => correct.Until).Must((correct, until) => until is null || until > correct.From).WithProblem(DwellingProblems.UntilBeforeFrom)
            .Must(until => until is null || until <= call.Today).WithProblem(DwellingProblems.InFuture);
        RuleFor(correct => correct.LeaveReason).Must((correct, reason) => reason is not null || correct.Until is null).WithProblem(HttpProblems.MissingMember)
            .Must((correct, reason) => reason is null || correct.Until is not null).WithProblem(DwellingProblems.ReasonWithoutEnd);
    }
}

internal sealed class ChangeOccupancyHandler(CaseDb db, CallContext call)
    : IHandler<MoveOut, Saved>, IHandler<CorrectOccupancy, Saved>, IHandler<RemoveOccupancy, bool>
{
    public async Task<Saved> Handle(MoveOut request, CancellationToken cancellationToken)
    {
        var (occupancy, dwelling, person) = await ToChange(request.Id, request.Version, cancellationToken);
        occupancy.Leave(request.Until, request.LeaveReason, call.Now);
        person.Leaves(dwelling, occupancy, call.Now);
        return await db.Save(occupancy, cancellationToken);
    }

    public async Task<Saved> Handle(CorrectOccupancy request, CancellationToken cancellationToken)
    {
        var (occupancy, dwelling, person) = await ToChange(request.Id, request.Version, cancellationToken);
        var other = request.DwellingId is { } into && into != occupancy.DwellingId ? await Dwelling(into, cancellationToken)
            ?? throw RefusedException.Invalid("/dwellingId", DwellingProblems.UnknownDwelling) : null;
        if (other is not null)
        {
            await db.CheckChange(call, person, other, cancellationToken);
        }
        var (address, housing) = person.Written(dwelling, occupancy.FromDate, occupancy.UntilDate);
        var known = await db.Set<Occupancy>().Where(one => one.ClientId == person.Id && one.OrganisationId == person.OrganisationId)
            .ToListAsync(cancellationToken);
        Occupancies.Move(known, occupancy.Id, request.From, request.Until);
        occupancy.Correct(other, request.LeaveReason, call.Now);
        if (address is not null && (other ?? dwelling) is { } there)
        {
            person.Correct(address.Id, there.Address(request.From, request.Until) with
            {
                CareOf = address.CareOf,
                LegalBasis = address.LegalBasis,
                Source = address.Source,
                Protect = there.Reveals is not null || address.ProtectedItself,
            }, call.Now);
        }
        if (housing is not null)
        {
            person.Correct(housing.Id, new HousingEntry
            {
                From = request.From, Until = request.Until, Kind = housing.Kind, Room = housing.Room, LegalBasis = housing.LegalBasis,
                Source = housing.Source, Protect = (other ?? dwelling)?.Reveals is not null || housing.ProtectedItself,
            }, call.Now);
        }
        return await db.Save(occupancy, cancellationToken);
    }

    public async Task<bool> Handle(RemoveOccupancy request, CancellationToken cancellationToken)
    {
        var (occupancy, dwelling, person) = await ToChange(request.Id, request.Version, cancellationToken);
        var (address, housing) = person.Written(dwelling, occupancy.FromDate, occupancy.UntilDate);
        if (address is not null)
        {
            person.Remove(PeriodKind.Addresses, address.Id, call.Now);
        }
        if (housing is not null)
        {
            person.Remove(PeriodKind.Accommodations, housing.Id, call.Now);
        }
        db.Remove(occupancy);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private async Task<(Occupancy Occupancy, Dwelling? Dwelling, Client Person)> ToChange(Guid id, uint version, CancellationToken cancellationToken)
    {
        var occupancy = await db.Set<Occupancy>().VisibleTo(db, call.Caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        var person = await db.Set<Client>().Include(client => client.Accommodations).Include(client => client.Addresses).AsSplitQuery()
            .SingleAsync(client => client.Id == occupancy.ClientId, cancellationToken);
        await db.CheckChange(call, person, null, cancellationToken);
        IfMatch.Check(version, occupancy.Version);
        return (occupancy, await Dwelling(occupancy.DwellingId, cancellationToken), person);
    }

    // Null where it is another organisation's: who was handed over brought the occupancy along.
    private Task<Dwelling?> Dwelling(Guid id, CancellationToken cancellationToken) =>
        db.Set<Dwelling>().Own(call.Caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
}

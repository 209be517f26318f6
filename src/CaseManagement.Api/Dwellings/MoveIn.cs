using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Dwellings;

/// <summary>Persons move into a dwelling, together.</summary>
/// <param name="ClientIds">Who; 1 to 30 persons.</param>
/// <param name="From">The day of moving in; today or earlier.</param>
/// <param name="Until">First day no longer, where they have moved out since; today or earlier.</param>
/// <param name="LeaveReason">Why they moved out.</param>
/// <param name="HousingKind">
/// What kind of accommodation it is for the person's history. Left out: `dezentrale-wohnung` where the town rents it on that day, otherwise `mietwohnung`.
/// </param>
/// <param name="Aftercare">
/// Whether the checklist of aftercare is asked. Left out: where they moved in at most 90 days ago and have not moved out since.
/// </param>
[Requires(Permission.WriteClients)]
[Operation("Move in", """
    For each person, all or nothing: the dwelling of that day is left, the stay in shared accommodation ends, and the histories `accommodations` and `addresses`
    say where the person lives now; what they say so already stays. A stay that has ended by now is not shortened, and in no other way do two periods lie on one
    day (409 `periods-overlap`, 409 `lives-there`). Once for each move of a household the checklist of aftercare is asked, as reminders for who
    leads the case. Into a dwelling that reveals something, or of who has a bar on the address, only who is admitted may do it (403 `compartment-closed`).
    """)]
public sealed record MoveIn(
    IReadOnlyList<Guid> ClientIds,
    [Example(Sample.Day)] DateOnly From,
    [Example(null)] DateOnly? Until = null,
    [CodeOf(CodeLists.DwellingLeaveReason), Example(null)] string? LeaveReason = null,
    [CodeOf(CodeLists.AccommodationKind, On = nameof(MoveIn.From)), Example(null)] string? HousingKind = null,
    [Example(null)] bool? Aftercare = null) : ICommand<Saved>
{
    /// <summary>The dwelling.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class MoveInValidator : AbstractValidator<MoveIn>
{
    private static readonly DateOnly Earliest = new(1900, 1, 1);

    public MoveInValidator(CallContext call)
    {
        RuleFor(move => move.ClientIds).NotEmpty().AtMostOnceEach(30);
        RuleFor(move => move.From).Must(day => day >= Earliest && day <= call.Today).WithProblem(DwellingProblems.InFuture);
        RuleFor(move => move.Until).Must((move, until) => until is null || until > move.From).WithProblem(DwellingProblems.UntilBeforeFrom)
            .Must(until => until is null || until <= call.Today).WithProblem(DwellingProblems.InFuture);
        RuleFor(move => move.LeaveReason).Must((move, reason) => reason is not null || move.Until is null).WithProblem(HttpProblems.MissingMember)
            .Must((move, reason) => reason is null || move.Until is not null).WithProblem(DwellingProblems.ReasonWithoutEnd);
    }
}

internal sealed class MoveInHandler(CaseDb db, CallContext call) : IHandler<MoveIn, Saved>
{
    // What is recorded later than this is history, and nobody's to do any more.
    private const int DaysOfAftercare = 90;

    public async Task<Saved> Handle(MoveIn request, CancellationToken cancellationToken)
    {
        var dwelling = await db.Set<Dwelling>().Own(call.Caller).SingleOrDefaultAsync(row => row.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, dwelling.Version);
        Guid[] ids = [.. request.ClientIds.Order()];
        var persons = await db.Set<Client>().VisibleTo(db, call.Caller).Include(client => client.Accommodations).Include(client => client.Addresses)
            .Where(client => ids.Contains(client.Id)).AsSplitQuery().ToListAsync(cancellationToken);
        if (persons.Count < ids.Length)
        {
            throw RefusedException.Invalid("/clientIds", ClientProblems.UnknownClient);
        }
        foreach (var person in persons)
        {
            await db.CheckChange(call, person, dwelling, cancellationToken);
        }
        var known = (await db.Set<Occupancy>().Where(one => ids.Contains(one.ClientId) && one.OrganisationId == dwelling.OrganisationId)
            .ToListAsync(cancellationToken)).ToLookup(one => one.ClientId);
        var lives = await db.LivesOf(ids, cancellationToken);
        var kind = request.HousingKind ?? await UsualKind(dwelling.Id, request.From, cancellationToken);
        foreach (var person in persons.OrderBy(person => person.Id))
        {
            var moved = Occupancies.Begin([.. known[person.Id]], dwelling, (person.Id, lives[person.Id]),
                (request.From, request.Until, request.LeaveReason),
                call.Caller.StaffId, call.Now);
            db.Add(moved);
            person.LivesIn(dwelling, kind, request.From, request.Until, call);
        }
        if (request.Aftercare ?? (request.Until is null && request.From >= call.Today.AddDays(-DaysOfAftercare)))
        {
            await db.AskAftercare(call, dwelling, ids, request.From, cancellationToken);
        }
        dwelling.Touch(call.Now);
        return await db.Save(dwelling, cancellationToken);
    }

    private async Task<string> UsualKind(Guid dwelling, DateOnly day, CancellationToken cancellationToken) =>
        Whereabouts.UsualKind(await db.Set<Lease>().AnyAsync(lease => lease.DwellingId == dwelling && lease.Holder == LeaseHolder.Town && lease.FromDate <= day
            && (lease.UntilDate == null || lease.UntilDate > day), cancellationToken));
}

/// <summary>What the histories of a person say of a dwelling, through the person alone.</summary>
internal static class Whereabouts
{
    /// <summary>Refuses whom the caller may not write about, or not there.</summary>
    /// <exception cref="RefusedException">409 after a handover or while restricted, 403 where it is in a compartment.</exception>
    internal static async Task CheckChange(this CaseDb db, CallContext call, Client person, Dwelling? dwelling, CancellationToken cancellationToken)
    {
        if (person.OrganisationId != call.Caller.OrganisationId)
        {
            throw new RefusedException(ClientProblems.HandedOver);
        }
        if (person.RestrictedAt is not null)
        {
            throw new RefusedException(ClientProblems.ProcessingRestricted);
        }
        await db.CheckCompartment(person.Id, dwelling?.Reveals, ClientProblems.CompartmentClosed, cancellationToken);
        await db.CheckWhereabouts(person.Id, dwelling?.Reveals is not null, cancellationToken);
    }

    /// <summary>What kind of accommodation a flat is for who lives there: one that the town rents, or a home of one's own.</summary>
    internal static string UsualKind(bool rentedByTown) => rentedByTown ? "dezentrale-wohnung" : "mietwohnung";

    /// <summary>From that day on the person is at home there: what holds on it ends, what says so already stays.</summary>
    /// <exception cref="RefusedException">409 where what holds on it has ended since: moving in elsewhere does not shorten it.</exception>
    internal static void LivesIn(this Client person, Dwelling dwelling, string kind, DateOnly from, DateOnly? until, CallContext call)
    {
        var now = call.Now;
        var isKnown = person.Addresses.Any(address => address.Holds(from) && dwelling.IsAt(address));
        if (!isKnown)
        {
            CheckEnded(person.Addresses, from, call.Today);
            person.Begin(dwelling.Address(from, until), now);
        }
        if (!person.Accommodations.Any(home => home.AccommodationId is null && home.Holds(from) && (isKnown || home.FromDate == from)))
        {
            CheckEnded(person.Accommodations, from, call.Today);
            person.Begin(new HousingEntry { Kind = kind, From = from, Until = until, Protect = dwelling.Reveals is not null }, now);
        }
    }

    // What is over is not changed by the way: whoever knows better corrects it, with a reason.
    private static void CheckEnded(IEnumerable<Period> periods, DateOnly from, DateOnly today)
    {
        if (periods.Any(period => period.Holds(from) && period.UntilDate <= today))
        {
            throw new RefusedException(ClientProblems.PeriodsOverlap);
        }
    }

    /// <summary>The person is at home there no longer, and nothing follows yet.</summary>
    internal static void Leaves(this Client person, Dwelling? dwelling, Occupancy left, DateTimeOffset now)
    {
        var until = left.UntilDate!.Value;
        if (person.Addresses.SingleOrDefault(address => address.Holds(until.AddDays(-1)) && address.UntilDate is null && IsOf(address)) is { } there)
        {
            person.End(PeriodKind.Addresses, there.Id, until, now);
        }
        if (person.Accommodations.SingleOrDefault(home => home.Holds(until.AddDays(-1)) && home.UntilDate is null && home.AccommodationId is null
            && home.FromDate == left.FromDate) is { } housed)
        {
            person.End(PeriodKind.Accommodations, housed.Id, until, now);
        }

        // Another organisation's dwelling is not there to be asked.
        bool IsOf(Address address) => dwelling?.IsAt(address) ?? address.FromDate == left.FromDate;
    }

    /// <summary>What moving in wrote into the histories, as far as it still says the same.</summary>
    internal static (Address? Address, Housing? Housing) Written(this Client person, Dwelling? dwelling, DateOnly from, DateOnly? until) =>
        (person.Addresses.SingleOrDefault(address => address.FromDate == from && address.UntilDate == until && dwelling?.IsAt(address) != false),
            person.Accommodations.SingleOrDefault(home => home.FromDate == from && home.UntilDate == until && home.AccommodationId is null));
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Where a person is housed, as stated.</summary>
public record HousingEntry : PeriodEntry
{
    /// <summary>The accommodation; left out for a private home.</summary>
    public Guid? AccommodationId { get; init; }
    /// <summary>What kind of place.</summary>
    [CodeOf(CodeLists.AccommodationKind, On = nameof(From))]
    public required string Kind { get; init; }
    /// <summary>Room or flat; at most 50 characters.</summary>
    [Example("2.14")]
    public string? Room { get; init; }
    /// <summary>The place is secret in itself, such as a shelter: only those admitted to the compartment "protection" see it.</summary>
    [Example(false)]
    public bool Protect { get; init; }

    internal override PeriodKind History => PeriodKind.Accommodations;
    internal override RecordedPeriod Recorded(Client client, DateTimeOffset now) => new Housing(client, this, now);
    internal override async Task Check(CaseDb db, Guid clientId, bool corrects, CancellationToken cancellationToken)
    {
        await db.CheckWhereabouts(clientId, corrects && Protect, cancellationToken);
        // Nobody moves into a closed place, but somebody may have lived there.
        if (AccommodationId is { } place
            && !await db.Set<Accommodation>().AnyAsync(a => a.Id == place && (corrects || a.ClosedAt == null), cancellationToken))
        {
            throw RefusedException.Invalid("/accommodationId", ClientProblems.UnknownAccommodation);
        }
    }
}

/// <summary>Where a person is housed: in a place that an organisation runs, or in a home of his or her own.</summary>
public sealed class Housing : RecordedPeriod<HousingEntry>
{
    private Housing() { }

    internal Housing(Client client, HousingEntry entry, DateTimeOffset now) : base(client, entry, now) => Set(entry);

    /// <summary>The accommodation; null for a private home, whose address stands among the addresses.</summary>
    public Guid? AccommodationId { get; private set; }
    /// <summary>Code of the list accommodation-kind.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>Room or flat.</summary>
    public string? Room { get; private set; }
    /// <summary>The place is secret in itself (a shelter), whatever the person's marks say.</summary>
    public bool ProtectedItself { get; private set; }

    private protected override void Set(HousingEntry entry) =>
        (AccommodationId, Kind, Room, ProtectedItself) = (entry.AccommodationId, entry.Kind, entry.Room.Clean(), entry.Protect);
}

/// <summary>Where a person was housed.</summary>
public sealed record HousingPeriod : PeriodShown
{
    /// <summary>The accommodation; null for a private home.</summary>
    public Guid? AccommodationId { get; init; }
    /// <summary>Its name.</summary>
    [Example(Sample.Accommodation)]
    public string? AccommodationName { get; init; }
    /// <summary>What kind of place.</summary>
    [CodeOf(CodeLists.AccommodationKind)]
    public required string Kind { get; init; }
    /// <summary>Room or flat.</summary>
    [Example("2.14")]
    public string? Room { get; init; }
}

internal sealed class HousingRules : AbstractValidator<HousingEntry>
{
    public HousingRules() => RuleFor(entry => entry.Room).MaximumLength(50);
}

/// <summary>The person moves to another accommodation or a private home; the one of that day ends there.</summary>
[Requires(Permission.WriteClients)]
[Operation("Change where a person is housed", PeriodWords.Changing + PeriodWords.Whereabouts)]
public sealed record ChangeHousing : HousingEntry, IWritesPeriod
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Corrects where a person was housed. The trail keeps what stood there, and why.</summary>
[Requires(Permission.WriteClients)]
[Operation("Correct where a person was housed", PeriodWords.Correcting + PeriodWords.Whereabouts)]
public sealed record CorrectHousing : HousingEntry, IWritesPeriod, INeedsReason
{
    /// <summary>Why; 1 to 1000 characters.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
    /// <summary>The period.</summary>
    [JsonIgnore] public Guid PeriodId { get; init; }
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    Guid? IWritesPeriod.Corrects => PeriodId;
}

internal sealed class ChangeHousingHandler(CaseDb db, CallContext call) : WritePeriod<ChangeHousing>(db, call);

internal sealed class CorrectHousingHandler(CaseDb db, CallContext call) : WritePeriod<CorrectHousing>(db, call);

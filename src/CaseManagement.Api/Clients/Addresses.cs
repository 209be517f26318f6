using System.Text.Json.Serialization;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>An address as stated.</summary>
public record AddressEntry : PeriodEntry
{
    /// <summary>Street and number.</summary>
    [Example("Musterstraße 1")]
    public required string Street { get; init; }
    /// <summary>Five digits.</summary>
    [Example("73207")]
    public required string PostalCode { get; init; }
    /// <summary>Town.</summary>
    [Example("Plochingen")]
    public required string Town { get; init; }
    /// <summary>AGS of the town, eight digits.</summary>
    [Example("08116056")]
    public string? Ags { get; init; }
    /// <summary>At whose letter box.</summary>
    [Example(null)]
    public string? CareOf { get; init; }
    /// <summary>The address is secret in itself: only those admitted to the compartment "protection" see it.</summary>
    [Example(false)]
    public bool Protect { get; init; }

    /// <summary>The quarter of that town, which its administrator keeps; needs `ags`.</summary>
    [Example(null)]
    public Guid? QuarterId { get; init; }

    internal override PeriodKind History => PeriodKind.Addresses;
    internal override RecordedPeriod Recorded(Client client, DateTimeOffset now) => new Address(client, this, now);
    internal override async Task Check(CaseDb db, Guid clientId, bool corrects, CancellationToken cancellationToken)
    {
        await db.CheckWhereabouts(clientId, corrects && Protect, cancellationToken);
        await CheckQuarter(db, !corrects, "/quarterId", cancellationToken);
    }

    /// <summary>Refuses a quarter of another town, and for a new address one that is closed; somebody may have lived there.</summary>
    internal async Task CheckQuarter(CaseDb db, bool isNew, string pointer, CancellationToken cancellationToken)
    {
        if (QuarterId is { } quarter
            && !await db.Set<Quarter>().AnyAsync(q => q.Id == quarter && q.Ags == Ags && (!isNew || q.ClosedAt == null), cancellationToken))
        {
            throw RefusedException.Invalid(pointer, ClientProblems.UnknownQuarter);
        }
    }
}

/// <summary>Where a person is registered or receives letters.</summary>
public sealed class Address : RecordedPeriod<AddressEntry>
{
    private Address() { }

    internal Address(Client client, AddressEntry entry, DateTimeOffset now) : base(client, entry, now) => Set(entry);

    /// <summary>Street and number.</summary>
    public string Street { get; private set; } = "";
    /// <summary>Five digits.</summary>
    public string PostalCode { get; private set; } = "";
    /// <summary>Town.</summary>
    public string Town { get; private set; } = "";
    /// <summary>AGS of the town.</summary>
    public string? Ags { get; private set; }
    /// <summary>At whose letter box.</summary>
    public string? CareOf { get; private set; }
    /// <summary>The quarter of the town.</summary>
    public Guid? QuarterId { get; private set; }
    /// <summary>See <see cref="Housing.ProtectedItself"/>.</summary>
    public bool ProtectedItself { get; private set; }

    private protected override void Set(AddressEntry entry) => (Street, PostalCode, Town, Ags, QuarterId, CareOf, ProtectedItself) =
        (entry.Street.Trim(), entry.PostalCode, entry.Town.Trim(), entry.Ags, entry.QuarterId, entry.CareOf.Clean(), entry.Protect);
}

/// <summary>An address.</summary>
public sealed record AddressPeriod : PeriodShown
{
    /// <summary>Street and number.</summary>
    [Example("Musterstraße 1")]
    public required string Street { get; init; }
    /// <summary>Five digits.</summary>
    [Example("73207")]
    public required string PostalCode { get; init; }
    /// <summary>Town.</summary>
    [Example("Plochingen")]
    public required string Town { get; init; }
    /// <summary>AGS of the town.</summary>
    [Example("08116056")]
    public string? Ags { get; init; }
    /// <summary>At whose letter box.</summary>
    [Example(null)]
    public string? CareOf { get; init; }
    /// <summary>The quarter of the town.</summary>
    public Guid? QuarterId { get; init; }
    /// <summary>Its name.</summary>
    [Example("Stumpenhof")]
    public string? QuarterName { get; init; }
}

internal sealed class AddressRules : AbstractValidator<AddressEntry>
{
    public AddressRules()
    {
        RuleFor(entry => entry.Street).NotEmpty().MaximumLength(200);
        RuleFor(entry => entry.PostalCode).PostalCode();
        RuleFor(entry => entry.Town).NotEmpty().MaximumLength(100);
        RuleFor(entry => entry.Ags).Ags();
        RuleFor(entry => entry.CareOf).MaximumLength(200);
    }
}

/// <summary>A new address begins; the one that holds on that day ends there.</summary>
[Requires(Permission.WriteClients)]
[Operation("Change the address", PeriodWords.Changing + PeriodWords.Whereabouts)]
public sealed record ChangeAddress : AddressEntry, IWritesPeriod
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Corrects an address that was recorded wrongly. The trail keeps what stood there, and why.</summary>
[Requires(Permission.WriteClients)]
[Operation("Correct an address", PeriodWords.Correcting + PeriodWords.Whereabouts)]
public sealed record CorrectAddress : AddressEntry, IWritesPeriod, INeedsReason
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

internal sealed class ChangeAddressHandler(CaseDb db, CallContext call) : WritePeriod<ChangeAddress>(db, call);

internal sealed class CorrectAddressHandler(CaseDb db, CallContext call) : WritePeriod<CorrectAddress>(db, call);

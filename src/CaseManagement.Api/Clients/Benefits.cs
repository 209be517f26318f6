using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Clients;

/// <summary>A benefit as stated.</summary>
public record BenefitEntry : PeriodEntry
{
    /// <summary>The regime.</summary>
    [CodeOf(CodeLists.BenefitRegime, On = nameof(From))]
    public required string Regime { get; init; }

    internal override PeriodKind History => PeriodKind.Benefits;
    internal override RecordedPeriod Recorded(Client client, DateTimeOffset now) => new Benefit(client, this, now);
}

/// <summary>The benefit that a person lives on.</summary>
public sealed class Benefit : RecordedPeriod<BenefitEntry>
{
    private Benefit() { }

    internal Benefit(Client client, BenefitEntry entry, DateTimeOffset now) : base(client, entry, now) => Set(entry);

    /// <summary>Code of the list benefit-regime.</summary>
    public string Regime { get; private set; } = "";

    private protected override void Set(BenefitEntry entry) => Regime = entry.Regime;
}

/// <summary>A benefit.</summary>
public sealed record BenefitPeriod : PeriodShown
{
    /// <summary>The regime.</summary>
    [CodeOf(CodeLists.BenefitRegime)]
    public required string Regime { get; init; }
}

/// <summary>A new benefit begins; the one that holds on that day ends there.</summary>
[Requires(Permission.WriteClients)]
[Operation("Change the benefit", PeriodWords.Changing)]
public sealed record ChangeBenefit : BenefitEntry, IWritesPeriod
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Corrects a benefit that was recorded wrongly. The trail keeps what stood there, and why.</summary>
[Requires(Permission.WriteClients)]
[Operation("Correct a benefit", PeriodWords.Correcting)]
public sealed record CorrectBenefit : BenefitEntry, IWritesPeriod, IGivesReason
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

internal sealed class ChangeBenefitRules : PeriodRules<ChangeBenefit>;

internal sealed class CorrectBenefitRules : PeriodRules<CorrectBenefit>;

internal sealed class ChangeBenefitHandler(CaseDb db, CallContext call) : WritePeriod<ChangeBenefit>(db, call);

internal sealed class CorrectBenefitHandler(CaseDb db, CallContext call) : WritePeriod<CorrectBenefit>(db, call);

using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>A benefit as stated.</summary>
public record BenefitEntry : PeriodEntry
{
    /// <summary>The regime.</summary>
    [CodeOf(CodeLists.BenefitRegime, On = nameof(From))]
    public required string Regime { get; init; }

    /// <summary>First day that the approval does not cover (Bewilligungszeitraum); left out where there is none.</summary>
    [Example("2026-07-01")]
    public DateOnly? ApprovedUntil { get; init; }

    /// <summary>Regimes that the law allows beside this one.</summary>
    internal IReadOnlyCollection<string> Beside { get; set; } = [];

    internal override PeriodKind History => PeriodKind.Benefits;
    internal override bool StandsBeside(RecordedPeriod other) => other is Benefit benefit && benefit.Regime != Regime && Beside.Contains(benefit.Regime);
    internal override async Task Check(CaseDb db, Guid clientId, bool corrects, CancellationToken cancellationToken) =>
        Beside = await db.Database.SqlQuery<string>($"select unnest(app.regimes_beside({Regime}, {From})) as \"Value\"").ToListAsync(cancellationToken);
    internal override RecordedPeriod Recorded(Client client, DateTimeOffset now) => new Benefit(client, this, now);
}

/// <summary>The benefit that a person lives on.</summary>
public sealed class Benefit : RecordedPeriod<BenefitEntry>
{
    private Benefit() { }

    internal Benefit(Client client, BenefitEntry entry, DateTimeOffset now) : base(client, entry, now) => Set(entry);

    /// <summary>Code of the list benefit-regime.</summary>
    public string Regime { get; private set; } = "";

    /// <summary>First day that the approval does not cover.</summary>
    public DateOnly? ApprovedUntil { get; private set; }

    private protected override void Set(BenefitEntry entry) => (Regime, ApprovedUntil) = (entry.Regime, entry.ApprovedUntil);
}

/// <summary>A benefit.</summary>
public sealed record BenefitPeriod : PeriodShown
{
    /// <summary>The regime.</summary>
    [CodeOf(CodeLists.BenefitRegime)]
    public required string Regime { get; init; }
    /// <summary>First day that the approval does not cover.</summary>
    [Example("2026-07-01")]
    public DateOnly? ApprovedUntil { get; init; }
}

internal sealed class BenefitRules : AbstractValidator<BenefitEntry>
{
    public BenefitRules() => RuleFor(entry => entry.ApprovedUntil).GreaterThan(entry => entry.From).LessThanOrEqualTo(new DateOnly(2200, 1, 1));
}

/// <summary>A new benefit begins; the one that holds on that day and may not stand beside it ends there.</summary>
[Requires(Permission.WriteClients)]
[Operation("Change the benefit", PeriodWords.Changing + """
     Benefits that the law allows side by side (attribute `beside` of either code) do not end one another and do not overlap.
    """)]
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
public sealed record CorrectBenefit : BenefitEntry, IWritesPeriod, INeedsReason
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

internal sealed class ChangeBenefitHandler(CaseDb db, CallContext call) : WritePeriod<ChangeBenefit>(db, call);

internal sealed class CorrectBenefitHandler(CaseDb db, CallContext call) : WritePeriod<CorrectBenefit>(db, call);

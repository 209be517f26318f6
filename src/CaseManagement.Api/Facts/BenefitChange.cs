using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Facts;

/// <summary>From what a change of benefits is known.</summary>
public enum BenefitChangeSource
{
    /// <summary>A title was given: the change is to be expected on the first day of the next month (§ 1 Abs. 3 AsylbLG).</summary>
    Recognition,
    /// <summary>The history of benefits says it.</summary>
    Benefit,
}

/// <summary>
/// That a person changes from one law of benefits to another (Rechtskreiswechsel): AsylbLG, SGB II, SGB XII. Written by the database alone, out of the
/// histories of residence status and benefits (SettleBenefitChanges.sql).
/// </summary>
public sealed class BenefitChange
{
    private BenefitChange() { }

    /// <summary>The change.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>First day under the new law.</summary>
    public DateOnly ChangedOn { get; private set; }
    /// <summary>Code of the list benefit-regime: the last known before.</summary>
    public string FromRegime { get; private set; } = "";
    /// <summary>Code of the list benefit-regime.</summary>
    public string ToRegime { get; private set; } = "";
    /// <summary>From what it is known.</summary>
    public BenefitChangeSource ToldBy { get; private set; }
    /// <summary>When it was recognised.</summary>
    public DateTimeOffset RecognisedAt { get; private set; }
    /// <summary>When its checklist was asked; null where it was not.</summary>
    public DateTimeOffset? AskedAt { get; private set; }
}

/// <summary>What is to be done at a change of benefits, a reminder each; which and when says the list benefit-change-step.</summary>
public static class BenefitChangeSteps
{
    /// <summary>§ 37 SGB II, § 18 SGB XII.</summary>
    public static readonly ReminderKind Application = new("benefit_change_application",
        "Rechtskreiswechsel: Antrag beim neuen Leistungsträger", "Change of benefits: apply to the new office");
    /// <summary>§ 5 Abs. 1 Nr. 2a, § 175 SGB V.</summary>
    public static readonly ReminderKind Health = new("benefit_change_health",
        "Rechtskreiswechsel: Krankenkasse wählen und anmelden", "Change of benefits: choose a health insurance and register");
    /// <summary>§ 22 SGB II, § 35 SGB XII.</summary>
    public static readonly ReminderKind Rent = new("benefit_change_rent",
        "Rechtskreiswechsel: Miete – wer zahlt ab wann", "Change of benefits: rent – who pays from when");
    /// <summary>§ 62 EStG, § 1 UhVorschG.</summary>
    public static readonly ReminderKind ChildBenefit = new("benefit_change_child_benefit",
        "Rechtskreiswechsel: Kindergeld und Unterhaltsvorschuss", "Change of benefits: child benefit and maintenance advance");
}

internal sealed class BenefitChangeMap : IEntityTypeConfiguration<BenefitChange>
{
    public void Configure(EntityTypeBuilder<BenefitChange> entity) => entity.ToTable("benefit_change").Refers<Client>(nameof(BenefitChange.ClientId));
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Clients;

/// <summary>A residence status as stated.</summary>
public record ResidenceStatusEntry : PeriodEntry
{
    /// <summary>The status.</summary>
    [CodeOf(CodeLists.ResidenceStatus, On = nameof(From))]
    public required string Status { get; init; }
    /// <summary>Last day of the document's validity.</summary>
    [Example("2099-03-01")]
    public DateOnly? ExpiresOn { get; init; }

    internal override PeriodKind History => PeriodKind.ResidenceStatuses;
    internal override RecordedPeriod Recorded(Client client, DateTimeOffset now) => new ResidenceStatus(client, this, now);
    internal override Task Check(CaseDb db, Guid clientId, bool corrects, CancellationToken cancellationToken) =>
        corrects ? db.CheckCode(clientId, CodeLists.ResidenceStatus, Status, From, cancellationToken) : Task.CompletedTask;
}

/// <summary>A residence status with its document's validity.</summary>
public sealed class ResidenceStatus : RecordedPeriod<ResidenceStatusEntry>
{
    private ResidenceStatus() { }

    internal ResidenceStatus(Client client, ResidenceStatusEntry entry, DateTimeOffset now) : base(client, entry, now) => Set(entry);

    /// <summary>Code of the list residence-status.</summary>
    public string Status { get; private set; } = "";
    /// <summary>Last day of the document's validity; the status may outlast it (§ 81 Abs. 4 AufenthG).</summary>
    public DateOnly? ExpiresOn { get; private set; }

    private protected override void Set(ResidenceStatusEntry entry) => (Status, ExpiresOn) = (entry.Status, entry.ExpiresOn);
}

/// <summary>A residence status.</summary>
public sealed record ResidenceStatusPeriod : PeriodShown
{
    /// <summary>The status.</summary>
    [CodeOf(CodeLists.ResidenceStatus)]
    public required string Status { get; init; }
    /// <summary>Last day of the document's validity.</summary>
    [Example("2099-03-01")]
    public DateOnly? ExpiresOn { get; init; }
}

internal sealed class ResidenceStatusRules : AbstractValidator<ResidenceStatusEntry>
{
    public ResidenceStatusRules() => RuleFor(entry => entry.ExpiresOn).GreaterThanOrEqualTo(entry => entry.From);
}

/// <summary>A new residence status begins; the one that holds on that day ends there.</summary>
[Requires(Permission.WriteClients)]
[Operation("Change the residence status", PeriodWords.Changing)]
public sealed record ChangeResidenceStatus : ResidenceStatusEntry, IWritesPeriod
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Corrects a residence status that was recorded wrongly. The trail keeps what stood there, and why.</summary>
[Requires(Permission.WriteClients)]
[Operation("Correct a residence status", PeriodWords.Correcting)]
public sealed record CorrectResidenceStatus : ResidenceStatusEntry, IWritesPeriod, INeedsReason
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

internal sealed class ChangeResidenceStatusHandler(CaseDb db, CallContext call) : WritePeriod<ChangeResidenceStatus>(db, call);

internal sealed class CorrectResidenceStatusHandler(CaseDb db, CallContext call) : WritePeriod<CorrectResidenceStatus>(db, call);

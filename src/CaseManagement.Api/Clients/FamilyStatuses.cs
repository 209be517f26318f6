using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Clients;

/// <summary>A family status as stated.</summary>
public record FamilyStatusEntry : PeriodEntry
{
    /// <summary>The status.</summary>
    [CodeOf(CodeLists.FamilyStatus, On = nameof(From))]
    public required string Status { get; init; }

    internal override PeriodKind History => PeriodKind.FamilyStatuses;
    internal override RecordedPeriod Recorded(Client client, DateTimeOffset now) => new FamilyStatus(client, this, now);
    internal override Task Check(CaseDb db, Guid clientId, bool corrects, CancellationToken cancellationToken) =>
        corrects ? db.CheckCode(clientId, CodeLists.FamilyStatus, Status, From, cancellationToken) : Task.CompletedTask;
}

/// <summary>Whether a person is married, and to what it has come. A civil partnership tells a sexual orientation and is restricted.</summary>
public sealed class FamilyStatus : RecordedPeriod<FamilyStatusEntry>
{
    private FamilyStatus() { }

    internal FamilyStatus(Client client, FamilyStatusEntry entry, DateTimeOffset now) : base(client, entry, now) => Set(entry);

    /// <summary>Code of the list family-status.</summary>
    public string Status { get; private set; } = "";

    private protected override void Set(FamilyStatusEntry entry) => Status = entry.Status;
}

/// <summary>A family status.</summary>
public sealed record FamilyStatusPeriod : PeriodShown
{
    /// <summary>The status.</summary>
    [CodeOf(CodeLists.FamilyStatus)]
    public required string Status { get; init; }
}

/// <summary>A new family status begins; the one that holds on that day ends there.</summary>
[Requires(Permission.WriteClients)]
[Operation("Change the family status", PeriodWords.Changing)]
public sealed record ChangeFamilyStatus : FamilyStatusEntry, IWritesPeriod
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Corrects a family status that was recorded wrongly. The trail keeps what stood there, and why.</summary>
[Requires(Permission.WriteClients)]
[Operation("Correct a family status", PeriodWords.Correcting)]
public sealed record CorrectFamilyStatus : FamilyStatusEntry, IWritesPeriod, INeedsReason
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

internal sealed class ChangeFamilyStatusHandler(CaseDb db, CallContext call) : WritePeriod<ChangeFamilyStatus>(db, call);

internal sealed class CorrectFamilyStatusHandler(CaseDb db, CallContext call) : WritePeriod<CorrectFamilyStatus>(db, call);

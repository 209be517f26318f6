using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Clients;

/// <summary>Work as stated, or why there is none.</summary>
public record WorkEntry : PeriodEntry
{
    /// <summary>The status.</summary>
    [CodeOf(CodeLists.WorkStatus, On = nameof(From))]
    public required string Status { get; init; }
    /// <summary>The occupation in words; at most 200 characters.</summary>
    [Example("Tailor")]
    public string? Occupation { get; init; }
    /// <summary>Hours a week, more than 0, at most 80.</summary>
    [Example(19.5)]
    public decimal? HoursPerWeek { get; init; }

    internal override PeriodKind History => PeriodKind.Works;
    internal override RecordedPeriod Recorded(Client client, DateTimeOffset now) => new Work(client, this, now);
    internal override Task Check(CaseDb db, Guid clientId, bool corrects, CancellationToken cancellationToken) =>
        corrects ? db.CheckCode(clientId, CodeLists.WorkStatus, Status, From, cancellationToken) : Task.CompletedTask;
}

/// <summary>What a person does for a living, or why not.</summary>
public sealed class Work : RecordedPeriod<WorkEntry>
{
    private Work() { }

    internal Work(Client client, WorkEntry entry, DateTimeOffset now) : base(client, entry, now) => Set(entry);

    /// <summary>Code of the list work-status.</summary>
    public string Status { get; private set; } = "";
    /// <summary>The occupation in words.</summary>
    public string? Occupation { get; private set; }
    /// <summary>Hours a week.</summary>
    public decimal? HoursPerWeek { get; private set; }

    private protected override void Set(WorkEntry entry) => (Status, Occupation, HoursPerWeek) = (entry.Status, entry.Occupation.Clean(), entry.HoursPerWeek);
}

/// <summary>Work, or why there is none.</summary>
public sealed record WorkPeriod : PeriodShown
{
    /// <summary>The status.</summary>
    [CodeOf(CodeLists.WorkStatus)]
    public required string Status { get; init; }
    /// <summary>The occupation in words.</summary>
    [Example("Tailor")]
    public string? Occupation { get; init; }
    /// <summary>Hours a week.</summary>
    [Example(19.5)]
    public decimal? HoursPerWeek { get; init; }
}

internal sealed class WorkRules : AbstractValidator<WorkEntry>
{
    public WorkRules()
    {
        RuleFor(entry => entry.Occupation).MaximumLength(200);
        RuleFor(entry => entry.HoursPerWeek).GreaterThan(0).LessThanOrEqualTo(80).PrecisionScale(4, 1, true);
    }
}

/// <summary>New work, or none, begins; what holds on that day ends there.</summary>
[Requires(Permission.WriteClients)]
[Operation("Change the work", PeriodWords.Changing)]
public sealed record ChangeWork : WorkEntry, IWritesPeriod
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Corrects work that was recorded wrongly. The trail keeps what stood there, and why.</summary>
[Requires(Permission.WriteClients)]
[Operation("Correct work", PeriodWords.Correcting)]
public sealed record CorrectWork : WorkEntry, IWritesPeriod, INeedsReason
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

internal sealed class ChangeWorkHandler(CaseDb db, CallContext call) : WritePeriod<ChangeWork>(db, call);

internal sealed class CorrectWorkHandler(CaseDb db, CallContext call) : WritePeriod<CorrectWork>(db, call);

using System.Text.Json;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Statistics;

/// <summary>
/// A publication as its audience has it: without the hidden numbers. Written by the database with the publication (HandOverPublication.sql); here it is read.
/// </summary>
public sealed class ReceivedPublication
{
    private ReceivedPublication() { }

    /// <summary>The publication.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose figures.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who received it.</summary>
    public Guid AudienceId { get; private set; }
    /// <summary>The audience, where it is an organisation here.</summary>
    public Guid? RecipientId { get; private set; }
    /// <summary>Whether everybody has it.</summary>
    public bool IsPublic { get; private set; }
    /// <summary>What it is called.</summary>
    public string Title { get; private set; } = "";
    /// <summary>The tables as JSON.</summary>
    public string Tables { get; private set; } = "[]";
    /// <summary>What the publisher's teams and quarters in it were called, by id.</summary>
    public string Names { get; private set; } = "{}";
    /// <summary>When it was counted.</summary>
    public DateTimeOffset ComputedAt { get; private set; }
    /// <summary>When it was published.</summary>
    public DateTimeOffset PublishedAt { get; private set; }

    internal IReadOnlyList<ReceivedTable> Read() => JsonSerializer.Deserialize<List<ReceivedTable>>(Tables)!;

    internal IReadOnlyDictionary<string, string> ReadNames() => JsonSerializer.Deserialize<Dictionary<string, string>>(Names)!;
}

/// <summary>A machine to which a supervisor gives figures: those of an audience, for ever, or rounded ones.</summary>
public sealed class StatisticsMachine : IRoot
{
    private StatisticsMachine() { }

    /// <summary>A machine is admitted.</summary>
    public StatisticsMachine(Guid machineId, Guid organisationId, Guid? audienceId, Guid by, DateTimeOffset now) =>
        (Id, OrganisationId, AudienceId, AdmittedBy, AdmittedAt) = (machineId, organisationId, audienceId, by, now);

    /// <summary>The API client.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose figures.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The audience to which it belongs; null: it asks freely.</summary>
    public Guid? AudienceId { get; private set; }
    /// <summary>By whom.</summary>
    public Guid AdmittedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset AdmittedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

internal sealed class ReceivedPublicationMap : IEntityTypeConfiguration<ReceivedPublication>, IEntityTypeConfiguration<StatisticsMachine>
{
    public void Configure(EntityTypeBuilder<ReceivedPublication> entity)
    {
        entity.ToTable("received_publication").Refers<Organisation>(nameof(ReceivedPublication.OrganisationId))
            .Refers<Organisation>(nameof(ReceivedPublication.RecipientId)).Refers<StatisticalAudience>(nameof(ReceivedPublication.AudienceId))
            .Refers<StatisticalPublication>(nameof(ReceivedPublication.Id));
        entity.Property(one => one.Tables).HasColumnType("jsonb");
        entity.Property(one => one.Names).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<StatisticsMachine> entity) => entity.ToTable("statistics_machine")
        .Refers<Organisation>(nameof(StatisticsMachine.OrganisationId)).Refers<StatisticalAudience>(nameof(StatisticsMachine.AudienceId))
        .Refers<ApiClient>(nameof(StatisticsMachine.Id)).Refers<Staff>(nameof(StatisticsMachine.AdmittedBy));
}

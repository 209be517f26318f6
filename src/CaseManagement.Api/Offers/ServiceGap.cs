using CaseManagement.Api.Persistence;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Offers;

/// <summary>That there was no offer for a need, of nobody: neither who needed nor who looked is in it.</summary>
public sealed class ServiceGap : IRoot
{
    private ServiceGap() { }

    /// <summary>A gap.</summary>
    public ServiceGap(Guid organisationId, string needArea, string? language, string? quarter, DateOnly today, DateTimeOffset now) =>
        (Id, OrganisationId, NeedArea, Language, Quarter, RecordedOn) = (Guid.CreateVersion7(now), organisationId, needArea, language, quarter, today);

    /// <summary>The gap.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Code of the list need-area.</summary>
    public string NeedArea { get; private set; } = "";
    /// <summary>ISO 639-3.</summary>
    public string? Language { get; private set; }
    /// <summary>One of those that a team of the organisation serves.</summary>
    public string? Quarter { get; private set; }
    /// <summary>On which day.</summary>
    public DateOnly RecordedOn { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

/// <summary>How often a service was pointed out on a day.</summary>
public sealed class ServicePointer
{
    private ServicePointer() { }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>By whom.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Which service.</summary>
    public Guid ServiceId { get; private set; }
    /// <summary>On which day.</summary>
    public DateOnly PointedOn { get; private set; }
    /// <summary>How often.</summary>
    public int Times { get; private set; }
}

internal sealed class OfferMap : IEntityTypeConfiguration<ServiceGap>, IEntityTypeConfiguration<ServicePointer>
{
    public void Configure(EntityTypeBuilder<ServiceGap> entity)
    {
        entity.ToTable("service_gap");
        var facts = entity.Metadata.Model.AddDbFunction(typeof(OfferFacts).GetMethod(nameof(OfferFacts.View))!);
        (facts.Schema, facts.Name) = ("app", "offer_facts");
        facts.StoreType = "jsonb";
    }

    public void Configure(EntityTypeBuilder<ServicePointer> entity) =>
        entity.ToTable("service_pointer").Refers<Service>(nameof(ServicePointer.ServiceId));
}

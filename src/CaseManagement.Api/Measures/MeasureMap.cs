using CaseManagement.Api.Assessments;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Measures;

internal sealed class MeasureMap : IEntityTypeConfiguration<Measure>, IEntityTypeConfiguration<MeasureOverlap>
{
    public void Configure(EntityTypeBuilder<Measure> entity)
    {
        entity.ToTable("measure")
            .Refers<Case>(nameof(Measure.CaseId)).Refers<Client>(nameof(Measure.ClientId)).Refers<Household>(nameof(Measure.HouseholdId))
            .Refers<AssessmentArea>(nameof(Measure.NeedId)).Refers<Staff>(nameof(Measure.ActorStaffId))
            .Refers<Organisation>(nameof(Measure.ActorOrganisationId)).Refers<Client>(nameof(Measure.ActorClientId))
            .Refers<Staff>(nameof(Measure.RecordedBy)).Refers<Staff>(nameof(Measure.EndedBy));
        entity.Ignore(measure => measure.Actor);
    }

    public void Configure(EntityTypeBuilder<MeasureOverlap> entity) =>
        entity.ToView("measure_overlap").HasKey(overlap => new { overlap.MeasureId, overlap.OtherId });
}

/// <summary>Two measures of one household in the same area and time by different actors (MeasureOverlap.sql).</summary>
public sealed class MeasureOverlap
{
    /// <summary>An open one.</summary>
    public Guid MeasureId { get; private set; }
    /// <summary>The other one.</summary>
    public Guid OtherId { get; private set; }
}

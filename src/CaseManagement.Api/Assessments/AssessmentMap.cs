using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Assessments;

internal sealed class AssessmentMap :
    IEntityTypeConfiguration<Assessment>, IEntityTypeConfiguration<AssessmentArea>, IEntityTypeConfiguration<AssessmentTemplate>
{
    public void Configure(EntityTypeBuilder<Assessment> entity) => entity.ToTable("assessment")
        .Refers<Organisation>(nameof(Assessment.OrganisationId)).Refers<Client>(nameof(Assessment.ClientId)).Refers<Case>(nameof(Assessment.CaseId))
        .Refers<AssessmentTemplate>(nameof(Assessment.TemplateId)).Refers<Assessment>(nameof(Assessment.PreviousId))
        .Refers<Staff>(nameof(Assessment.StartedBy)).Refers<Staff>(nameof(Assessment.CompletedBy));

    public void Configure(EntityTypeBuilder<AssessmentArea> entity)
    {
        entity.ToTable("assessment_area").Refers<Organisation>(nameof(AssessmentArea.OrganisationId)).Refers<Assessment>(nameof(AssessmentArea.AssessmentId))
            .Refers<Client>(nameof(AssessmentArea.ClientId)).Refers<Staff>(nameof(AssessmentArea.UpdatedBy));
        entity.Property(area => area.Answers).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<AssessmentTemplate> entity)
    {
        entity.ToTable("assessment_template");
        entity.Property(template => template.Number).HasColumnName("version"); // "Version" would be the row's xmin.
        entity.Property(template => template.Content).HasColumnType("jsonb");
    }
}

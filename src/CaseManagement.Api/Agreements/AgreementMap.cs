using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Representations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Agreements;

internal sealed class AgreementMap :
    IEntityTypeConfiguration<Agreement>, IEntityTypeConfiguration<Goal>, IEntityTypeConfiguration<GoalNote>,
    IEntityTypeConfiguration<GoalMeasurement>, IEntityTypeConfiguration<Step>,
    IEntityTypeConfiguration<UnmetNeed>, IEntityTypeConfiguration<AgreementVersion>, IEntityTypeConfiguration<VersionItem>,
    IEntityTypeConfiguration<Acknowledgement>, IEntityTypeConfiguration<AgreementSetting>
{
    public void Configure(EntityTypeBuilder<Agreement> entity)
    {
        AgreementFunctions.Register(entity.Metadata.Model);
        entity.ToTable("agreement").Refers<Case>(nameof(Agreement.CaseId)).Refers<Client>(nameof(Agreement.ClientId))
            .Refers<Staff>(nameof(Agreement.StartedBy)).Refers<Staff>(nameof(Agreement.ReviewedBy)).Refers<Staff>(nameof(Agreement.EndedBy));
        entity.Ignore(agreement => agreement.Stage).Ignore(agreement => agreement.IsRunning);
    }

    public void Configure(EntityTypeBuilder<Goal> entity)
    {
        entity.ToTable("agreement_goal").Refers<Agreement>(nameof(Goal.AgreementId)).Refers<Client>(nameof(Goal.ClientId))
            .Refers<Staff>(nameof(Goal.UpdatedBy));
        entity.Ignore(goal => goal.HasEnded);
    }

    public void Configure(EntityTypeBuilder<GoalNote> entity) => entity.ToTable("agreement_goal_note")
        .Refers<Goal>(nameof(GoalNote.GoalId)).Refers<Client>(nameof(GoalNote.ClientId)).Refers<Staff>(nameof(GoalNote.NotedBy));

    public void Configure(EntityTypeBuilder<GoalMeasurement> entity) => entity.ToTable("agreement_goal_measurement")
        .Refers<Goal>(nameof(GoalMeasurement.GoalId)).Refers<Client>(nameof(GoalMeasurement.ClientId))
        .Refers<Staff>(nameof(GoalMeasurement.RecordedBy)).Refers<Staff>(nameof(GoalMeasurement.VoidedBy));

    public void Configure(EntityTypeBuilder<Step> entity) => entity.ToTable("agreement_step")
        .Refers<Agreement>(nameof(Step.AgreementId)).Refers<Client>(nameof(Step.ClientId)).Refers<Goal>(nameof(Step.GoalId))
        .Refers<Staff>(nameof(Step.SettledBy)).Refers<Organisation>(nameof(Step.FormerOfficeId));

    public void Configure(EntityTypeBuilder<UnmetNeed> entity) => entity.ToTable("agreement_unmet_need")
        .Refers<Agreement>(nameof(UnmetNeed.AgreementId)).Refers<Client>(nameof(UnmetNeed.ClientId)).Refers<Staff>(nameof(UnmetNeed.StatedBy));

    public void Configure(EntityTypeBuilder<AgreementVersion> entity) => entity.ToTable("agreement_version")
        .Refers<Agreement>(nameof(AgreementVersion.AgreementId)).Refers<Client>(nameof(AgreementVersion.ClientId))
        .Refers<Staff>(nameof(AgreementVersion.ProposedBy)).Refers<Staff>(nameof(AgreementVersion.ApprovedBy));

    public void Configure(EntityTypeBuilder<VersionItem> entity)
    {
        entity.ToTable("agreement_version_item").Refers<AgreementVersion>(nameof(VersionItem.VersionId)).Refers<Client>(nameof(VersionItem.ClientId));
        entity.Property(item => item.Content).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<Acknowledgement> entity) => entity.ToTable("agreement_acknowledgement")
        .Refers<AgreementVersion>(nameof(Acknowledgement.VersionId)).Refers<Client>(nameof(Acknowledgement.ClientId))
        .Refers<Representation>(nameof(Acknowledgement.RepresentationId)).Refers<Staff>(nameof(Acknowledgement.StaffId))
        .Refers<Staff>(nameof(Acknowledgement.RecordedBy));

    public void Configure(EntityTypeBuilder<AgreementSetting> entity) => entity.ToTable("agreement_setting")
        .Refers<Organisation>(nameof(AgreementSetting.OrganisationId)).Refers<Staff>(nameof(AgreementSetting.UpdatedBy));
}

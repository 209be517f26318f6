using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Cases;

internal sealed class CaseMap : IEntityTypeConfiguration<Case>, IEntityTypeConfiguration<CaseResponsibility>, IEntityTypeConfiguration<CaseParticipant>,
    IEntityTypeConfiguration<CaseEvent>
{
    public void Configure(EntityTypeBuilder<Case> entity)
    {
        entity.ToTable("case").Refers<Organisation>(nameof(Case.OrganisationId)).Refers<Client>(nameof(Case.ClientId))
            .Refers<Household>(nameof(Case.HouseholdId)).Refers<Team>(nameof(Case.TeamId)).Refers<Staff>(nameof(Case.LeadStaffId))
            .Refers<Team>(nameof(Case.FormerTeamId));
        entity.HasMany(c => c.Responsibilities).WithOne().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.NoAction);
        entity.HasMany(c => c.Events).WithOne().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.NoAction);
    }

    public void Configure(EntityTypeBuilder<CaseResponsibility> entity) => entity.ToTable("case_responsibility")
        .Refers<Team>(nameof(CaseResponsibility.TeamId)).Refers<Staff>(nameof(CaseResponsibility.LeadStaffId))
        .Refers<Staff>(nameof(CaseResponsibility.StaffId));

    public void Configure(EntityTypeBuilder<CaseParticipant> entity) => entity.ToTable("case_participant")
        .Refers<Case>(nameof(CaseParticipant.CaseId)).Refers<Staff>(nameof(CaseParticipant.StaffId))
        .Refers<Absence>(nameof(CaseParticipant.AbsenceId));

    public void Configure(EntityTypeBuilder<CaseEvent> entity) => entity.ToTable("case_event").Refers<Staff>(nameof(CaseEvent.StaffId));
}

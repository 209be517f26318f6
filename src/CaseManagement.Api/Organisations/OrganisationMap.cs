using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Organisations;

internal sealed class OrganisationMap : IEntityTypeConfiguration<Organisation>, IEntityTypeConfiguration<Team>, IEntityTypeConfiguration<Staff>,
    IEntityTypeConfiguration<TeamMember>, IEntityTypeConfiguration<Accommodation>, IEntityTypeConfiguration<Absence>
{
    public void Configure(EntityTypeBuilder<Organisation> entity) => entity.ToTable("organisation").Refers<Organisation>(nameof(Organisation.ParentId));

    public void Configure(EntityTypeBuilder<Team> entity) => entity.ToTable("team").Refers<Organisation>(nameof(Team.OrganisationId));

    public void Configure(EntityTypeBuilder<Staff> entity) => entity.ToTable("staff").Refers<Organisation>(nameof(Staff.OrganisationId));

    public void Configure(EntityTypeBuilder<TeamMember> entity) => entity.ToTable("team_member")
        .Refers<Team>(nameof(TeamMember.TeamId)).Refers<Staff>(nameof(TeamMember.StaffId));

    public void Configure(EntityTypeBuilder<Accommodation> entity) => entity.ToTable("accommodation")
        .Refers<Organisation>(nameof(Accommodation.OrganisationId)).Refers<Team>(nameof(Accommodation.TeamId));

    public void Configure(EntityTypeBuilder<Absence> entity) => entity.ToTable("absence")
        .Refers<Organisation>(nameof(Absence.OrganisationId)).Refers<Staff>(nameof(Absence.StaffId)).Refers<Staff>(nameof(Absence.DeputyId));
}

using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Organisations;

internal sealed class OrganisationMap : IEntityTypeConfiguration<Organisation>, IEntityTypeConfiguration<Team>, IEntityTypeConfiguration<Staff>,
    IEntityTypeConfiguration<TeamMember>, IEntityTypeConfiguration<Accommodation>, IEntityTypeConfiguration<Quarter>, IEntityTypeConfiguration<Absence>,
    IEntityTypeConfiguration<Account>, IEntityTypeConfiguration<RoleGrant>, IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Organisation> entity) => entity.ToTable("organisation").Refers<Organisation>(nameof(Organisation.ParentId));

    public void Configure(EntityTypeBuilder<Team> entity) => entity.ToTable("team").Refers<Organisation>(nameof(Team.OrganisationId));

    public void Configure(EntityTypeBuilder<Staff> entity) => entity.ToTable("staff").Refers<Organisation>(nameof(Staff.OrganisationId));

    public void Configure(EntityTypeBuilder<TeamMember> entity) => entity.ToTable("team_member")
        .Refers<Team>(nameof(TeamMember.TeamId)).Refers<Staff>(nameof(TeamMember.StaffId));

    public void Configure(EntityTypeBuilder<Quarter> entity) => entity.ToTable("quarter").Refers<Organisation>(nameof(Quarter.OrganisationId));

    public void Configure(EntityTypeBuilder<Accommodation> entity) => entity.ToTable("accommodation")
        .Refers<Organisation>(nameof(Accommodation.OrganisationId)).Refers<Team>(nameof(Accommodation.TeamId));

    public void Configure(EntityTypeBuilder<Absence> entity) => entity.ToTable("absence")
        .Refers<Organisation>(nameof(Absence.OrganisationId)).Refers<Staff>(nameof(Absence.StaffId)).Refers<Staff>(nameof(Absence.DeputyId));

    // Mapped by SignIn, which stands below and knows neither staff nor organisations.
    public void Configure(EntityTypeBuilder<Account> entity) => entity.Refers<Staff>(nameof(Account.StaffId));

    public void Configure(EntityTypeBuilder<RoleGrant> entity) =>
        entity.Refers<Staff>(nameof(RoleGrant.StaffId)).Refers<Organisation>(nameof(RoleGrant.OrganisationId));

    public void Configure(EntityTypeBuilder<Session> entity) =>
        entity.Refers<Staff>(nameof(Session.StaffId)).Refers<Organisation>(nameof(Session.OrganisationId));
}

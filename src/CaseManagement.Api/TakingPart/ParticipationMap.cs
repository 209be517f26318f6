using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.TakingPart;

internal sealed class ParticipationMap : IEntityTypeConfiguration<Participation>, IEntityTypeConfiguration<ParticipationMove>,
    IEntityTypeConfiguration<Employment>, IEntityTypeConfiguration<LanguageAssessment>
{
    public void Configure(EntityTypeBuilder<Participation> entity)
    {
        entity.ToTable("participation").Refers<Case>(nameof(Participation.CaseId)).Refers<Client>(nameof(Participation.ClientId))
            .Refers<Service>(nameof(Participation.ServiceId)).Refers<Staff>(nameof(Participation.RecordedBy));
        entity.HasMany(row => row.History).WithOne().HasForeignKey(move => move.ParticipationId).IsRequired().OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<ParticipationMove> entity) =>
        entity.ToTable("participation_move").Refers<Staff>(nameof(ParticipationMove.RecordedBy));

    public void Configure(EntityTypeBuilder<LanguageAssessment> entity) => entity.ToTable("language_level").Refers<Case>(nameof(LanguageAssessment.CaseId))
        .Refers<Client>(nameof(LanguageAssessment.ClientId)).Refers<Staff>(nameof(LanguageAssessment.RecordedBy));

    public void Configure(EntityTypeBuilder<Employment> entity)
    {
        entity.ToTable("employment").Refers<Case>(nameof(Employment.CaseId)).Refers<Client>(nameof(Employment.ClientId))
            .Refers<Staff>(nameof(Employment.RecordedBy));
        var first = entity.Metadata.Model.AddDbFunction(typeof(EmploymentFunctions).GetMethod(nameof(EmploymentFunctions.IsFirstLabourMarket))!);
        (first.Schema, first.Name) = ("app", "is_first_labour_market");
    }
}

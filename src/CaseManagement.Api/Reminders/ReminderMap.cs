using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Reminders;

internal sealed class ReminderMap : IEntityTypeConfiguration<Reminder>, IEntityTypeConfiguration<ReminderMove>, IEntityTypeConfiguration<Notice>,
    IEntityTypeConfiguration<ReminderPolicy>, IEntityTypeConfiguration<PolicyKind>, IEntityTypeConfiguration<WorkingCalendar>,
    IEntityTypeConfiguration<ReminderEscalation>
{
    public void Configure(EntityTypeBuilder<Reminder> entity)
    {
        entity.ToTable("reminder").Refers<Case>(nameof(Reminder.CaseId)).Refers<Household>(nameof(Reminder.HouseholdId))
            .Refers<Team>(nameof(Reminder.TeamId)).Refers<Staff>(nameof(Reminder.AssigneeId)).Refers<ReminderPolicy>(nameof(Reminder.PolicyId));
        entity.HasMany(reminder => reminder.Snoozes).WithOne().HasForeignKey(move => move.ReminderId);
        entity.Navigation(reminder => reminder.Snoozes).HasField("moves").UsePropertyAccessMode(PropertyAccessMode.Field);
    }

    public void Configure(EntityTypeBuilder<ReminderMove> entity) => entity.ToTable("reminder_move");

    public void Configure(EntityTypeBuilder<ReminderPolicy> entity) => entity.ToTable("reminder_policy").Refers<Staff>(nameof(ReminderPolicy.CreatedBy))
        .Refers<Staff>(nameof(ReminderPolicy.WithdrawnBy));

    public void Configure(EntityTypeBuilder<PolicyKind> entity) => entity.ToTable("policy_kind").HasKey(kind => kind.Kind);

    public void Configure(EntityTypeBuilder<WorkingCalendar> entity) => entity.ToTable("working_calendar").Refers<Staff>(nameof(WorkingCalendar.SetBy));

    public void Configure(EntityTypeBuilder<ReminderEscalation> entity) =>
        entity.ToTable("reminder_escalation").Refers<Reminder>(nameof(ReminderEscalation.ReminderId)).Refers<Staff>(nameof(ReminderEscalation.StaffId));

    public void Configure(EntityTypeBuilder<Notice> entity) => entity.ToTable("notice").Refers<Staff>(nameof(Notice.StaffId));
}

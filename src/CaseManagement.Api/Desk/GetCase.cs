using System.Text.Json.Serialization;
using CaseManagement.Api.Agreements;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Contacts;
using CaseManagement.Api.Counselling;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>One case with who works on it.</summary>
/// <param name="Id">The case.</param>
[Requires(Permission.ReadCases)]
[Operation("Get a case", "With who works on it, first and last contact, the next due date and what you may do now.")]
public sealed record GetCase(Guid Id) : IQuery<CaseDetail>;

/// <summary>A case.</summary>
public sealed record CaseDetail : IVersioned, IShowsPersons
{
    /// <summary>The case.</summary>
    public required Guid Id { get; init; }
    /// <summary>The client.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Family name.</summary>
    [Example(Sample.FamilyName)]
    public required string FamilyName { get; init; }
    /// <summary>Given name.</summary>
    [Example(Sample.GivenName)]
    public required string GivenName { get; init; }
    /// <summary>Completed years today; null where no birth date is known.</summary>
    [Example(34)]
    public required int? Age { get; init; }
    /// <summary>The household.</summary>
    public required Guid? HouseholdId { get; init; }
    /// <summary>Its reference; null without a household.</summary>
    [Example(Sample.HouseholdReference)]
    public required string? HouseholdReference { get; init; }
    /// <summary>Open or closed.</summary>
    public required CaseStatus Status { get; init; }
    /// <summary>How the household is accommodated.</summary>
    [CodeOf(CodeLists.AccommodationPhase)]
    public required string? Phase { get; init; }
    /// <summary>The responsible team; of a closed case the last one.</summary>
    public required Guid TeamId { get; init; }
    /// <summary>Its name.</summary>
    [Example(Sample.Team)]
    public required string TeamName { get; init; }
    /// <summary>The lead worker.</summary>
    public required Guid? LeadStaffId { get; init; }
    /// <summary>The lead worker's name; null where nobody leads, or where it is another organisation's colleague.</summary>
    [Example(Sample.Colleague)]
    public required string? LeadName { get; init; }
    /// <summary>Start of the episode.</summary>
    public required DateTimeOffset OpenedAt { get; init; }
    /// <summary>When that was written down: later than <c>openedAt</c> where the case was opened with effect from a day in the past.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
    /// <summary>Set while closed.</summary>
    [Example(null)]
    public required DateTimeOffset? ClosedAt { get; init; }
    /// <summary>Why it was closed; set while closed.</summary>
    [CodeOf(CodeLists.CaseClosingReason), Example(null)]
    public required string? ClosingReason { get; init; }
    /// <summary>When the responsible team first spoke to the person since it became responsible; null: not yet.</summary>
    public required DateTimeOffset? FirstContactAt { get; init; }
    /// <summary>When the person was last spoken to, by whatever team.</summary>
    [Example(Sample.LaterInstant)]
    public required DateTimeOffset? LastContactAt { get; init; }
    /// <summary>How long counselling goes on under its programme.</summary>
    public required CounsellingClock Counselling { get; init; }
    /// <summary>The soonest due date of the open reminders.</summary>
    [Example(Sample.DueDay)]
    public required DateOnly? NextDueOn { get; init; }
    /// <summary>Derived: that day is over.</summary>
    [Example(false)]
    public required bool IsOverdue { get; init; }
    /// <summary>The running agreement; null where there is none.</summary>
    public required CaseAgreement? Agreement { get; init; }
    /// <summary>Until when the sender of a handover reads on; set for the sender only.</summary>
    [Example(null)]
    public required DateTimeOffset? ReadableUntil { get; init; }
    /// <summary>Who takes part now without leading.</summary>
    public required IReadOnlyList<CaseParticipantRow> Participants { get; init; }
    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>A colleague who takes part.</summary>
/// <param name="StaffId">Who.</param>
/// <param name="Name">The name; null for another organisation's colleague.</param>
/// <param name="From">Since when.</param>
public sealed record CaseParticipantRow(Guid StaffId, [Example(Sample.Colleague)] string? Name, [Example(Sample.Instant)] DateTimeOffset From);

/// <summary>The running agreement of a case.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="ReviewOn">The next review.</param>
/// <param name="IsReviewOverdue">Derived: in force, and that day is over.</param>
public sealed record CaseAgreement(
    Guid Id, AgreementStatus Status, [Example(Sample.DueDay)] DateOnly? ReviewOn, [Example(false)] bool IsReviewOverdue);

internal sealed class GetCaseHandler(CaseDb db, CallContext call) : IHandler<GetCase, CaseDetail>
{
    public async Task<CaseDetail> Handle(GetCase request, CancellationToken cancellationToken)
    {
        var (caller, today) = (call.Caller, call.Today);
        var (me, mine) = (caller.StaffId, caller.OrganisationId);
        // The person is joined: as .First() of several columns it would number all persons by a window.
        var found = await (
            from c in db.Set<Case>().VisibleTo(db, caller)
            where c.Id == request.Id
            join client in db.Set<Client>() on c.ClientId equals client.Id
            from agreed in db.Set<Agreement>().Where(agreement => agreement.CaseId == c.Id && agreement.EndedAt == null).DefaultIfEmpty()
            select new
            {
                Agreement = agreed == null ? null : new { agreed.Id, agreed.Status, agreed.ReviewOn },
                c.Id, c.ClientId, c.HouseholdId, c.Status, c.Phase, c.TeamId, c.LeadStaffId,
                c.OpenedAt, c.RecordedAt, c.ClosedAt, c.ClosingReason, c.FormerAccessUntil, c.Version,
                client.FamilyName, client.GivenName, client.BirthDate,
                HouseholdReference = db.Set<Household>().Where(household => household.Id == c.HouseholdId)
                    .Select(household => household.Reference).FirstOrDefault(),
                TeamName = db.Set<Team>().Where(team => team.Id == c.TeamId).Select(team => team.Name).First(),
                LeadName = db.Set<Staff>().Where(staff => staff.Id == c.LeadStaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                FirstContactAt = db.Set<FirstContact>()
                    .Where(first => first.CaseId == c.Id && first.ClientId == c.ClientId && first.Until == null).Max(first => (DateTimeOffset?)first.At),
                LastContactAt = db.Set<ContactClient>().Where(contact => contact.CaseId == c.Id && contact.Reached).Max(contact => (DateTimeOffset?)contact.At),
                NextDueOn = db.Set<Reminder>()
                    .Where(reminder => reminder.CaseId == c.Id && reminder.Status == ReminderStatus.Open).Min(reminder => (DateOnly?)reminder.DueOn),
                Participants = db.Set<CaseParticipant>().Where(p => p.CaseId == c.Id && p.UntilAt == null
                        && (p.AbsenceId == null || db.Set<Absence>().Any(absence => absence.Id == p.AbsenceId && absence.CancelledAt == null
                            && absence.FromDate <= today && absence.UntilDate > today)))
                    .OrderBy(p => p.FromAt)
                    .Select(p => new CaseParticipantRow(
                        p.StaffId,
                        db.Set<Staff>().Where(staff => staff.Id == p.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                        p.FromAt)).ToList(),
                Counselling = CounsellingFunctions.Facts(c.Id),
                IsOwn = c.OrganisationId == mine,
                IsOfTeam = AccessFunctions.IsMyTeam(c.TeamId),
                IsMember = db.Set<TeamMember>().On(today).Any(m => m.TeamId == c.TeamId && m.StaffId == me),
                TakesPart = AccessFunctions.IsMyCase(c.Id),
                IsOfDissolved = c.Status == CaseStatus.Closed && db.Set<Team>().Any(team => team.Id == c.TeamId && team.ClosedAt != null),
                // Whoever sees that one; reopening tells the same (case_one_open_per_client).
                HasOther = c.Status == CaseStatus.Closed && db.Set<Case>().Any(other => other.ClientId == c.ClientId && other.Status == CaseStatus.Open),
            })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var standing = new CaseStanding(found.IsOwn, found.IsOfTeam, found.TakesPart);
        return new CaseDetail
        {
            Id = found.Id, ClientId = found.ClientId, FamilyName = found.FamilyName, GivenName = found.GivenName, Age = Clients.Age.On(today, found.BirthDate),
            HouseholdId = found.HouseholdId, HouseholdReference = found.HouseholdReference, Status = found.Status, Phase = found.Phase,
            TeamId = found.TeamId, TeamName = found.TeamName, LeadStaffId = found.LeadStaffId, LeadName = found.LeadName,
            OpenedAt = found.OpenedAt, RecordedAt = found.RecordedAt,
            ClosedAt = found.ClosedAt, ClosingReason = found.ClosingReason, FirstContactAt = found.FirstContactAt,
            LastContactAt = found.LastContactAt,
            Counselling = CounsellingClock.Of(CounsellingFactsOf.Json(found.Counselling), today),
            NextDueOn = found.NextDueOn, IsOverdue = found.NextDueOn < today,
            Agreement = found.Agreement is not { } running ? null : new CaseAgreement(running.Id, running.Status, running.ReviewOn,
                running.Status is AgreementStatus.Active or AgreementStatus.UnderReview && running.ReviewOn < today),
            ReadableUntil = standing.ObjectionToWork is null || caller.IsSystem ? null : found.FormerAccessUntil,
            Participants = found.Participants, Version = found.Version,
            AllowedActions = Case.Moves.Describe(found.Status, action => Objection(action, standing, found.LeadStaffId, found.IsMember,
                // Who assigns cases names another team.
                found.IsOfDissolved && Lacks(Permission.AssignCases) is not null ? CaseProblems.UnknownTeam
                : found.HasOther ? CaseProblems.AlreadyOpen : null)),
        };
    }

    private ProblemType? Objection(string action, CaseStanding standing, Guid? leadStaffId, bool isMember, ProblemType? toReopen) => action switch
    {
        "assign" or "reassign" => Lacks(Permission.AssignCases) ?? standing.ObjectionToDecide,
        "take" => Lacks(Permission.WriteCases) ?? standing.ObjectionToDecide
            ?? (leadStaffId is not null ? CaseProblems.AlreadyAssigned : isMember ? LeadByOwnHand.Objection(call.Caller) : CaseProblems.NotInTeam),
        "reopen" => Lacks(Permission.WriteCases) ?? standing.ObjectionToDecide ?? toReopen,
        "change-phase" => Lacks(Permission.WriteCases) ?? standing.ObjectionToWork,
        _ => Lacks(Permission.WriteCases) ?? standing.ObjectionToDecide,
    };

    private ProblemType? Lacks(Permission permission) => RolePermissions.Allow(call.Caller.Roles, permission) ? null : AccessProblems.NotPermitted;
}

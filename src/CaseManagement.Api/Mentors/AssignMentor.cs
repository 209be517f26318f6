using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.Representations;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Mentors;

/// <summary>Assigns a mentor to a person or a household.</summary>
/// <param name="MentorId">An active mentor of the organisation.</param>
/// <param name="From">First day.</param>
/// <param name="ClientId">The person; with an open case on which the caller works.</param>
/// <param name="HouseholdId">Or the household; with such a case in it.</param>
/// <param name="Until">First day no longer; open where left out.</param>
[Requires(Permission.WriteCases)]
[Operation("Assign a mentor", """
    To a person or a household, [from, until). A minor, or a household with minors, needs a valid certificate of conduct (409
    `mentor-without-certificate`; who has no birth date on file counts as a minor). What is only to be considered stands under `warnings` of the
    assignment.
    """)]
public sealed record AssignMentor(
    Guid MentorId,
    [Example(Sample.Day)] DateOnly From,
    Guid? ClientId = null,
    [Example(null)] Guid? HouseholdId = null,
    [Example(null)] DateOnly? Until = null) : ICommand<Saved>;

/// <summary>Ends an assignment today.</summary>
/// <param name="Reason">Why; a concern is recorded as such.</param>
[Requires(Permission.WriteCases)]
[Operation("End an assignment", "Today, for a coded reason; a concern has an action of its own.")]
public sealed record EndMentorAssignment([CodeOf(CodeLists.MentorEndReason)] string Reason) : ICommand<Saved>, IGivesReason
{
    /// <summary>The assignment.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Records a concern about a mentor: ends the assignment, suspends the mentor and tells the supervisors.</summary>
/// <param name="Text">What; up to 4,000 characters. Read by who records it and by supervisors.</param>
[Requires(Permission.WriteCases)]
[Operation("Record a concern about a mentor", """
    Ends this assignment today, suspends the mentor until a supervisor reinstates him or her, and tells the supervisors of your teams. Only you and
    they read it. In danger to a child § 8a SGB VIII comes first.
    """)]
public sealed record RaiseMentorConcern([Example("Comes unannounced in the evening")] string Text) : ICommand<Saved>
{
    /// <summary>The assignment.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    /// <summary>Says nothing of the concern, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(RaiseMentorConcern);
}

internal sealed class AssignMentorValidator : AbstractValidator<AssignMentor>
{
    public AssignMentorValidator()
    {
        RuleFor(assign => assign.ClientId).Must((assign, client) => client is null != assign.HouseholdId is null)
            .WithErrorCode(MentorProblems.PersonOrHousehold.Code).WithMessage(_ => MentorProblems.PersonOrHousehold.Text());
        RuleFor(assign => assign.Until).Must((assign, until) => until > assign.From).When(assign => assign.Until is not null)
            .WithErrorCode(MentorProblems.EndsBefore.Code).WithMessage(_ => MentorProblems.EndsBefore.Text());
    }
}

internal sealed class EndMentorAssignmentValidator : AbstractValidator<EndMentorAssignment>
{
    public EndMentorAssignmentValidator() => RuleFor(end => end.Reason).NotEqual(MentorAssignments.Concern)
        .WithErrorCode(MentorProblems.ByConcern.Code).WithMessage(_ => MentorProblems.ByConcern.Text());
}

internal sealed class RaiseMentorConcernValidator : AbstractValidator<RaiseMentorConcern>
{
    public RaiseMentorConcernValidator() => RuleFor(raise => raise.Text).NotEmpty().MaximumLength(4000);
}

internal static class MentorAssignments
{
    /// <summary>The code that a concern gives as the reason.</summary>
    public const string Concern = "concern";

    /// <summary>Told to the supervisors.</summary>
    public static readonly NoticeKind ConcernRaised = new("mentor-concern",
        "Es gibt ein Bedenken zu einer Patin oder einem Paten; der Einsatz ist beendet.", "There is a concern about a mentor; the assignment has ended.");

    /// <summary>Seen with a case of the person, or of somebody in the household.</summary>
    public static IQueryable<MentorAssignment> VisibleTo(this IQueryable<MentorAssignment> rows, CaseDb db, Caller caller) =>
        rows.With(db.Set<Case>().VisibleTo(db, caller), caller);

    /// <summary>Those of persons on whose case, or a case of whose household, the caller works.</summary>
    public static IQueryable<MentorAssignment> WorkedOnBy(this IQueryable<MentorAssignment> rows, CaseDb db, Caller caller) =>
        rows.With(db.Set<Case>().WorkedOnBy(db, caller), caller);

    private static IQueryable<MentorAssignment> With(this IQueryable<MentorAssignment> rows, IQueryable<Case> cases, Caller caller)
    {
        var own = caller.OrganisationId;
        return rows.Where(row => row.OrganisationId == own && (row.ClientId != null
            ? cases.Any(c => c.ClientId == row.ClientId) : cases.Any(c => c.HouseholdId == row.HouseholdId)));
    }

    /// <summary>Whether a person, or anybody of a household, is a minor on a day; without a birth date on file one counts as such.</summary>
    public static async Task<bool> HasMinors(this CaseDb db, Guid? clientId, Guid? householdId, DateOnly day, CancellationToken cancellationToken)
    {
        var born = await db.Set<Client>().Where(client => clientId != null ? client.Id == clientId : db.Set<HouseholdMember>().Any(member =>
                member.HouseholdId == householdId && member.ClientId == client.Id && member.FromDate <= day
                && (member.UntilDate == null || member.UntilDate > day)))
            .Select(client => client.BirthDate).ToListAsync(cancellationToken);
        return born.Exists(date => date is not { } on || day < Birthday.Of(on, Birthday.Majority));
    }

    /// <summary>What the acting organisation asks.</summary>
    public static async Task<MentorRule> MentorRule(this CaseDb db, CallContext call, CancellationToken cancellationToken) =>
        await db.Set<MentorRule>().SingleOrDefaultAsync(rule => rule.Id == call.Caller.OrganisationId, cancellationToken)
        ?? new MentorRule(call.Caller.RequiredOrganisationId);
}

internal sealed class MentorAssignmentHandler(CaseDb db, CallContext call)
    : IHandler<AssignMentor, Saved>, IHandler<EndMentorAssignment, Saved>, IHandler<RaiseMentorConcern, Saved>
{
    public async Task<Saved> Handle(AssignMentor request, CancellationToken cancellationToken)
    {
        if (!await db.Set<Case>().WorkedOnBy(db, call.Caller).AnyAsync(c => c.Status == CaseStatus.Open
            && (request.ClientId != null ? c.ClientId == request.ClientId : c.HouseholdId == request.HouseholdId), cancellationToken))
        {
            throw RefusedException.NotFound(request.ClientId ?? request.HouseholdId);
        }
        var own = call.Caller.RequiredOrganisationId;
        // Held until the end, so that a concern that is recorded at the same time is not overtaken.
        var mentor = await db.Set<Mentor>().FromSql($"select *, xmin from app.mentor where id = {request.MentorId} for update").AsNoTracking()
            .SingleOrDefaultAsync(row => row.OrganisationId == own, cancellationToken)
            ?? throw RefusedException.Invalid("/mentorId", MentorProblems.NoSuchMentor);
        if (mentor.Status != MentorStatus.Active)
        {
            throw new RefusedException(MentorProblems.NotAvailable);
        }
        var (rule, day) = (await db.MentorRule(call, cancellationToken), request.From > call.Today ? request.From : call.Today);
        if (!Mentor.IsCertified(mentor.CertificateOn, rule.CertificateMonths, day)
            && await db.HasMinors(request.ClientId, request.HouseholdId, day, cancellationToken))
        {
            throw new RefusedException(MentorProblems.NoCertificate);
        }
        var assignment = new MentorAssignment(own, mentor.Id, (request.ClientId, request.HouseholdId), request.From, request.Until,
            call.Caller.StaffId, call.Now);
        db.Add(assignment);
        return await db.Save(assignment, cancellationToken);
    }

    public async Task<Saved> Handle(EndMentorAssignment request, CancellationToken cancellationToken)
    {
        var assignment = await Load(request.Id, request.Version, cancellationToken);
        assignment.End(request.Reason, call.Caller.StaffId, call.Today, call.Now);
        return await db.Save(assignment, cancellationToken);
    }

    public async Task<Saved> Handle(RaiseMentorConcern request, CancellationToken cancellationToken)
    {
        var assignment = await Load(request.Id, request.Version, cancellationToken);
        // A concern comes up when it does, after the assignment as well.
        if (MentorAssignment.ObjectionToEnd(assignment.UntilDate, assignment.EndedAt, call.Today) is null)
        {
            assignment.End(MentorAssignments.Concern, call.Caller.StaffId, call.Today, call.Now);
        }
        var mentor = await db.Set<Mentor>().SingleAsync(row => row.Id == assignment.MentorId, cancellationToken);
        if (mentor.Status == MentorStatus.Active)
        {
            mentor.Move(Mentor.SuspendMove, call.Now);
        }
        var concern = new MentorConcern(assignment, request.Text, call.Caller.RequiredStaffId, call.Now);
        db.Add(concern);
        var (own, today) = (call.Caller.RequiredOrganisationId, call.Today);
        // Of this family, and of all whom the mentor is with now.
        var runs = db.Set<MentorAssignment>().Where(of => of.Id == assignment.Id || (of.MentorId == mentor.Id && of.OrganisationId == own
            && of.EndedAt == null && (of.UntilDate == null || of.UntilDate > today)));
        var teams = await db.Set<Case>().Where(c => runs.Any(of => of.ClientId != null ? c.ClientId == of.ClientId : c.HouseholdId == of.HouseholdId))
            .Select(c => c.TeamId).Distinct().ToListAsync(cancellationToken);
        var supervisors = new HashSet<Guid>();
        foreach (var team in teams)
        {
            supervisors.UnionWith(await db.SupervisorsOf(own, team, today, cancellationToken));
        }
        db.AddRange(supervisors.Select(one => new Notice(own, one, MentorAssignments.ConcernRaised, "mentor", mentor.Id, concern.Id.ToString(), call.Now)));
        return await db.Save(assignment, cancellationToken);
    }

    private Task<MentorAssignment> Load(Guid id, uint version, CancellationToken cancellationToken) => OfCase.OneToChange(
        db.Set<MentorAssignment>().VisibleTo(db, call.Caller), db.Set<MentorAssignment>().WorkedOnBy(db, call.Caller), id, version, cancellationToken);
}

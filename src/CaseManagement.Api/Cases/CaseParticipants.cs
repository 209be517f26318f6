using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>Lets a colleague take part in a case: he sees it and works on it, without leading it.</summary>
/// <param name="StaffId">A colleague who works on cases for the organisation, of whatever team.</param>
[Requires(Permission.WriteCases)]
[Operation("Add a participant", "A colleague who sees the case and works on it without leading it.")]
public sealed record AddCaseParticipant(Guid StaffId) : ICommand<Saved>
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Ends a colleague's part in a case. Everybody may end the own part.</summary>
[Requires(Permission.WriteCases)]
[Operation("End a participation", "By the responsible team, or by the participant.")]
public sealed record EndCaseParticipation : ICommand<Saved>
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>The colleague.</summary>
    [JsonIgnore] public Guid StaffId { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class AddCaseParticipantValidator : AbstractValidator<AddCaseParticipant>
{
    public AddCaseParticipantValidator() => RuleFor(command => command.StaffId).NotEmpty();
}

internal sealed class CaseParticipantsHandler(CaseDb db, CallContext call) : IHandler<AddCaseParticipant, Saved>, IHandler<EndCaseParticipation, Saved>
{
    public async Task<Saved> Handle(AddCaseParticipant request, CancellationToken cancellationToken)
    {
        var joined = await db.ToChange(call, request.Id, request.Version, standing => standing.ObjectionToDecide, cancellationToken);
        Case.Moves.Next(joined.Status, "add-participant");
        var organisation = call.Caller.RequiredOrganisationId;
        var colleague = await db.Set<Staff>()
            .Where(staff => staff.Id == request.StaffId && staff.LeftAt == null && db.Set<RoleGrant>().Any(grant => grant.StaffId == staff.Id
                && grant.OrganisationId == organisation && TeamMemberQueries.CaseworkRoles.Contains(grant.Role)))
            .Select(staff => new { Part = db.Set<CaseParticipant>().SingleOrDefault(p => p.CaseId == joined.Id && p.StaffId == staff.Id && p.UntilAt == null) })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.Invalid("/staffId", CaseProblems.UnknownColleague);
        if (colleague.Part is { } part)
        {
            if (part.AbsenceId is not { } absence || await Running().AnyAsync(running => running.Id == absence, cancellationToken))
            {
                throw await Twice(joined.Id, request.Version, CaseProblems.TakesPartAlready, cancellationToken);
            }
            part.End(call.Now); // The deputy's own, whose absence is over.
            await db.SaveChangesAsync(cancellationToken);
        }
        db.Add(new CaseParticipant(joined, request.StaffId, call.Now, await StandsInBy(joined.TeamId, request.StaffId, cancellationToken)));
        joined.Touch(call.Now);
        return await db.Save(joined, cancellationToken);
    }

    // Who sees the case as a deputy alone lets himself take part for as long: a right ends with its reason.
    private Task<Guid?> StandsInBy(Guid teamId, Guid staffId, CancellationToken cancellationToken)
    {
        var (me, today) = (call.Caller.StaffId, call.Today);
        var members = db.Set<TeamMember>().On(today).Where(member => member.TeamId == teamId);
        return Running().Where(absence => staffId == me && absence.DeputyId == me && members.Any(member => member.StaffId == absence.StaffId)
            && !members.Any(member => member.StaffId == me)).OrderByDescending(absence => absence.UntilDate)
            .Select(absence => (Guid?)absence.Id).FirstOrDefaultAsync(cancellationToken);
    }

    // Where somebody else has done it since the case was read above, the caller's tag is stale, and that is what is said.
    private async Task<RefusedException> Twice(Guid id, uint version, ProblemType done, CancellationToken cancellationToken) =>
        new(await db.Set<Case>().AnyAsync(c => c.Id == id && c.Version == version, cancellationToken) ? done : HttpProblems.Stale);

    private IQueryable<Absence> Running()
    {
        var today = call.Today;
        return db.Set<Absence>().Where(absence => absence.CancelledAt == null && absence.FromDate <= today && absence.UntilDate > today);
    }

    public async Task<Saved> Handle(EndCaseParticipation request, CancellationToken cancellationToken)
    {
        var left = await db.ToChange(call, request.Id, request.Version,
            standing => request.StaffId == call.Caller.StaffId ? standing.ObjectionToWork : standing.ObjectionToDecide, cancellationToken);
        var participation = await db.Set<CaseParticipant>()
            .SingleOrDefaultAsync(p => p.CaseId == left.Id && p.StaffId == request.StaffId && p.UntilAt == null, cancellationToken)
            ?? throw await Twice(left.Id, request.Version, CaseProblems.TakesNoPart, cancellationToken);
        participation.End(call.Now);
        left.Touch(call.Now);
        return await db.Save(left, cancellationToken);
    }
}

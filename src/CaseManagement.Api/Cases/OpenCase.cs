using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>Opens a case for a client in the care of one of the caller's teams.</summary>
[Requires(Permission.WriteCases)]
[Operation("Open a case", """
    In the care of one of your teams, with or without a lead worker. One open case per client: 409 `case-already-open` with `caseId`
    where you may see the first one. Who assigns cases becomes the lead worker of a person who had a case before by assigning, with a reason
    (409 `case-lead-by-assigning`).
    """)]
public sealed record OpenCase : ICommand<Saved>
{
    /// <summary>The client. One open case at a time.</summary>
    public required Guid ClientId { get; init; }

    /// <summary>The responsible team, one of the caller's.</summary>
    public required Guid TeamId { get; init; }

    /// <summary>
    /// The lead worker, a member of the team: the caller himself, or anybody in it for those who assign cases. Left out, the case
    /// waits to be assigned.
    /// </summary>
    public Guid? LeadStaffId { get; init; }

    /// <summary>How the household is accommodated.</summary>
    [CodeOf(CodeLists.AccommodationPhase)]
    public string? Phase { get; init; }

    /// <summary>
    /// With effect from this day, today or earlier, such as where a stock of cases is taken over; left out: now. The team is responsible since then,
    /// without a gap; who recorded it when stays visible.
    /// </summary>
    [Example(null)]
    public DateOnly? OpenedOn { get; init; }
}

internal sealed class OpenCaseValidator : AbstractValidator<OpenCase>
{
    private static readonly DateOnly First = new(1990, 1, 1);

    public OpenCaseValidator(CallContext call)
    {
        RuleFor(command => command.OpenedOn).Must(day => day is null || (day >= First && day <= call.Today)).WithProblem(CaseProblems.OpenedOn);
        RuleFor(command => command.ClientId).NotEmpty();
        RuleFor(command => command.TeamId).NotEmpty();
        RuleFor(command => command.Phase).NotEmpty().When(command => command.Phase is not null);
    }
}

internal sealed class OpenCaseHandler(CaseDb db, CallContext call) : IHandler<OpenCase, Saved>
{
    public async Task<Saved> Handle(OpenCase request, CancellationToken cancellationToken)
    {
        var (caller, today) = (call.Caller, call.Today);
        var seen = db.Set<Case>().VisibleTo(db, caller).Where(c => c.ClientId == request.ClientId);
        var found = await db.Set<Client>().VisibleTo(db, caller)
            .Where(client => client.Id == request.ClientId && client.OrganisationId == caller.OrganisationId)
            .Select(client => new
            {
                OpenCaseId = seen.Where(c => c.Status == CaseStatus.Open).Select(c => (Guid?)c.Id).FirstOrDefault(),
                HouseholdId = db.Set<HouseholdMember>().On(today).Where(member => member.ClientId == client.Id)
                    .Select(member => (Guid?)member.HouseholdId).FirstOrDefault(),
                client.BirthDate,
                LastClosedAt = db.Set<Case>().Where(c => c.ClientId == client.Id).Max(c => c.ClosedAt),
                IsMyTeam = caller.IsSystem || AccessFunctions.IsMyTeam(request.TeamId),
            })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        if (found.OpenCaseId is { } open)
        {
            throw new RefusedException(CaseProblems.AlreadyOpen) { Extensions = { ["caseId"] = open } };
        }
        if (request.OpenedOn < found.BirthDate)
        {
            throw RefusedException.Invalid("/openedOn", ClientProblems.BeforeBirth);
        }
        DateTimeOffset? since = request.OpenedOn is { } day && day < today ? LocalTime.StartOf(day) : null;
        if (since < found.LastClosedAt)
        {
            throw new RefusedException(CaseProblems.OverlapsFormer);
        }
        await db.CheckTeam(call, request.TeamId, request.LeadStaffId, cancellationToken);
        if (!found.IsMyTeam)
        {
            throw RefusedException.Forbidden(CaseProblems.NotYourTeam, request.TeamId);
        }
        if (request.LeadStaffId is { } lead && lead != caller.StaffId && !caller.IsSystem && !RolePermissions.Allow(caller.Roles, Permission.AssignCases))
        {
            throw RefusedException.Forbidden(CaseProblems.AssignsOthers, lead);
        }
        // Of a person who had a case before there may be restricted records that the lead worker opens.
        if (request.LeadStaffId == caller.StaffId && LeadByOwnHand.Objection(caller) is { } objection
            && await db.Set<Case>().AnyAsync(c => c.ClientId == request.ClientId, cancellationToken))
        {
            throw new RefusedException(objection);
        }
        await db.CheckPhase(request.Phase, today, cancellationToken);
        var opened = Case.Open(caller.RequiredOrganisationId, request.ClientId, found.HouseholdId, request.TeamId, request.LeadStaffId, request.Phase,
            caller.StaffId, call.Now, since: since);
        db.Add(opened);
        LeadIsTold.Tell(db, call, opened);
        return await db.Save(opened, cancellationToken);
    }
}

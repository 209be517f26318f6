using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>Takes the counselling up again, in the team that had it last or in another one.</summary>
/// <param name="ReasonCode">Why.</param>
/// <param name="LeadStaffId">
/// The lead worker, a member of the team: the caller himself, or anybody in it for those who assign cases. Left out, the case waits
/// to be assigned.
/// </param>
/// <param name="Note">In words, up to 2,000 characters.</param>
/// <param name="TeamId">
/// Another working team of the organisation, by who assigns cases: such as where the one that had it last is dissolved. Left out, that one.
/// </param>
[Requires(Permission.WriteCases)]
[Operation("Reopen a case", """
    closed → open, with a reason, in the team that had it last; by who assigns cases in another one. Refused while the client has another open case
    (409 `case-already-open`).
    """)]
public sealed record ReopenCase(
    [CodeOf(CodeLists.CaseReopeningReason)] string ReasonCode, Guid? LeadStaffId = null, [Example(Sample.Note)] string? Note = null,
    [Example(null)] Guid? TeamId = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    [JsonIgnore] string IGivesReason.Reason => ReasonCode;
}

internal sealed class ReopenCaseValidator : AbstractValidator<ReopenCase>
{
    public ReopenCaseValidator()
    {
        RuleFor(command => command.ReasonCode).NotEmpty();
        RuleFor(command => command.Note).NotEmpty().MaximumLength(2000).When(command => command.Note is not null);
    }
}

internal sealed class ReopenCaseHandler(CaseDb db, CallContext call) : IHandler<ReopenCase, Saved>
{
    public async Task<Saved> Handle(ReopenCase request, CancellationToken cancellationToken)
    {
        var reopened = await db.ToChange(call, request.Id, request.Version, standing => standing.ObjectionToDecide, cancellationToken);
        Case.Moves.Next(reopened.Status, "reopen");
        var (team, assigns) = (request.TeamId ?? reopened.TeamId, RolePermissions.Allow(call.Caller.Roles, Permission.AssignCases));
        if (request.LeadStaffId is { } lead && lead != call.Caller.StaffId && !assigns)
        {
            throw RefusedException.Forbidden(CaseProblems.AssignsOthers, lead);
        }
        if (team != reopened.TeamId && !assigns)
        {
            throw RefusedException.Forbidden(CaseProblems.NotYourTeam, team);
        }
        await db.CheckTeam(call, team, request.LeadStaffId, cancellationToken);
        if (await db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.ClientId == reopened.ClientId && c.Status == CaseStatus.Open)
            .Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancellationToken) is { } other)
        {
            throw new RefusedException(CaseProblems.AlreadyOpen) { Extensions = { ["caseId"] = other } };
        }
        // The team before, from which its reminders come along.
        await db.Set<CaseResponsibility>().Where(row => row.CaseId == reopened.Id).OrderByDescending(row => row.UntilAt).FirstAsync(cancellationToken);
        reopened.Reopen(request.ReasonCode, request.Note, team, request.LeadStaffId, call.Caller.StaffId, call.Now);
        await db.Passed(call, reopened, cancellationToken);
        return await db.Save(reopened, cancellationToken);
    }
}

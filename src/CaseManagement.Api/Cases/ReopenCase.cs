using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>Takes the counselling up again in the team that had it last.</summary>
/// <param name="ReasonCode">Why.</param>
/// <param name="LeadStaffId">
/// The lead worker, a member of the team: the caller himself, or anybody in it for those who assign cases. Left out, the case waits
/// to be assigned.
/// </param>
/// <param name="Note">In words, up to 2,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Reopen a case", """
    closed → open, with a reason, in the team that had it last. Refused while the client has another open case (409 `case-already-open`).
    """)]
public sealed record ReopenCase([CodeOf(CodeLists.CaseReopeningReason)] string ReasonCode, Guid? LeadStaffId = null, [Example(Sample.Note)] string? Note = null)
    : ICommand<Saved>, IGivesReason
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
        if (request.LeadStaffId is { } lead && lead != call.Caller.StaffId && !RolePermissions.Allow(call.Caller.Roles, Permission.AssignCases))
        {
            throw RefusedException.Forbidden(CaseProblems.AssignsOthers, lead);
        }
        await db.CheckTeam(call, reopened.TeamId, request.LeadStaffId, cancellationToken);
        if (await db.Set<Case>().VisibleTo(db, call.Caller).Where(c => c.ClientId == reopened.ClientId && c.Status == CaseStatus.Open)
            .Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancellationToken) is { } other)
        {
            throw new RefusedException(CaseProblems.AlreadyOpen) { Extensions = { ["caseId"] = other } };
        }
        reopened.Reopen(request.ReasonCode, request.Note, reopened.TeamId, request.LeadStaffId, call.Caller.StaffId, call.Now);
        await db.Passed(call, reopened, cancellationToken);
        return await db.Save(reopened, cancellationToken);
    }
}

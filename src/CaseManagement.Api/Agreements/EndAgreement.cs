using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>Completes an agreement.</summary>
/// <param name="Note">In words, up to 2,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Complete an agreement", "active or under_review → completed. 409 `agreement-incomplete` names each goal that has no result yet.")]
public sealed record CompleteAgreement([Example(Sample.Note)] string? Note = null) : ICommand<Saved>
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Ends an agreement before its goals are reached.</summary>
/// <param name="ReasonCode">Why.</param>
/// <param name="Note">In words, up to 2,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Terminate an agreement", "Any running one → terminated, for a coded reason; a draft or proposal is withdrawn so. A joint one ends for all.")]
public sealed record TerminateAgreement(
    [CodeOf(CodeLists.AgreementEndReason)] string ReasonCode, [Example(null)] string? Note = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    [JsonIgnore] string IGivesReason.Reason => ReasonCode;
}

/// <summary>One adult goes on alone, or they have separated.</summary>
/// <param name="Note">In words, for the file of this adult alone; up to 2,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Separate a joint agreement", """
    One adult's wish is enough: it ends for all with the reason `separated`, and each has a draft of the own goals and open steps (`nextId`). Nothing of
    one adult's goals, notes or words is in any answer about another.
    """)]
public sealed record SeparateAgreement([Example("Lebt seit Mai allein")] string? Note = null) : ICommand<Saved>
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CompleteAgreementValidator : AbstractValidator<CompleteAgreement>
{
    public CompleteAgreementValidator() => RuleFor(complete => complete.Note).NotEmpty().MaximumLength(2000).When(complete => complete.Note is not null);
}

internal sealed class TerminateAgreementValidator : AbstractValidator<TerminateAgreement>
{
    public TerminateAgreementValidator() => RuleFor(terminate => terminate.Note).NotEmpty().MaximumLength(2000).When(terminate => terminate.Note is not null);
}

internal sealed class SeparateAgreementValidator : AbstractValidator<SeparateAgreement>
{
    public SeparateAgreementValidator() => RuleFor(separate => separate.Note).NotEmpty().MaximumLength(2000).When(separate => separate.Note is not null);
}

internal sealed class CompleteAgreementHandler(CaseDb db, CallContext call) : IHandler<CompleteAgreement, Saved>
{
    public async Task<Saved> Handle(CompleteAgreement request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Complete, call, request.Id, request.Version, cancellationToken);
        var ids = group.Ids;
        // Past the compartments, and nothing of a hidden goal but that there is one to be looked at.
        var open = await db.Database.SqlQuery<Guid>($"select app.goals_without_result({ids}) as \"Value\"").ToListAsync(cancellationToken);
        if (open.Count > 0)
        {
            throw new RefusedException(AgreementProblems.Incomplete)
            {
                Errors = [.. open.Select(goal => new ProblemError($"/goals/{goal}/result", AgreementProblems.GoalWithoutResult.Code,
                    AgreementProblems.GoalWithoutResult.Text()))],
            };
        }
        await db.LeaveForce(call, group, cancellationToken);
        foreach (var agreement in group.All)
        {
            agreement.Complete(agreement == group.Own ? request.Note : null, call.Caller.StaffId, call.Now);
            await db.FollowReview(call, agreement, cancellationToken);
        }
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(group.Own.Id, group.Own.Version);
    }
}

internal sealed class TerminateAgreementHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<TerminateAgreement, Saved>
{
    public async Task<Saved> Handle(TerminateAgreement request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Terminate, call, request.Id, request.Version, cancellationToken);
        codes.CheckOwn(CodeLists.AgreementEndReason, request.ReasonCode, call.Today, "/reasonCode");
        await db.End(call, group, (AgreementTable.Terminate, request.ReasonCode, request.Note), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(group.Own.Id, group.Own.Version);
    }
}

internal sealed class SeparateAgreementHandler(CaseDb db, CallContext call) : IHandler<SeparateAgreement, Saved>
{
    public async Task<Saved> Handle(SeparateAgreement request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Separate, call, request.Id, request.Version, cancellationToken);
        if (group.Own.JointId is null || group.All.Count < 2)
        {
            throw new RefusedException(AgreementProblems.NotJoint);
        }
        await db.Separate(call, group, request.Note, group.All, cancellationToken);
        return new Saved(group.Own.Id, group.Own.Version);
    }
}

internal static class Endings
{
    /// <summary>Terminates all of a group; what is said of it stands with the one that was called.</summary>
    public static async Task End(
        this CaseDb db, CallContext call, AgreementGroup group, (string Move, string Reason, string? Note) why, CancellationToken cancellationToken)
    {
        await db.WithdrawProposals(call, group, cancellationToken);
        await db.LeaveForce(call, group, cancellationToken);
        foreach (var agreement in group.All)
        {
            agreement.Terminate(why.Move, why.Reason, agreement == group.Own ? why.Note : null, call.Caller.StaffId, call.Now);
            await db.FollowReview(call, agreement, cancellationToken);
        }
    }

    /// <summary>Ends a joint agreement for all, and gives each adult who goes on a draft of the own goals.</summary>
    public static async Task Separate(
        this CaseDb db, CallContext call, AgreementGroup group, string? note, IEnumerable<Agreement> goOn, CancellationToken cancellationToken)
    {
        await db.End(call, group, (AgreementTable.Separate, AgreementTable.Separated, note), cancellationToken);
        // Saved first: a case has one running agreement.
        await db.SaveChangesAsync(cancellationToken);
        var next = goOn.Select(ended => (Ended: ended, Draft: new Agreement(
            (ended.OrganisationId, ended.CaseId, ended.ClientId), null, ended.Language, null, call.Caller.StaffId, call.Now))).ToList();
        db.AddRange(next.Select(pair => pair.Draft));
        await db.SaveChangesAsync(cancellationToken);
        foreach (var (ended, draft) in next)
        {
            await db.Database.ExecuteSqlAsync($"call app.copy_agreement({ended.Id}, {draft.Id})", cancellationToken);
        }
    }
}

using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Agreements;

/// <summary>A supervisor approves the version that waits, where the organisation asks for it.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.AssignCases)]
[Operation("Approve an agreement", """
    Where your organisation asks for it (`agreement-settings`): the version that waits, once, never by who wrote it (403). With the acknowledgements of
    all it is in force.
    """)]
public sealed record ApproveAgreement(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class ApproveAgreementHandler(CaseDb db, CallContext call) : IHandler<ApproveAgreement, Saved>
{
    public async Task<Saved> Handle(ApproveAgreement request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Approve, call, request.Id, request.Version, cancellationToken);
        if (!(await db.AgreementSetting(group.Own.OrganisationId, call.Now, cancellationToken)).RequiresApproval)
        {
            throw new RefusedException(AgreementProblems.NoApprovalWanted);
        }
        var versions = await db.Proposed(group, cancellationToken);
        foreach (var version in versions)
        {
            version.Approve(call.Caller.RequiredStaffId, call.Now);
        }
        group.Own.Touch(call.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.ActivateWhereAll(call, group, versions, cancellationToken);
        return new Saved(group.Own.Id, group.Own.Version);
    }
}

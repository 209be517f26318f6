using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Cases;

/// <summary>Whoever leads a case from now on learns of it, where somebody else says so: the case, and nothing of it.</summary>
internal sealed class LeadIsTold : IFollowsCase
{
    public Task Passed(CaseDb db, CallContext call, Case passed, CancellationToken cancellationToken)
    {
        Tell(db, call, passed);
        return Task.CompletedTask;
    }

    /// <summary>Tells a lead worker who was not the one until now. Saves nothing.</summary>
    public static void Tell(CaseDb db, CallContext call, Case passed)
    {
        var before = passed.Responsibilities.OrderByDescending(row => row.FromAt).Skip(1).FirstOrDefault()?.LeadStaffId;
        if (passed.LeadStaffId is { } lead && lead != before && lead != call.Caller.StaffId)
        {
            Contributions.The<ITellsStaff>().Tell(db, StaffNews.CaseAssigned, passed.OrganisationId, [lead], passed.Id, call.Now);
        }
    }
}

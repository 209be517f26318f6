using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Tokens;

// Where the employer takes its provider's word only, one password stays good, for the day on which the provider is down. Told when the password was
// right, be it that the second factor is wanting yet: that somebody knows it is what the officers want to know.
internal sealed class LocalAccounts : ILocalAccounts
{
    public async Task<bool> MaySignIn(CaseDb db, CallContext call, Caller caller, CancellationToken cancellationToken)
    {
        var (before, action, me) = (call.Caller, call.Action, caller.RequiredStaffId);
        try
        {
            (call.Caller, call.Action) = (caller, nameof(GetMe)); // Asks for no more than that, so an initial password is no obstacle.
            var rule = await (from staff in db.Set<Staff>()
                              join provider in db.Set<IdentityProvider>() on staff.OrganisationId equals provider.OrganisationId
                              where staff.Id == me && provider.IsRequired && provider.ConfirmedAt != null && provider.RetiredAt == null
                              select new { provider.OrganisationId, IsEmergency = provider.EmergencyStaffId == me }).SingleOrDefaultAsync(cancellationToken);
            if (rule is { IsEmergency: true })
            {
                (call.Caller, call.Action) = (Caller.System(rule.OrganisationId), action);
                await Tell(db, call, rule.OrganisationId, me, cancellationToken);
            }
            return rule is null or { IsEmergency: true };
        }
        finally
        {
            (call.Caller, call.Action) = (before, action);
        }
    }

    private static async Task Tell(CaseDb db, CallContext call, Guid organisation, Guid staffId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        Contributions.The<ITellsStaff>().Tell(db, StaffNews.EmergencyAccountUsed, organisation,
            await db.OfficersOf(organisation, null, cancellationToken), staffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            CALL audit.record_event('sign_in', {call.Now}, {organisation}, {staffId}, {(Guid?)null}, {call.RequestId}, {call.Action},
                {"emergency-account-used"}, null)
            """, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

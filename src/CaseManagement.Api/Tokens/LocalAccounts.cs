using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Tokens;

// Where the employer takes its provider's word only, one password stays good, for the day on which the provider is down. Told when the password was
// right, be it that the second factor is wanting yet: who knows it is what the officers want to know.
internal sealed class LocalAccounts : ILocalAccounts
{
    public async Task<bool> MaySignIn(CaseDb db, CallContext call, Guid staffId, CancellationToken cancellationToken)
    {
        var rule = await db.Database.SqlQuery<Rule>($"""
            select organisation_id as "OrganisationId", is_emergency as "IsEmergency" from access.local_account_rule({staffId})
            """).SingleOrDefaultAsync(cancellationToken);
        if (rule is not { IsEmergency: true })
        {
            return rule is null;
        }
        var before = call.Caller;
        call.Caller = Caller.System(rule.OrganisationId);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            Contributions.The<ITellsStaff>().Tell(db, StaffNews.EmergencyAccountUsed, rule.OrganisationId,
                await db.OfficersOf(rule.OrganisationId, null, cancellationToken), staffId, call.Now);
            await db.SaveChangesAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync($"""
                CALL audit.record_event('sign_in', {call.Now}, {rule.OrganisationId}, {staffId}, {(Guid?)null}, {call.RequestId}, {nameof(SignIn.SignIn)},
                    {"emergency-account-used"}, null)
                """, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        finally
        {
            call.Caller = before;
        }
        return true;
    }

    private sealed record Rule(Guid OrganisationId, bool IsEmergency);
}

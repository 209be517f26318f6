using CaseManagement.Api.Cooperation;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>An agreement with an organisation here, proposed by the first; with one outside, on paper.</summary>
    public Task<Guid> CooperationAgreement(Guid organisationId, Guid? partner = null, CooperationKind kind = CooperationKind.Transmission)
    {
        var caller = Caller.System(organisationId);
        var agreement = new CooperationAgreement(caller, (partner, partner is null ? "Verein Nebenan" : null, partner is null ? "Nicht im System" : null),
            new RecordCooperationAgreement { Kind = kind, Subject = "Beratung", DataBasis = "Stammdaten", DocumentDate = Today, From = Today }, Now);
        return api.InOrganisation(organisationId, async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Add(agreement);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return agreement.Id;
        });
    }
}

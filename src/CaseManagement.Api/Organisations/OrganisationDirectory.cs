using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

internal sealed class OrganisationDirectory : IDirectory
{
    public IQueryable<Guid> Working(CaseDb db) =>
        db.Set<Organisation>().Where(organisation => organisation.ClosedAt == null).Select(organisation => organisation.Id);

    public IQueryable<Guid> Operators(CaseDb db) =>
        db.Set<Organisation>().Where(organisation => organisation.IsOperator).Select(organisation => organisation.Id);

    public IQueryable<string[]> SecondFactorRoles(CaseDb db, Guid organisationId) =>
        db.Set<Organisation>().Where(organisation => organisation.Id == organisationId).Select(organisation => organisation.SecondFactorRoles);

    public IQueryable<bool> ScriptSignIn(CaseDb db, Guid organisationId) =>
        db.Set<Organisation>().Where(organisation => organisation.Id == organisationId).Select(organisation => organisation.ScriptSignIn);
}

using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;

namespace CaseManagement.Api.Organisations;

/// <summary>One organisation of the directory.</summary>
[Requires(Permission.ReadDirectory)]
[Operation("Get an organisation", "One organisation of the directory with its ETag and what you may do to it.")]
public sealed record GetOrganisation(Guid Id) : IQuery<OrganisationView>;

internal sealed class GetOrganisationHandler(CaseDb db, CallContext call, SecondFactors factors) : IHandler<GetOrganisation, OrganisationView>
{
    public async Task<OrganisationView> Handle(GetOrganisation request, CancellationToken cancellationToken)
    {
        var view = await db.Set<Organisation>().KnownTo(call.Caller).Show<Organisation, OrganisationView>(db, call.Caller, request.Id, cancellationToken);
        var objection = OrganisationAccess.Objection(call.Caller, view.Id, view.ParentId);
        // Taking a rule back needs no second factor; where there is none, nothing but making one is left.
        var needsOwn = objection is null && view.SecondFactorRoles.Length == 0 && !await factors.Has(call.Caller.RequiredStaffId, cancellationToken);
        var keepsNot = OrganisationAccess.Objection(call.Caller, view.Id, view.ParentId, call.Caller.IsOperator ? call.Caller.OrganisationId : null);
        view.AllowedActions = Organisation.Moves.Describe(view.Status, action => (action is "change" or "close" ? keepsNot : objection) ?? action switch
        {
            "close" when view.Id == call.Caller.OrganisationId => OrganisationProblems.OwnAccess,
            "require-second-factor" when needsOwn => OrganisationProblems.OwnSecondFactorFirst,
            _ => null,
        });
        return view;
    }
}

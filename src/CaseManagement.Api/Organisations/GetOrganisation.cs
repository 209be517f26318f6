using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>One organisation of the directory.</summary>
[Requires(Permission.ReadDirectory)]
[Operation("Get an organisation", "One organisation of the directory with its ETag and what you may do to it.")]
public sealed record GetOrganisation(Guid Id) : IQuery<OrganisationView>;

internal sealed class GetOrganisationHandler(CaseDb db, CallContext call) : IHandler<GetOrganisation, OrganisationView>
{
    public async Task<OrganisationView> Handle(GetOrganisation request, CancellationToken cancellationToken)
    {
        var view = await db.Set<Organisation>().Show<Organisation, OrganisationView>(db, call.Caller, request.Id, cancellationToken);
        view.AllowedActions = Organisation.Moves.Describe(view.Status, action =>
            OrganisationAccess.Objection(call.Caller, view.Id, view.ParentId)
            ?? (action == "close" && view.Id == call.Caller.OrganisationId ? OrganisationProblems.OwnAccess : null));
        return view;
    }
}

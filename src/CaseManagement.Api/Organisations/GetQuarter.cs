using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>One quarter of a municipality.</summary>
[Requires(Permission.ReadDirectory)]
[Operation("Get a quarter", "One quarter with its ETag and what you may do to it.")]
public sealed record GetQuarter(Guid Id) : IQuery<QuarterView>;

internal sealed class GetQuarterHandler(CaseDb db, CallContext call) : IHandler<GetQuarter, QuarterView>
{
    public async Task<QuarterView> Handle(GetQuarter request, CancellationToken cancellationToken)
    {
        var view = await db.Set<Quarter>().Show<Quarter, QuarterView>(db, call.Caller, request.Id, cancellationToken);
        view.AllowedActions = Quarter.Moves.Describe(view.Status, _ => OrganisationAccess.Objection(call.Caller, view.OrganisationId));
        return view;
    }
}

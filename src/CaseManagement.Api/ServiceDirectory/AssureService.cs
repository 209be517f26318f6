using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.ServiceDirectory;

/// <summary>Says that a service is still so.</summary>
/// <param name="Id">The service.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.ManageServices)]
[Operation("Assure a service", "It counts as verified for 180 days from today.")]
public sealed record AssureService(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class AssureServiceHandler(CaseDb db, CallContext call) : IHandler<AssureService, Saved>
{
    public async Task<Saved> Handle(AssureService request, CancellationToken cancellationToken)
    {
        var service = await db.ServiceToChange(call.Caller, request.Id, request.Version, cancellationToken);
        service.Assure(call.Today, call.Now);
        return await db.Save(service, cancellationToken);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.ServiceDirectory;

/// <summary>Writes a service anew.</summary>
[Requires(Permission.ManageServices)]
[Operation("Change a service",
    "Of those that your organisation keeps. What is left out is emptied; `activeUntil` ends it. Referrals that were sent stay as they are.")]
public sealed record ChangeService : ServiceBody, ICommand<Saved>
{
    /// <summary>The service.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeServiceHandler(CaseDb db, CallContext call) : IHandler<ChangeService, Saved>
{
    public async Task<Saved> Handle(ChangeService request, CancellationToken cancellationToken)
    {
        var service = await db.ServiceToChange(call.Caller, request.Id, request.Version, cancellationToken);
        await request.Check(db, service, cancellationToken);
        service.Set(request, call.Now);
        return await db.Save(service, cancellationToken);
    }
}

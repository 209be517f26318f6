using CaseManagement.Api.Persistence;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.TakingPart;

internal static class ParticipationAccess
{
    /// <summary>Whether the caller is told of this service.</summary>
    public static Task<bool> ShowsService(this CaseDb db, CallContext call, Guid service, CancellationToken cancellationToken) =>
        db.Set<Service>().KnownTo(db, call.Caller).AnyAsync(row => row.Id == service, cancellationToken);
}

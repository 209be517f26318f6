using CaseManagement.Api.Audit;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

internal sealed class NamesStaff : INamesStaff
{
    public async Task<IReadOnlyDictionary<Guid, string>> Names(CaseDb db, IReadOnlyCollection<Guid> staff, CancellationToken cancellationToken) =>
        staff.Count == 0 ? new Dictionary<Guid, string>() : await db.Set<Staff>().Where(one => staff.Contains(one.Id))
            .ToDictionaryAsync(one => one.Id, one => one.GivenName + " " + one.FamilyName, cancellationToken);
}

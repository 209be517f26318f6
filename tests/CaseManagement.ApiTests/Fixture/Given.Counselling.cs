using CaseManagement.Api.Cases;
using CaseManagement.Api.Counselling;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A pause of the counselling of a case that begins today.</summary>
    public Task<Guid> CounsellingPause(GivenCase of, int? days = null) => api.InOrganisation(of.OrganisationId, async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(); // As in the pipeline: EF counts rows by statement.
        var paused = await db.Set<Case>().SingleAsync(c => c.Id == of.CaseId);
        var pause = new CounsellingPause(paused, ("abroad", null), Today, days is { } d ? Today.AddDays(d) : null, of.Lead?.StaffId, Now);
        db.Add(pause);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return pause.Id;
    });
}

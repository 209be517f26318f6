using CaseManagement.Api.Cases;
using CaseManagement.Api.Counselling;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>The programme of a case, since a month ago.</summary>
    public Task<Guid> Programme(GivenCase of, string programme = "bw-integrationsmanagement") => InCase(of, found =>
    {
        var row = new CaseProgramme(found, programme, Today.AddDays(-30), null, of.Lead?.StaffId, Now);
        return (row, row.Id);
    });

    /// <summary>How demanding a case is, since a month ago.</summary>
    public Task<Guid> Complexity(GivenCase of, string complexity = "medium") => InCase(of, found =>
    {
        var row = new CaseComplexity(found, (complexity, null), Today.AddDays(-30), of.Lead?.StaffId, Now);
        return (row, row.Id);
    });

    /// <summary>Half a post of a colleague, since a month ago.</summary>
    public Task<Guid> FundedPost(Person person, decimal share = 50)
    {
        var post = new FundedPost(person.OrganisationId, new CreateFundedPost
        {
            Programme = "bw-integrationsmanagement", StaffId = person.StaffId, Share = share, From = Today.AddDays(-30),
        }, Now);
        return Add(person.OrganisationId, post, post.Id);
    }

    private Task<Guid> InCase(GivenCase of, Func<Case, (object Row, Guid Id)> make) => api.InOrganisation(of.OrganisationId, async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(); // As in the pipeline: EF counts rows by statement.
        var (row, id) = make(await db.Set<Case>().SingleAsync(c => c.Id == of.CaseId));
        db.Add(row);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return id;
    });

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

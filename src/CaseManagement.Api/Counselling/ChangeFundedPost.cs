using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Counselling;

/// <summary>Changes, ends or corrects a funded post.</summary>
[Requires(Permission.ManageFundedPosts)]
[Operation("Change a funded post", "Sets all of it; `until` ends it. The trail keeps what stood there, and why.")]
public sealed record ChangeFundedPost : FundedPostBody, ICommand<Saved>, INeedsReason
{
    /// <summary>Why; 1 to 1000 characters.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
    /// <summary>The post.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeFundedPostHandler(CaseDb db, CallContext call) : IHandler<ChangeFundedPost, Saved>
{
    public async Task<Saved> Handle(ChangeFundedPost request, CancellationToken cancellationToken)
    {
        var post = await db.Set<FundedPost>().SingleOrDefaultAsync(row => row.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, post.Version);
        // Who has left may stay named: what was paid for is put right.
        if (request.StaffId != post.StaffId && !await db.KnowsStaff(request.StaffId, cancellationToken))
        {
            throw RefusedException.Invalid("/staffId", OrganisationProblems.UnknownStaff);
        }
        post.Change(request, call.Now);
        return await db.Save(post, cancellationToken);
    }
}

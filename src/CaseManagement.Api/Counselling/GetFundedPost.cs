using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Counselling;

/// <summary>One funded post of the own organisation.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ManageFundedPosts)]
[Operation("Get a funded post", "With its ETag and what you may do to it.")]
public sealed record GetFundedPost(Guid Id) : IQuery<FundedPostView>;

/// <summary>A funded post, [from, until).</summary>
/// <param name="Id">The post.</param>
/// <param name="Programme">The programme that pays.</param>
/// <param name="StaffId">Who is paid for.</param>
/// <param name="StaffName">That colleague's name; null where your organisation does not know him any more.</param>
/// <param name="Share">In per cent of a full post.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer; null while it lasts.</param>
/// <param name="AllowedActions">What you may do now.</param>
/// <param name="Version">The ETag.</param>
public sealed record FundedPostView(
    Guid Id,
    [CodeOf(CodeLists.Programme)] string Programme,
    Guid StaffId,
    [Example(Sample.Colleague)] string? StaffName,
    [Example(50)] decimal Share,
    DateOnly From,
    [Example(null)] DateOnly? Until,
    IReadOnlyList<AllowedAction> AllowedActions,
    [property: JsonIgnore] uint Version) : IVersioned;

internal sealed class GetFundedPostHandler(CaseDb db) : IHandler<GetFundedPost, FundedPostView>
{
    public async Task<FundedPostView> Handle(GetFundedPost request, CancellationToken cancellationToken)
    {
        var found = await db.Set<FundedPost>().Where(post => post.Id == request.Id).Select(post => new
        {
            Post = post,
            Name = db.Set<Staff>().Where(staff => staff.Id == post.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var post = found.Post;
        return new FundedPostView(post.Id, post.Programme, post.StaffId, found.Name, post.Share, post.FromDate, post.UntilDate,
            [AllowedAction.Yes("change")], post.Version);
    }
}

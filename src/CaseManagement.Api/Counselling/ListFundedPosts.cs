using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Counselling;

/// <summary>Funded posts of the own organisation, the latest first.</summary>
/// <param name="StaffId">Only this colleague's.</param>
/// <param name="Programme">Only those of this programme.</param>
/// <param name="Include">ended: also those that are over today.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ManageFundedPosts)]
[Operation("List funded posts", "Of the own organisation, the latest first.")]
public sealed record ListFundedPosts(Guid? StaffId, [CodeOf(CodeLists.Programme)] string? Programme, Include? Include, Paging Page)
    : IQuery<Page<FundedPostRow>>;

/// <summary>A funded post, [from, until).</summary>
/// <param name="Id">The post.</param>
/// <param name="Programme">The programme that pays.</param>
/// <param name="StaffId">Who is paid for.</param>
/// <param name="StaffName">That colleague's name; null where your organisation does not know him any more.</param>
/// <param name="Share">In per cent of a full post.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer; null while it lasts.</param>
public sealed record FundedPostRow(
    Guid Id,
    [CodeOf(CodeLists.Programme)] string Programme,
    Guid StaffId,
    [Example(Sample.Colleague)] string? StaffName,
    [Example(50)] decimal Share,
    DateOnly From,
    [Example(null)] DateOnly? Until);

internal sealed class ListFundedPostsHandler(CaseDb db, CallContext call) : IHandler<ListFundedPosts, Page<FundedPostRow>>
{
    private static readonly Order<FundedPost, FundedPostRow> LatestFirst =
        Order.Descending((FundedPost row) => ValueTuple.Create(row.FromDate, row.Id), (FundedPostRow row) => (row.From, row.Id));

    public async Task<Page<FundedPostRow>> Handle(ListFundedPosts request, CancellationToken cancellationToken)
    {
        var (today, filter) = (call.Today, request with { Page = Paging.First });
        var posts = db.Set<FundedPost>().Where(post => (request.StaffId == null || post.StaffId == request.StaffId)
            && (request.Programme == null || post.Programme == request.Programme));
        if (request.Include is null)
        {
            posts = posts.Where(post => post.UntilDate == null || post.UntilDate > today);
        }
        var rows = await LatestFirst.Next(posts, request.Page, filter).Select(post => new FundedPostRow(post.Id, post.Programme, post.StaffId,
            db.Set<Staff>().Where(staff => staff.Id == post.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            post.Share, post.FromDate, post.UntilDate)).ToListAsync(cancellationToken);
        return await LatestFirst.CutMoving(rows, posts, request.Page, filter, cancellationToken);
    }
}

using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Counselling;

/// <summary>Says which share of a colleague's working time a programme pays.</summary>
[Requires(Permission.ManageFundedPosts)]
[Operation("Create a funded post", "The shares of one colleague are 100 per cent at most on each day (409 `funded-shares-too-large`).")]
public sealed record CreateFundedPost : FundedPostBody, ICommand<Saved>;

internal sealed class CreateFundedPostHandler(CaseDb db, CallContext call) : IHandler<CreateFundedPost, Saved>
{
    public async Task<Saved> Handle(CreateFundedPost request, CancellationToken cancellationToken)
    {
        if (!await db.KnowsStaff(request.StaffId, cancellationToken))
        {
            throw RefusedException.Invalid("/staffId", OrganisationProblems.UnknownStaff);
        }
        var post = new FundedPost(call.Caller.RequiredOrganisationId, request, call.Now);
        db.Add(post);
        return await db.Save(post, cancellationToken);
    }
}

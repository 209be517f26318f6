using System.Security.Cryptography;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Tokens;

/// <summary>Makes a link with which a colleague sets the password of the own account.</summary>
/// <param name="Id">The colleague.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Make an enrolment link for a colleague", """
    Instead of an initial password: whoever opens the link sets a password of the own, so that you never know one. Shown this once, good for 24 hours and
    one use; another one, or a new password, ends it. A second factor that is set up is asked for all the same. The colleague and the data-protection
    officer are told of it. Not for yourself (409 `own-enrolment`).
    """)]
public sealed record MakeEnrolmentLink(Guid Id) : ICommand<EnrolmentLink>
{
    /// <summary>How long a link is good: until the next working morning, not until the mailbox is somebody else's.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(24);
}

/// <summary>A link to be handed over to the colleague, and to nobody else.</summary>
/// <param name="Link">To be opened in a browser.</param>
/// <param name="Until">Until when it is good.</param>
public sealed record EnrolmentLink(
    [Example("https://casemanagement.example.org/sign-in/enrolment?key=J8mP2…")] string Link,
    DateTimeOffset Until)
{
    /// <summary>Says nothing of the link, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(EnrolmentLink);
}

internal sealed class MakeEnrolmentLinkHandler(CaseDb db, CallContext call, IConfiguration configuration) : IHandler<MakeEnrolmentLink, EnrolmentLink>
{
    public async Task<EnrolmentLink> Handle(MakeEnrolmentLink request, CancellationToken cancellationToken)
    {
        var page = TokenServer.Issuer(configuration) ?? throw new RefusedException(ApiClientProblems.NoPage);
        var staff = await db.Set<Staff>().SingleOrDefaultAsync(s => s.Id == request.Id, cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        if (staff.OrganisationId != call.Caller.OrganisationId)
        {
            throw RefusedException.Forbidden(OrganisationProblems.NotEmployer, request.Id);
        }
        if (staff.Id == call.Caller.StaffId)
        {
            throw new RefusedException(OrganisationProblems.OwnEnrolment);
        }
        staff.Touch("enrolment-link", call.Now);
        await db.TellStaff(StaffNews.EnrolmentLinkMade, staff, call.Now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var (key, until) = (Base64UrlTextEncoder.Encode(RandomNumberGenerator.GetBytes(32)), call.Now + MakeEnrolmentLink.Lasts);
        await db.Database.ExecuteSqlAsync($"CALL access.make_enrolment_link({staff.Id}, {EnrolmentPage.Digest(key)}, {until})", cancellationToken);
        return new EnrolmentLink($"{page}{EnrolmentPage.Path[1..]}?key={key}", until);
    }
}

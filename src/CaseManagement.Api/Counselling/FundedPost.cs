using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Counselling;

/// <summary>What is said of a funded post, when it is added and when it is changed.</summary>
public abstract record FundedPostBody
{
    /// <summary>The programme that pays.</summary>
    [CodeOf(CodeLists.Programme, On = nameof(From))]
    public required string Programme { get; init; }
    /// <summary>The colleague who is paid for.</summary>
    public required Guid StaffId { get; init; }
    /// <summary>How much of a full post, in per cent: more than 0, at most 100, two decimals.</summary>
    [Example(50)]
    public required decimal Share { get; init; }
    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }
    /// <summary>First day no longer; left out while it lasts.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }
}

/// <summary>
/// Which share of a colleague's working time a programme pays, [from, until). The shares of one colleague in an organisation are 100 per cent at most on each
/// day; the database sees to it (FundedShares.sql).
/// </summary>
public sealed class FundedPost : IRoot
{
    private FundedPost() { }

    /// <summary>A new post.</summary>
    public FundedPost(Guid organisationId, FundedPostBody said, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CreatedAt) = (organisationId, now);
        Change(said, now);
    }

    /// <summary>The post.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose post.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Code of the list programme.</summary>
    public string Programme { get; private set; } = "";
    /// <summary>Who is paid for.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>In per cent of a full post.</summary>
    public decimal Share { get; private set; }
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day no longer; null while it lasts.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>When it was recorded.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>States all of it.</summary>
    public void Change(FundedPostBody said, DateTimeOffset now) => (Programme, StaffId, Share, FromDate, UntilDate, UpdatedAt) =
        (said.Programme, said.StaffId, said.Share, said.From, said.Until, now);

    /// <summary>The colleague has left.</summary>
    public void End(DateOnly until, DateTimeOffset now) => (UntilDate, UpdatedAt) = (until, now);
}

internal sealed class FundedPostMap : IEntityTypeConfiguration<FundedPost>
{
    public void Configure(EntityTypeBuilder<FundedPost> entity) => entity.ToTable("funded_post")
        .Refers<Organisation>(nameof(FundedPost.OrganisationId)).Refers<Staff>(nameof(FundedPost.StaffId));
}

internal sealed class FundedPostRules : AbstractValidator<FundedPostBody>
{
    private static readonly DateOnly Earliest = new(1900, 1, 1), Latest = new(2200, 1, 1);

    public FundedPostRules()
    {
        RuleFor(post => post.Share).GreaterThan(0).LessThanOrEqualTo(100).PrecisionScale(5, 2, true);
        RuleFor(post => post.From).InclusiveBetween(Earliest, Latest);
        RuleFor(post => post.Until).InclusiveBetween(Earliest, Latest);
        RuleFor(post => post.Until).Must((post, until) => until is null || until > post.From).WithProblem(CounsellingProblems.UntilBeforeFrom);
    }
}

// Nobody is paid for who has left. Who loses a role or a team only is still employed.
internal sealed class FundedPostsOfStaff : IHeldByStaff
{
    public IQueryable<Guid> Holders(CaseDb db, Guid organisationId)
    {
        var today = db.Call?.Today;
        return db.Set<FundedPost>()
            .Where(post => post.OrganisationId == organisationId && (post.UntilDate == null || post.UntilDate > today)
                && !db.Set<Staff>().Any(staff => staff.Id == post.StaffId && staff.LeftAt == null))
            .Select(post => post.StaffId);
    }

    public async Task GiveBack(CaseDb db, CallContext call, Departure departure, CancellationToken cancellationToken)
    {
        var known = await db.Set<Staff>().Where(staff => staff.Id == departure.StaffId).Select(staff => new { staff.LeftAt })
            .SingleOrDefaultAsync(cancellationToken);
        if (departure.TeamId is not null || known is { LeftAt: null })
        {
            return;
        }
        var today = known?.LeftAt is { } left ? LocalTime.DateOf(left) : call.Today;
        foreach (var post in await db.Set<FundedPost>().Where(post => post.OrganisationId == departure.OrganisationId && post.StaffId == departure.StaffId
            && (post.UntilDate == null || post.UntilDate > today)).ToListAsync(cancellationToken))
        {
            if (post.FromDate >= today)
            {
                db.Remove(post);
            }
            else
            {
                post.End(today, call.Now);
            }
        }
    }
}

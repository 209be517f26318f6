using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>What happened during an absence on the cases of who was away.</summary>
/// <param name="Id">The absence.</param>
/// <param name="Limit">How many items of each case at most, the latest; 1 to 100.</param>
[Requires(Permission.ReadCases)]
[Operation("Get the digest of an absence", """
    For handing back: of each case that the absent colleague led or worked on in those days, what its timeline tells of them, newest first; the liveliest
    cases first. Up to now where the absence still runs. Each sees in it what the timelines show to him: cases that are not yours (any more), and
    restricted entries, are not in it.
    """)]
public sealed record GetAbsenceDigest(Guid Id, [Example(20)] int Limit = 20) : IQuery<AbsenceDigest>;

internal sealed class GetAbsenceDigestValidator : AbstractValidator<GetAbsenceDigest>
{
    public GetAbsenceDigestValidator() => RuleFor(digest => digest.Limit).InclusiveBetween(1, 100);
}

/// <summary>The days and the cases.</summary>
/// <param name="StaffId">Who was away.</param>
/// <param name="StaffName">The name.</param>
/// <param name="DeputyId">Who stood in.</param>
/// <param name="DeputyName">The name.</param>
/// <param name="From">First day away.</param>
/// <param name="Until">First day back.</param>
/// <param name="Cases">Those in which something happened.</param>
/// <param name="QuietCases">How many of that colleague's cases had nothing.</param>
public sealed record AbsenceDigest(
    Guid StaffId,
    [Example(Sample.Colleague)] string? StaffName,
    Guid? DeputyId,
    [Example(Sample.Colleague)] string? DeputyName,
    DateOnly From,
    [Example(Sample.LaterDay)] DateOnly Until,
    IReadOnlyList<DigestCase> Cases,
    [Example(12)] int QuietCases) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Cases.Select(of => of.ClientId);
}

/// <summary>A case and what happened in it.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Items">What happened, newest first.</param>
/// <param name="HasMore">There is more: see the timeline.</param>
public sealed record DigestCase(
    Guid CaseId,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    IReadOnlyList<TimelineItem> Items,
    [Example(false)] bool HasMore);

internal sealed class GetAbsenceDigestHandler(CaseDb db, CallContext call) : IHandler<GetAbsenceDigest, AbsenceDigest>
{
    private static readonly string Digest = $$"""
        select of_digest.case_id as "CaseId", f.*
        from unnest({0}::uuid[]) of_digest (case_id) cross join lateral ({{TimelineSource.FeedOf("of_digest.case_id")}}) f
        """;

    private sealed record Row(
        Guid CaseId, Guid Id, DateTimeOffset At, string Kind, Guid SubjectId, string? Code, string? Detail, string? Text, Guid? TeamId, Guid? StaffId);

    public async Task<AbsenceDigest> Handle(GetAbsenceDigest request, CancellationToken cancellationToken)
    {
        var absence = await db.Set<Absence>().VisibleTo(call.Caller, db, call.Today).Where(row => row.Id == request.Id).Select(row => new
        {
            row.StaffId, row.DeputyId, row.FromDate, row.UntilDate, row.EndedAt,
            StaffName = db.Set<Staff>().Where(staff => staff.Id == row.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            DeputyName = db.Set<Staff>().Where(staff => staff.Id == row.DeputyId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        // Who came back early was stood in for on that day, too, until then.
        var (away, start, end) = (absence.StaffId, LocalTime.StartOf(absence.FromDate), absence.EndedAt ?? LocalTime.StartOf(absence.UntilDate));
        var cases = await db.Set<Case>().VisibleTo(db, call.Caller)
            .Where(c => db.Set<CaseResponsibility>().Any(r => r.CaseId == c.Id && r.LeadStaffId == away && r.FromAt < end
                    && (r.UntilAt == null || r.UntilAt > start))
                || db.Set<CaseParticipant>().Any(p => p.CaseId == c.Id && p.StaffId == away && p.FromAt < end && (p.UntilAt == null || p.UntilAt > start)))
            .Select(c => new
            {
                c.Id, c.ClientId,
                Name = db.Set<Client>().Where(client => client.Id == c.ClientId).Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        var ids = cases.Select(of => of.Id).ToArray();
        var rows = await db.Database.SqlQueryRaw<Row>(Digest, ids, end, Guid.Empty, request.Limit + 1, start, Array.Empty<string>())
            .Select(row => new
            {
                Row = row,
                TeamName = db.Set<Team>().Where(team => team.Id == row.TeamId).Select(team => team.Name).FirstOrDefault(),
                StaffName = db.Set<Staff>().Where(staff => staff.Id == row.StaffId)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        var items = rows.ToLookup(row => row.Row.CaseId);
        return new AbsenceDigest(away, absence.StaffName, absence.DeputyId, absence.DeputyName, absence.FromDate, absence.UntilDate,
        [
            .. from of in cases
               let told = items[of.Id].OrderByDescending(item => (item.Row.At, item.Row.Id)).ToList()
               where told.Count > 0
               orderby told.Count descending, told[0].Row.At descending
               select new DigestCase(of.Id, of.ClientId, of.Name,
               [
                   .. told.Take(request.Limit).Select(item => new TimelineItem(item.Row.At, item.Row.Kind, item.Row.SubjectId, item.Row.Code,
                       item.Row.Detail, item.Row.Text, item.Row.TeamId, item.TeamName, item.Row.StaffId, item.StaffName)),
               ], told.Count > request.Limit),
        ], cases.Count(of => !items.Contains(of.Id)));
    }
}

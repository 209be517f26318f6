using CaseManagement.Api.Clients;
using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Representations;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Mentors;

/// <summary>One assignment.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadCases)]
[Operation("Get an assignment of a mentor", """
    With `warnings`: another mentor of the same sex for the household where your organisation wants one of each (`mentor-same-sex`), a certificate that
    is not valid today while there are minors (`mentor-certificate`).
    """)]
public sealed record GetMentorAssignment(Guid Id) : IQuery<MentorAssignmentView>;

/// <summary>Assignments of mentors to persons and households whose cases the caller sees, the latest first.</summary>
/// <param name="ClientId">To a person.</param>
/// <param name="HouseholdId">To a household.</param>
/// <param name="MentorId">Of a mentor.</param>
/// <param name="On">Those that run on this day.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("List assignments of mentors", "Of the persons and households whose cases you see, the latest first.")]
public sealed record ListMentorAssignments(Guid? ClientId, Guid? HouseholdId, Guid? MentorId, DateOnly? On, Paging Page)
    : IQuery<Page<MentorAssignmentRow>>;

/// <summary>An assignment, [from, until).</summary>
/// <param name="Id">The assignment.</param>
/// <param name="MentorId">Who.</param>
/// <param name="MentorName">Family name, given name.</param>
/// <param name="ClientId">The person; or the household.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="HouseholdId">The household; or the person.</param>
/// <param name="HouseholdReference">Its reference.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer.</param>
/// <param name="EndReason">Why it was ended.</param>
/// <param name="MadeAt">When assigned.</param>
public sealed record MentorAssignmentRow(
    Guid Id,
    Guid MentorId,
    [Example("Maier, Hanne")] string MentorName,
    Guid? ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    [Example(null)] Guid? HouseholdId,
    [Example(null)] string? HouseholdReference,
    DateOnly From,
    [Example(null)] DateOnly? Until,
    [CodeOf(CodeLists.MentorEndReason), Example(null)] string? EndReason,
    DateTimeOffset MadeAt) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => ClientId is { } client ? [client] : [];
}

/// <summary>An assignment and what is to be considered.</summary>
/// <param name="Assignment">What the list tells.</param>
/// <param name="Warnings">What is to be considered.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
/// <param name="Version">The ETag.</param>
public sealed record MentorAssignmentView(
    MentorAssignmentRow Assignment,
    IReadOnlyList<Warning> Warnings,
    IReadOnlyList<AllowedAction> AllowedActions,
    [property: JsonIgnore] uint Version) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Assignment.ShownClients();
}

internal sealed class ReadMentorAssignmentsHandler(CaseDb db, CallContext call)
    : IHandler<GetMentorAssignment, MentorAssignmentView>, IHandler<ListMentorAssignments, Page<MentorAssignmentRow>>
{
    private static readonly Order<MentorAssignment, MentorAssignmentRow> LatestFirst =
        Order.Descending((MentorAssignment row) => ValueTuple.Create(row.MadeAt, row.Id), (MentorAssignmentRow row) => (row.MadeAt, row.Id));

    private static Warning SameSex => new("mentor-same-sex", Language.Choose(
        "Für den Haushalt gibt es schon eine Patin oder einen Paten desselben Geschlechts.", "The household has a mentor of the same sex already."));

    private static Warning Suspended => new("mentor-suspended", Language.Choose(
        "Zu dieser Patin oder diesem Paten gibt es ein Bedenken; neue Einsätze ruhen.", "There is a concern about this mentor; new assignments are stopped."));

    private static Warning Certificate => new("mentor-certificate", Language.Choose(
        "Hier leben Minderjährige, und das erweiterte Führungszeugnis gilt heute nicht.",
        "There are minors, and the certificate of conduct is not valid today."));

    private IQueryable<MentorAssignmentRow> Rows(IQueryable<MentorAssignment> rows) => rows.Select(row => new MentorAssignmentRow(row.Id, row.MentorId,
        db.Set<Mentor>().Where(mentor => mentor.Id == row.MentorId).Select(mentor => mentor.FamilyName + ", " + mentor.GivenName).First(),
        row.ClientId,
        db.Set<Client>().Where(client => client.Id == row.ClientId).Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
        row.HouseholdId, db.Set<Household>().Where(household => household.Id == row.HouseholdId).Select(household => household.Reference).FirstOrDefault(),
        row.FromDate, row.UntilDate, row.EndReason, row.MadeAt));

    public async Task<MentorAssignmentView> Handle(GetMentorAssignment request, CancellationToken cancellationToken)
    {
        var today = call.Today;
        var worked = db.Set<MentorAssignment>().WorkedOnBy(db, call.Caller);
        var one = db.Set<MentorAssignment>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id);
        var found = await one.Select(row => new
        {
            row.Version, row.EndedAt, Works = worked.Any(mine => mine.Id == row.Id),
            Sex = db.Set<Mentor>().Where(mentor => mentor.Id == row.MentorId).Select(mentor => mentor.Sex).First(),
            Status = db.Set<Mentor>().Where(mentor => mentor.Id == row.MentorId).Select(mentor => mentor.Status).First(),
            CertificateOn = db.Set<Mentor>().Where(mentor => mentor.Id == row.MentorId).Select(mentor => mentor.CertificateOn).First(),
            // Others for the same household in these days; for a person, none: the rule is about households.
            Others = db.Set<MentorAssignment>().Where(other => other.Id != row.Id && other.HouseholdId == row.HouseholdId && row.HouseholdId != null
                && (other.UntilDate == null || other.UntilDate > row.FromDate) && (row.UntilDate == null || other.FromDate < row.UntilDate)
                && (other.UntilDate == null || other.UntilDate > other.FromDate))
                .Join(db.Set<Mentor>(), other => other.MentorId, mentor => mentor.Id, (_, mentor) => mentor.Sex).ToList(),
        }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var (shown, rule) = (await Rows(one).SingleAsync(cancellationToken), await db.MentorRule(call, cancellationToken));
        var runs = MentorAssignment.ObjectionToEnd(shown.Until, found.EndedAt, today);
        var objection = call.Caller.ObjectionToChange(found.Works);
        return new MentorAssignmentView(shown,
        [
            .. rule.OneOfEachSex && found.Others.Contains(found.Sex) ? [SameSex] : Array.Empty<Warning>(),
            .. runs is null && found.Status == MentorStatus.Suspended ? [Suspended] : Array.Empty<Warning>(),
            .. runs is null && !Mentor.IsCertified(found.CertificateOn, rule.CertificateMonths, today)
                && await db.HasMinors(shown.ClientId, shown.HouseholdId, today, cancellationToken) ? [Certificate] : Array.Empty<Warning>(),
        ],
        [AllowedAction.Of("end", objection ?? runs), AllowedAction.Of("concern", objection)], found.Version);
    }

    public async Task<Page<MentorAssignmentRow>> Handle(ListMentorAssignments request, CancellationToken cancellationToken)
    {
        var (rows, filter) = (db.Set<MentorAssignment>().VisibleTo(db, call.Caller), request with { Page = Paging.First });
        rows = rows
            .If(request.ClientId, client => row => row.ClientId == client)
            .If(request.HouseholdId, household => row => row.HouseholdId == household)
            .If(request.MentorId, mentor => row => row.MentorId == mentor)
            .If(request.On, day => row => row.FromDate <= day && (row.UntilDate == null || row.UntilDate > day));
        var page = await Rows(LatestFirst.Next(rows, request.Page, filter)).ToListAsync(cancellationToken);
        return LatestFirst.Cut(page, request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }
}

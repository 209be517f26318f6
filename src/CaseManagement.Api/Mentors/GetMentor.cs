using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Mentors;

/// <summary>One mentor.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadCases)]
[Operation("Get a mentor", "With what you may do now. How many run says a number; for whom, the assignments of your cases.")]
public sealed record GetMentor(Guid Id) : IQuery<MentorView>;

/// <summary>Mentors of the organisation, the latest first.</summary>
/// <param name="Status">Only those that stand so; left out: all but those who have left.</param>
/// <param name="Kind">Those for this.</param>
/// <param name="Language">Those who speak it.</param>
/// <param name="Sex">Those of this sex.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("List mentors", "Of your organisation, those who were recorded last first; by what for, language and sex.")]
public sealed record ListMentors(
    MentorStatus? Status, [CodeOf(CodeLists.MentorKind)] string? Kind, [CodeOf(CodeLists.Language)] string? Language, [CodeOf(CodeLists.Sex)] string? Sex,
    Paging Page) : IQuery<Page<MentorRow>>;

/// <summary>Concerns about a mentor.</summary>
/// <param name="Id">The mentor.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("List concerns about a mentor", "All of them for supervisors, for others those that they have recorded themselves; the latest first.")]
public sealed record ListMentorConcerns(Guid Id, Paging Page) : IQuery<Page<MentorConcernRow>>;

/// <summary>A mentor.</summary>
/// <param name="Id">The mentor.</param>
/// <param name="Name">Family name, given name.</param>
/// <param name="Sex">Sex.</param>
/// <param name="Kinds">What for.</param>
/// <param name="Languages">Languages.</param>
/// <param name="Status">Where the mentor stands.</param>
/// <param name="CertificateOn">The day of the certificate of conduct that was seen.</param>
/// <param name="CertificateValidUntil">First day on which it is not taken any more.</param>
/// <param name="IsCertified">Derived: it is taken today.</param>
/// <param name="RunningAssignments">How many run today.</param>
/// <param name="RecordedAt">When recorded.</param>
public sealed record MentorRow(
    Guid Id,
    [Example("Maier, Hanne")] string Name,
    [CodeOf(CodeLists.Sex)] string Sex,
    [CodeOf(CodeLists.MentorKind)] IReadOnlyList<string> Kinds,
    [CodeOf(CodeLists.Language)] IReadOnlyList<string> Languages,
    MentorStatus Status,
    [Example(Sample.Day)] DateOnly? CertificateOn,
    [Example("2031-03-02")] DateOnly? CertificateValidUntil,
    bool IsCertified,
    [Example(1)] int RunningAssignments,
    DateTimeOffset RecordedAt);

/// <summary>A mentor, how to be reached, and what can be done.</summary>
/// <param name="Mentor">What the list tells.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="Phone">Telephone.</param>
/// <param name="Email">E-mail.</param>
/// <param name="CertificateSeenBy">Who saw the certificate.</param>
/// <param name="CertificateSeenByName">The name.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
/// <param name="Version">The ETag.</param>
public sealed record MentorView(
    MentorRow Mentor,
    [Example("Maier")] string FamilyName,
    [Example("Hanne")] string GivenName,
    [Example("+49 7153 000001")] string? Phone,
    [Example("hanne.maier@example.org")] string? Email,
    Guid? CertificateSeenBy,
    [Example(Sample.Colleague)] string? CertificateSeenByName,
    IReadOnlyList<AllowedAction> AllowedActions,
    [property: JsonIgnore] uint Version) : IVersioned;

/// <summary>A concern.</summary>
/// <param name="Id">The concern.</param>
/// <param name="AssignmentId">In which assignment.</param>
/// <param name="Text">What.</param>
/// <param name="RecordedBy">Who has it.</param>
/// <param name="RecordedByName">The name.</param>
/// <param name="RecordedAt">When.</param>
/// <param name="ClientId">The person of the assignment, where it was one's.</param>
/// <param name="ClientName">Family name, given name; null where you do not see the person.</param>
public sealed record MentorConcernRow(
    Guid Id,
    Guid AssignmentId,
    [Example("Comes unannounced in the evening")] string Text,
    Guid RecordedBy,
    [Example(Sample.Colleague)] string? RecordedByName,
    DateTimeOffset RecordedAt,
    Guid? ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => ClientId is { } client ? [client] : [];
}

internal sealed class ReadMentorsHandler(CaseDb db, CallContext call) : IHandler<GetMentor, MentorView>, IHandler<ListMentors, Page<MentorRow>>,
    IHandler<ListMentorConcerns, Page<MentorConcernRow>>
{
    private static readonly Order<Mentor, MentorRow> NewestFirst =
        Order.Descending((Mentor row) => ValueTuple.Create(row.RecordedAt, row.Id), (MentorRow row) => (row.RecordedAt, row.Id));
    private static readonly Order<MentorConcern, MentorConcernRow> LatestFirst =
        Order.Descending((MentorConcern row) => ValueTuple.Create(row.RecordedAt, row.Id), (MentorConcernRow row) => (row.RecordedAt, row.Id));

    private async Task<List<MentorRow>> Rows(IQueryable<Mentor> mentors, CancellationToken cancellationToken)
    {
        var (today, months) = (call.Today, (await db.MentorRule(call, cancellationToken)).CertificateMonths);
        var rows = await mentors.Select(row => new
        {
            Mentor = row, Running = db.Set<MentorAssignment>().Count(of => of.MentorId == row.Id && of.FromDate <= today
                && (of.UntilDate == null || of.UntilDate > today)),
        }).AsNoTracking().ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new MentorRow(row.Mentor.Id, $"{row.Mentor.FamilyName}, {row.Mentor.GivenName}", row.Mentor.Sex, row.Mentor.Kinds,
            row.Mentor.Languages, row.Mentor.Status, row.Mentor.CertificateOn, row.Mentor.CertificateOn?.AddMonths(months),
            Mentor.IsCertified(row.Mentor.CertificateOn, months, today), row.Running, row.Mentor.RecordedAt));
    }

    private IQueryable<Mentor> Own()
    {
        var own = call.Caller.OrganisationId;
        return db.Set<Mentor>().Where(row => row.OrganisationId == own);
    }

    public async Task<MentorView> Handle(GetMentor request, CancellationToken cancellationToken)
    {
        var one = Own().Where(row => row.Id == request.Id);
        var found = await one.Select(row => new
        {
            row.FamilyName, row.GivenName, row.Phone, row.Email, row.CertificateSeenBy, row.Version,
            SeenByName = db.Set<Staff>().Where(staff => staff.Id == row.CertificateSeenBy)
                .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var shown = (await Rows(one, cancellationToken))[0];
        ProblemType? Objection(Permission needed) => RolePermissions.Allow(call.Caller.Roles, needed) ? null : AccessProblems.NotPermitted;
        return new MentorView(shown, found.FamilyName, found.GivenName, found.Phone, found.Email, found.CertificateSeenBy, found.SeenByName,
        [
            .. from action in (string[])["change", "certificate-seen"]
               let objection = Objection(Permission.WriteCases)
               select AllowedAction.Of(action, objection),
            .. Mentor.Moves.Describe(shown.Status, move => Objection(move == Mentor.ReinstateMove ? Permission.AssignCases : Permission.WriteCases))
                .Where(action => action.Action != Mentor.SuspendMove),
        ], found.Version);
    }

    public async Task<Page<MentorRow>> Handle(ListMentors request, CancellationToken cancellationToken)
    {
        var (mentors, filter) = (Own(), request with { Page = Paging.First });
        mentors = request.Status is { } status ? mentors.Where(row => row.Status == status) : mentors.Where(row => row.Status != MentorStatus.Left);
        mentors = mentors
            .If(request.Kind, kind => row => row.Kinds.Contains(kind))
            .If(request.Language, language => row => row.Languages.Contains(language))
            .If(request.Sex, sex => row => row.Sex == sex);
        var rows = await Rows(NewestFirst.Next(mentors, request.Page, filter), cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await mentors.CountFor(request.Page, cancellationToken));
    }

    public async Task<Page<MentorConcernRow>> Handle(ListMentorConcerns request, CancellationToken cancellationToken)
    {
        if (!await Own().AnyAsync(row => row.Id == request.Id, cancellationToken))
        {
            throw RefusedException.NotFound(request.Id);
        }
        var (me, all, filter) = (call.Caller.StaffId, call.Caller.Is(Role.Supervisor), request with { Page = Paging.First });
        var concerns = db.Set<MentorConcern>().Where(row => row.MentorId == request.Id && (all || row.RecordedBy == me));
        var seen = db.Set<Client>().VisibleTo(db, call.Caller);
        var rows = await LatestFirst.Next(concerns, request.Page, filter).Select(row => new MentorConcernRow(row.Id, row.AssignmentId, row.Text,
            row.RecordedBy, db.Set<Staff>().Where(staff => staff.Id == row.RecordedBy)
                .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(), row.RecordedAt,
            db.Set<MentorAssignment>().Where(of => of.Id == row.AssignmentId).Select(of => of.ClientId).FirstOrDefault(),
            seen.Where(client => db.Set<MentorAssignment>().Any(of => of.Id == row.AssignmentId && of.ClientId == client.Id))
                .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault())).ToListAsync(cancellationToken);
        return LatestFirst.Cut(rows, request.Page, filter, await concerns.CountFor(request.Page, cancellationToken));
    }
}

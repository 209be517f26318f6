using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.TakingPart;

/// <summary>Jobs in the cases that the caller sees. Restricted ones stand in the list of one case or person only, for who is admitted.</summary>
/// <param name="CaseId">Those of a case.</param>
/// <param name="ClientId">Those of a person.</param>
/// <param name="TeamId">Those of a team's cases.</param>
/// <param name="Kind">Those of a kind.</param>
/// <param name="FirstLabourMarket">Those that count as work on the first labour market, or those that do not.</param>
/// <param name="On">Those that hold on this day; ended ones too.</param>
/// <param name="Include">Those that have ended, too.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("List jobs", """
    Of the cases that you see, what was recorded last first; `on=2026-03-01&firstLabourMarket=true` is who worked there on that day (half-open: whose job
    ended on it did not). Those of who was handed over, and restricted ones for who is admitted, stand in the list of one case or one person only.
    """)]
public sealed record ListEmployments(
    Guid? CaseId, Guid? ClientId, Guid? TeamId, [CodeOf(CodeLists.EmploymentKind)] string? Kind, bool? FirstLabourMarket, DateOnly? On, Include? Include,
    Paging Page) : IQuery<Page<EmploymentRow>>;

/// <summary>One job.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadCases)]
[Operation("Get a job", "With what you may do now.")]
public sealed record GetEmployment(Guid Id) : IQuery<EmploymentView>;

/// <summary>A job, as a list shows it.</summary>
public record EmploymentRow : IShowsPersons
{
    /// <summary>The job.</summary>
    public required Guid Id { get; init; }
    /// <summary>The case in which it was recorded.</summary>
    public required Guid CaseId { get; init; }
    /// <summary>Who works.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Family name, given name; null where the person has been handed over and this stayed behind.</summary>
    [Example(Sample.FamilyName + ", " + Sample.GivenName)]
    public required string? ClientName { get; init; }
    /// <summary>Kind of work.</summary>
    [CodeOf(CodeLists.EmploymentKind)]
    public required string Kind { get; init; }
    /// <summary>What the kind says: full-time, part-time and mini-jobs count, apprenticeship, self-employment and the others do not.</summary>
    [Example(true)]
    public required bool FirstLabourMarket { get; init; }
    /// <summary>Where.</summary>
    [Example("Bäckerei Kornblume")]
    public required string? Employer { get; init; }
    /// <summary>As what.</summary>
    [Example("Baker")]
    public required string? Occupation { get; init; }
    /// <summary>Hours a week.</summary>
    [Example(19.5)]
    public required decimal? HoursPerWeek { get; init; }
    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }
    /// <summary>First day no longer; ahead where the contract is limited.</summary>
    [Example(null)]
    public required DateOnly? Until { get; init; }
    /// <summary>How it ended.</summary>
    [CodeOf(CodeLists.EmploymentEndReason)]
    [Example(null)]
    public required string? EndReason { get; init; }
    /// <summary>What else is to be known.</summary>
    [Example(null)]
    public required string? Note { get; init; }
    /// <summary>What it reveals.</summary>
    [Example(null)]
    public required Compartment? Compartment { get; init; }
    /// <summary>Who recorded it.</summary>
    public required Guid? RecordedBy { get; init; }
    /// <summary>The name; null for another organisation's colleague.</summary>
    [Example(Sample.Colleague)]
    public required string? RecordedByName { get; init; }
    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
    /// <summary>The ETag.</summary>
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>A job.</summary>
public sealed record EmploymentView : EmploymentRow, IVersioned
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    internal EmploymentView(EmploymentRow row) : base(row) { }

    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; init; } = [];
}

internal static class EmploymentRows
{
    /// <summary>How a job is shown.</summary>
    public static IQueryable<EmploymentRow> Shown(this IQueryable<Employment> jobs, CaseDb db) => jobs.Select(row => new EmploymentRow
    {
        Id = row.Id, CaseId = row.CaseId, ClientId = row.ClientId,
        ClientName = db.Set<Client>().Where(person => person.Id == row.ClientId)
            .Select(person => person.FamilyName + ", " + person.GivenName).FirstOrDefault(),
        Kind = row.Kind, FirstLabourMarket = EmploymentFunctions.IsFirstLabourMarket(row.Kind, row.FromDate), Employer = row.Employer,
        Occupation = row.Occupation, HoursPerWeek = row.HoursPerWeek, From = row.FromDate, Until = row.UntilDate, EndReason = row.EndReason,
        Note = row.Note, Compartment = row.Compartment, RecordedBy = row.RecordedBy,
        RecordedByName = db.Set<Staff>().Where(staff => staff.Id == row.RecordedBy)
            .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        RecordedAt = row.RecordedAt, Version = row.Version,
    });
}

/// <summary>What the database tells of jobs.</summary>
public static class EmploymentFunctions
{
    /// <summary>Attribute firstLabourMarket of the kind, as it was on that day (EmploymentKinds.sql).</summary>
    public static bool IsFirstLabourMarket(string kind, DateOnly on) => throw new NotSupportedException($"{kind} on {on}: asked of the database only.");
}

internal sealed class ListEmploymentsHandler(CaseDb db, CallContext call)
    : IHandler<ListEmployments, Page<EmploymentRow>>, IHandler<GetEmployment, EmploymentView>
{
    private static readonly Order<Employment, EmploymentRow> NewestFirst =
        Order.Descending((Employment row) => ValueTuple.Create(row.RecordedAt, row.Id), (EmploymentRow row) => (row.RecordedAt, row.Id));

    public async Task<Page<EmploymentRow>> Handle(ListEmployments request, CancellationToken cancellationToken)
    {
        var (today, filter) = (call.Today, request with { Page = Paging.First });
        var found = request is { CaseId: null, ClientId: null }
            ? db.Set<Employment>().OfSeveralVisibleTo(db, call.Caller) : db.Set<Employment>().VisibleTo(db, call.Caller);
        found = found
            .If(request.CaseId, ofCase => row => row.CaseId == ofCase)
            .If(request.ClientId, client => row => row.ClientId == client)
            .If(request.TeamId, team => row => db.Set<Case>().Any(c => c.Id == row.CaseId && c.TeamId == team))
            .If(request.Kind, kind => row => row.Kind == kind)
            .If(request.FirstLabourMarket, first => row => EmploymentFunctions.IsFirstLabourMarket(row.Kind, row.FromDate) == first);
        if (request.On is { } day)
        {
            found = found.Where(row => row.FromDate <= day && (row.UntilDate == null || row.UntilDate > day));
        }
        else if (request.Include is null)
        {
            found = found.Where(row => row.UntilDate == null || row.UntilDate > today);
        }
        var rows = await NewestFirst.Next(found, request.Page, filter).Shown(db).ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await found.CountFor(request.Page, cancellationToken));
    }

    public async Task<EmploymentView> Handle(GetEmployment request, CancellationToken cancellationToken)
    {
        var worked = db.Set<Employment>().WorkedOnBy(db, call.Caller);
        var found = await db.Set<Employment>().VisibleTo(db, call.Caller).Where(one => one.Id == request.Id).Shown(db)
            .Select(shown => new
            {
                Row = shown, Works = worked.Any(mine => mine.Id == shown.Id),
                IsRestricted = db.Set<Client>().Any(person => person.Id == shown.ClientId && person.RestrictedAt != null),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var (row, objection) = (found.Row, call.Caller.ObjectionToChange(found.Works, found.IsRestricted));
        var over = Employment.ObjectionToEnd(row.Until, row.EndReason, call.Today);
        return new EmploymentView(row)
        {
            AllowedActions = [AllowedAction.Of("correct", objection), AllowedAction.Of("end", objection ?? over), AllowedAction.Of("remove", objection)],
        };
    }
}

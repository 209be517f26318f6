using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>Records what has been agreed on with the staff council.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Record an agreement with the staff council", """
    Until there is one, figures of a colleague's work are told to that colleague alone. One at a time (409 `staff-figures-agreed-already`); everybody who works
    here can read it. From its last day on nothing rests on it any more.
    """)]
public sealed record RecordStaffFigureAgreement : ICommand<Saved>
{
    /// <summary>When it was agreed; today at the latest.</summary>
    public required DateOnly AgreedOn { get; init; }
    /// <summary>What figures may be looked at for.</summary>
    [Example("programme_report")]
    public required IReadOnlyList<StaffFigurePurpose> Purposes { get; init; }
    /// <summary>Where the document is found, up to 200 characters; null where that is not said.</summary>
    [Example("Dienstvereinbarung 2026-03")]
    public string? Reference { get; init; }
    /// <summary>First day, not before it was agreed.</summary>
    public required DateOnly From { get; init; }
    /// <summary>First day no longer; left out where no end was agreed.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }
}

/// <summary>Ends it.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("End an agreement with the staff council", "From that day on figures by colleague are told to each colleague alone; 409 where it has ended.")]
public sealed record EndStaffFigureAgreement : ICommand<Saved>
{
    /// <summary>First day no longer: today or later.</summary>
    [Example(Sample.DueDay)]
    public required DateOnly Until { get; init; }
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Agreements with the staff council.</summary>
/// <param name="Include">`ended`: those that are over, too.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.UseProduct)]
[Operation("List agreements with the staff council", "On figures of colleagues' work, recorded last first. None in force: nobody sees any but her own.")]
public sealed record ListStaffFigureAgreements(Include? Include, Paging Page) : IQuery<Page<StaffFigureAgreementRow>>;

/// <summary>One agreement.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.UseProduct)]
[Operation("Get an agreement with the staff council", "For everybody who works here.")]
public sealed record GetStaffFigureAgreement(Guid Id) : IQuery<StaffFigureAgreementView>;

/// <summary>Who looked at figures of my work.</summary>
/// <param name="Page">Which page.</param>
[Requires(Permission.UseProduct)]
[Operation("List looks at figures of my work", "Who, when, at what, what for: each time, the latest first.")]
public sealed record ListLooksAtMyFigures(Paging Page) : IQuery<Page<StaffFigureLookRow>>;

/// <summary>An agreement.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="AgreedOn">When it was agreed.</param>
/// <param name="Purposes">For what.</param>
/// <param name="Reference">Where the document is found.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="RecordedByName">By name.</param>
/// <param name="RecordedAt">When.</param>
public sealed record StaffFigureAgreementRow(
    Guid Id, DateOnly AgreedOn, [Example("programme_report")] IReadOnlyList<StaffFigurePurpose> Purposes,
    [Example("Dienstvereinbarung 2026-03")] string? Reference, DateOnly From, [Example(null)] DateOnly? Until, Guid RecordedBy,
    [Example(Sample.Colleague)] string? RecordedByName, DateTimeOffset RecordedAt);

/// <summary>An agreement with its version.</summary>
/// <param name="Agreement">What the list tells.</param>
/// <param name="Version">The ETag.</param>
public sealed record StaffFigureAgreementView(StaffFigureAgreementRow Agreement, [property: JsonIgnore] uint Version) : IVersioned;

/// <summary>A look.</summary>
/// <param name="Id">The look.</param>
/// <param name="LookedBy">Who.</param>
/// <param name="LookedByName">By name.</param>
/// <param name="At">When.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Figure">At which figure; `report` where it was a report.</param>
/// <param name="ReportId">The report; you may read it, too.</param>
/// <param name="From">Key date, or first day of the period.</param>
/// <param name="Until">Its first day no longer; null of a key date.</param>
/// <param name="AgreementId">On which agreement it rests.</param>
public sealed record StaffFigureLookRow(
    Guid Id, Guid LookedBy, [Example(Sample.Colleague)] string? LookedByName, DateTimeOffset At, StaffFigurePurpose Purpose,
    [Example("contacts")] string Figure, [Example(null)] Guid? ReportId, DateOnly From, DateOnly? Until, Guid AgreementId);

internal sealed class RecordStaffFigureAgreementRules : AbstractValidator<RecordStaffFigureAgreement>
{
    public RecordStaffFigureAgreementRules(CallContext call)
    {
        RuleFor(said => said.Purposes).NotEmpty();
        RuleFor(said => said.Purposes).AtMostOnceEach(2);
        RuleFor(said => said.Reference).Words().MaximumLength(200);
        RuleFor(said => said.AgreedOn).Must(day => day <= call.Today).WithProblem(StaffFigureProblems.AgreedLater);
        RuleFor(said => said.From).Must((said, from) => from >= said.AgreedOn).WithProblem(StaffFigureProblems.BeginsBefore);
        RuleFor(said => said.Until).Must((said, until) => until is null || until > said.From).WithProblem(FigureProblems.NoPeriod);
    }
}

internal sealed class StaffFigureAgreementHandler(CaseDb db, CallContext call) : IHandler<RecordStaffFigureAgreement, Saved>,
    IHandler<EndStaffFigureAgreement, Saved>, IHandler<ListStaffFigureAgreements, Page<StaffFigureAgreementRow>>,
    IHandler<GetStaffFigureAgreement, StaffFigureAgreementView>, IHandler<ListLooksAtMyFigures, Page<StaffFigureLookRow>>
{
    private static readonly Order<StaffFigureAgreement, StaffFigureAgreementRow> NewestFirst = Order.Descending(
        (StaffFigureAgreement row) => ValueTuple.Create(row.RecordedAt, row.Id), (StaffFigureAgreementRow row) => (row.RecordedAt, row.Id));

    private static readonly Order<StaffFigureLook, StaffFigureLookRow> LatestFirst = Order.Descending(
        (StaffFigureLook row) => ValueTuple.Create(row.At, row.Id), (StaffFigureLookRow row) => (row.At, row.Id));

    private IQueryable<StaffFigureAgreement> Own => db.Set<StaffFigureAgreement>().Where(row => row.OrganisationId == call.Caller.OrganisationId);

    public async Task<Saved> Handle(RecordStaffFigureAgreement request, CancellationToken cancellationToken)
    {
        var recorded = new StaffFigureAgreement(call.Caller.RequiredOrganisationId, request, call.Caller.RequiredStaffId, call.Now);
        db.Add(recorded);
        return await db.Save(recorded, cancellationToken);
    }

    public async Task<Saved> Handle(EndStaffFigureAgreement request, CancellationToken cancellationToken)
    {
        var found = await Own.SingleOrDefaultAsync(row => row.Id == request.Id, cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, found.Version);
        found.End(request.Until, call.Today, call.Now);
        return await db.Save(found, cancellationToken);
    }

    public async Task<Page<StaffFigureAgreementRow>> Handle(ListStaffFigureAgreements request, CancellationToken cancellationToken)
    {
        var (filter, today) = (request with { Page = Paging.First }, call.Today);
        var rows = request.Include is null ? Own.Where(row => row.UntilDate == null || row.UntilDate > today) : Own;
        var page = await NewestFirst.Next(rows, request.Page, filter).AsNoTracking().ToListAsync(cancellationToken);
        return NewestFirst.Cut(await Shown(page, cancellationToken), request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }

    public async Task<StaffFigureAgreementView> Handle(GetStaffFigureAgreement request, CancellationToken cancellationToken)
    {
        var found = await Own.AsNoTracking().SingleOrDefaultAsync(row => row.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        return new StaffFigureAgreementView((await Shown([found], cancellationToken))[0], found.Version);
    }

    public async Task<Page<StaffFigureLookRow>> Handle(ListLooksAtMyFigures request, CancellationToken cancellationToken)
    {
        var (filter, me, mine) = (request with { Page = Paging.First }, call.Caller.RequiredStaffId, call.Caller.RequiredOrganisationId);
        var looks = db.Set<StaffFigureLook>().AsNoTracking().Where(row => row.StaffId == me && row.OrganisationId == mine);
        var rows = await LatestFirst.Next(looks, request.Page, filter).Select(row => new StaffFigureLookRow(row.Id, row.LookedBy,
            db.Set<Staff>().Where(staff => staff.Id == row.LookedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(), row.At,
            row.Purpose, row.Figure, row.ReportId, row.FromDate, row.UntilDate, row.AgreementId)).ToListAsync(cancellationToken);
        return LatestFirst.Cut(rows, request.Page, filter, await looks.CountFor(request.Page, cancellationToken));
    }

    private async Task<List<StaffFigureAgreementRow>> Shown(IReadOnlyList<StaffFigureAgreement> rows, CancellationToken cancellationToken)
    {
        var by = rows.Select(row => row.RecordedBy).Distinct().ToList();
        var names = await db.Set<Staff>().Where(staff => by.Contains(staff.Id))
            .ToDictionaryAsync(staff => staff.Id, staff => staff.GivenName + " " + staff.FamilyName, cancellationToken);
        return [.. rows.Select(row => new StaffFigureAgreementRow(row.Id, row.AgreedOn,
            [.. Enum.GetValues<StaffFigurePurpose>().Where(purpose => row.Purposes.Contains(StaffFigureAgreement.NameOf(purpose)))], row.Reference,
            row.FromDate, row.UntilDate, row.RecordedBy, names.GetValueOrDefault(row.RecordedBy), row.RecordedAt))];
    }
}

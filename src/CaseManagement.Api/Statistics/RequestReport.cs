using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>Asks for a report.</summary>
[Requires(Permission.ReadOwnFigures)]
[Operation("Ask for a report", """
    It is made in the background; read how far it is, then `/document`. Kept for 90 days. `team_month`: a team's month. `programme`: of a programme and period;
    with `staffId` of one colleague's work: your own always, another's where that was agreed on with the staff council for programme reports (403
    `staff-figures-not-agreed`) and in no team of fewer than three (409 `staff-figures-small-team`); she reads that you have asked, and each time it is read.
    `town_council`, `public_table`: what a published publication for an external audience told, and no more (409 `report-not-published`). Who is no supervisor
    may ask for the programme report of his or her own work.
    """)]
public sealed record RequestReport : ICommand<Saved>
{
    /// <summary>What it is to be.</summary>
    [Example("team_month")]
    public required ReportKind Kind { get; init; }
    /// <summary>Of which team of the organisation: `team_month`.</summary>
    public Guid? TeamId { get; init; }
    /// <summary>Of which programme: `programme`.</summary>
    [CodeOf(CodeLists.Programme, On = nameof(From)), Example(null)]
    public string? Programme { get; init; }
    /// <summary>Of whose work: `programme`; left out: of everybody's.</summary>
    [Example(null)]
    public Guid? StaffId { get; init; }
    /// <summary>Out of which publication: `town_council`, `public_table`.</summary>
    [Example(null)]
    public Guid? PublicationId { get; init; }
    /// <summary>First day: `team_month` (the first of a month), `programme`.</summary>
    [Example("2026-02-01")]
    public DateOnly? From { get; init; }
    /// <summary>First day no longer, not after today.</summary>
    [Example("2026-03-01")]
    public DateOnly? Until { get; init; }
}

internal sealed class RequestReportRules : AbstractValidator<RequestReport>
{
    public RequestReportRules(CallContext call)
    {
        Member(nameof(RequestReport.TeamId), said => said.TeamId, kind => kind == ReportKind.TeamMonth);
        Member(nameof(RequestReport.Programme), said => said.Programme, kind => kind == ReportKind.Programme);
        Member(nameof(RequestReport.PublicationId), said => said.PublicationId, kind => kind is ReportKind.TownCouncil or ReportKind.PublicTable);
        Member(nameof(RequestReport.From), said => said.From, kind => kind is ReportKind.TeamMonth or ReportKind.Programme);
        Member(nameof(RequestReport.Until), said => said.Until, kind => kind is ReportKind.TeamMonth or ReportKind.Programme);
        RuleFor(said => said.StaffId).Must((said, staff) => staff is null || said.Kind == ReportKind.Programme).WithProblem(ReportProblems.ForeignToKind);
        RuleFor(said => said.Until).Must((said, until) => until > said.From).When(said => said is { From: not null, Until: not null })
            .WithProblem(FigureProblems.NoPeriod);
        RuleFor(said => said.Until).Must(until => until <= call.Today).When(said => said.Until is not null).WithProblem(ReportProblems.NotOver);
        RuleFor(said => said.Until).Must((said, until) => until <= said.From!.Value.AddYears(5)).When(said => said is { From: not null, Until: not null })
            .WithProblem(ReportProblems.TooLong);
        RuleFor(said => said.From).Must((said, from) => from!.Value.Day == 1 && said.Until == from.Value.AddMonths(1))
            .When(said => said is { Kind: ReportKind.TeamMonth, From: not null, Until: not null }).WithProblem(ReportProblems.OneMonth);
    }

    private void Member(string name, Func<RequestReport, object?> value, Func<ReportKind, bool> isOf)
    {
        RuleFor(said => said).Must(said => value(said) is not null || !isOf(said.Kind)).WithProblem(ReportProblems.NeededByKind).OverridePropertyName(name);
        RuleFor(said => said).Must(said => value(said) is null || isOf(said.Kind)).WithProblem(ReportProblems.ForeignToKind).OverridePropertyName(name);
    }
}

internal sealed class RequestReportHandler(CaseDb db, CallContext call) : IHandler<RequestReport, Saved>
{
    public async Task<Saved> Handle(RequestReport request, CancellationToken cancellationToken)
    {
        var (mine, me) = (call.Caller.RequiredOrganisationId, call.Caller.RequiredStaffId);
        if (!call.Caller.May(Permission.ReadFigures) && (request.Kind != ReportKind.Programme || request.StaffId != me))
        {
            throw RefusedException.Invalid("/staffId", ReportProblems.OnlyOwn);
        }
        if (request.TeamId is { } team && !await db.Set<Team>().AnyAsync(one => one.Id == team && one.OrganisationId == mine, cancellationToken))
        {
            throw RefusedException.Invalid("/teamId", ReportProblems.UnknownTeam);
        }
        if (request.PublicationId is { } publication)
        {
            await Published(publication, mine, cancellationToken);
        }
        var agreement = request.StaffId is { } staff && staff != me ? await StaffFigures.AgreementFor(db, call, staff, StaffFigurePurpose.ProgrammeReport,
            request.From!.Value, request.Until, cancellationToken) : null;
        var report = new StatisticalReport(mine, request, agreement?.Id, me, call.Now);
        db.Add(report);
        if (agreement is not null)
        {
            db.Add(new StaffFigureLook(agreement, request.StaffId!.Value, me, StaffFigurePurpose.ProgrammeReport, "report", report.Id, request.From!.Value,
                request.Until, call.Now));
        }
        return await db.Save(report, cancellationToken);
    }

    private async Task Published(Guid id, Guid mine, CancellationToken cancellationToken)
    {
        var found = await db.Set<StatisticalPublication>().Where(one => one.Id == id && one.OrganisationId == mine)
            .Select(one => new
            {
                one.Status, Kind = db.Set<StatisticalAudience>().Where(audience => audience.Id == one.AudienceId).Select(audience => audience.Kind).First(),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.Invalid("/publicationId", ReportProblems.UnknownPublication);
        if (found is not { Status: PublicationStatus.Published, Kind: AudienceKind.External })
        {
            throw new RefusedException(ReportProblems.NotPublished);
        }
    }
}

using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Statistics;

/// <summary>A figure of one's own work.</summary>
/// <param name="Name">Which one: of those that know whose work it is.</param>
/// <param name="On">Of a figure on a key date: the day; today where left out.</param>
/// <param name="From">Of a figure of a period: its first day.</param>
/// <param name="Until">Its first day no longer.</param>
/// <param name="By">By what it is told apart.</param>
[Requires(Permission.ReadOwnFigures)]
[Operation("Get a figure of my own work", """
    Cases that you lead, contacts that you had, work that you did: yours alone, whatever the organisation has agreed on with its staff council. 404 for a figure
    that does not know whose work it is.
    """)]
public sealed record GetMyFigure(
    [property: Example("contacts"), ClosedSet(typeof(Figures), nameof(Figures.Names))] string Name,
    DateOnly? On, DateOnly? From, DateOnly? Until, IReadOnlyList<FigureDimension>? By) : IQuery<FigureAnswer>;

/// <summary>A figure of a colleague's work.</summary>
[Requires(Permission.ReadFigures)]
[Operation("Look at a figure of a colleague's work", """
    Only where the organisation has recorded that it agreed on it with its staff council, for this purpose and for now (403 `staff-figures-not-agreed`), and in
    no team of fewer than three (409 `staff-figures-small-team`). One colleague at a time: there is no comparison. She reads who has looked
    (`/statistics/looks-at-my-figures`).
    """)]
public sealed record LookAtStaffFigure : ICommand<FigureAnswer>
{
    /// <summary>Which figure: of those that know whose work it is.</summary>
    [Example("contacts")]
    public required string Figure { get; init; }
    /// <summary>Whose work; not yours.</summary>
    public required Guid StaffId { get; init; }
    /// <summary>What for.</summary>
    [Example("caseload_planning")]
    public required StaffFigurePurpose Purpose { get; init; }
    /// <summary>Of a figure on a key date: the day; today where left out.</summary>
    [Example(null)]
    public DateOnly? On { get; init; }
    /// <summary>Of a figure of a period: its first day.</summary>
    [Example(Sample.Day)]
    public DateOnly? From { get; init; }
    /// <summary>Its first day no longer.</summary>
    [Example(Sample.LaterDay)]
    public DateOnly? Until { get; init; }
    /// <summary>By what it is told apart.</summary>
    public IReadOnlyList<FigureDimension>? By { get; init; }
}

internal sealed class LookAtStaffFigureRules : AbstractValidator<LookAtStaffFigure>
{
    public LookAtStaffFigureRules(CallContext call)
    {
        RuleFor(look => look.Figure).NotEmpty().MaximumLength(64);
        RuleFor(look => look.StaffId).Must(staff => staff != call.Caller.StaffId).WithProblem(StaffFigureProblems.Own);
    }
}

internal sealed class StaffFigureHandler(CaseDb db, CallContext call) : IHandler<GetMyFigure, FigureAnswer>, IHandler<LookAtStaffFigure, FigureAnswer>
{
    public async Task<FigureAnswer> Handle(GetMyFigure request, CancellationToken cancellationToken)
    {
        await db.Enter(cancellationToken);
        return await FigureCount.Answer(db, call,
            Asked(request.Name, request.On, request.From, request.Until, request.By, call.Caller.RequiredStaffId), FigureRounding.None, cancellationToken);
    }

    public async Task<FigureAnswer> Handle(LookAtStaffFigure request, CancellationToken cancellationToken)
    {
        var asked = Asked(request.Figure, request.On, request.From, request.Until, request.By, request.StaffId);
        var agreement = await StaffFigures.AgreementFor(db, call, request.StaffId, request.Purpose, asked.From, asked.Until, cancellationToken);
        db.Add(new StaffFigureLook(agreement, request.StaffId, call.Caller.RequiredStaffId, request.Purpose, request.Figure, null, asked.From, asked.Until,
            call.Now));
        await db.SaveChangesAsync(cancellationToken);
        return await FigureCount.Answer(db, call, asked, FigureRounding.None, cancellationToken);
    }

    private FigureQuestion Asked(string name, DateOnly? on, DateOnly? from, DateOnly? until, IReadOnlyList<FigureDimension>? by, Guid worker) =>
        Figures.Get(name).KnowsWorker ? FigureQuestion.Of(name, on, from, until, by, FigureFilter.None, call) with { Worker = worker }
            : throw RefusedException.NotFound();
}

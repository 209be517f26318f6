using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>Computes tables for an audience, and hides what would give somebody away.</summary>
/// <param name="AudienceId">For whom.</param>
/// <param name="Title">What it is called, up to 200 characters; nobody named.</param>
/// <param name="Tables">Which tables: 1 to 20, of 2,000 cells together.</param>
[Requires(Permission.PublishFigures)]
[Operation("Draft a publication of figures", """
    All tables are counted at once, out of one state of the records, with true totals of each row and column. Numbers below the audience's threshold are
    hidden, and further ones until nothing small can be found out from this and from everything that the audience, or the public, has received before; see
    src/decisions/gate.md. 409 `publication-unsafe` names what could be found out where hiding does not help, `publication-too-large` where there is too much.
    """)]
public sealed record DraftPublication(
    Guid AudienceId, [Example("Integrationsbericht 1. Quartal 2026")] string Title, IReadOnlyList<PublicationTableAsked> Tables) : ICommand<Saved>;

/// <summary>A table that is asked for.</summary>
public sealed record PublicationTableAsked
{
    /// <summary>The figure.</summary>
    [Example("open_cases")]
    public required string Figure { get; init; }
    /// <summary>Of a figure on a key date: the day, before today.</summary>
    public DateOnly? On { get; init; }
    /// <summary>Of a figure of a period: its first day.</summary>
    [Example(null)]
    public DateOnly? From { get; init; }
    /// <summary>Its first day no longer; today or before.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }
    /// <summary>By what it is told apart: up to three dimensions.</summary>
    public IReadOnlyList<PublicationAxisAsked> By { get; init; } = [];
    /// <summary>Of whom.</summary>
    public IReadOnlyList<PublicationFilterAsked> Filters { get; init; } = [];
    /// <summary>Whether that nobody is in a cell must not be told either; then `groups` say what rows and columns there are.</summary>
    [Example(false)]
    public bool ZerosSensitive { get; init; }
}

/// <summary>Rows or columns that are asked for.</summary>
public sealed record PublicationAxisAsked
{
    /// <summary>The dimension.</summary>
    [Example("team")]
    public required FigureDimension Dimension { get; init; }
    /// <summary>Values that are told as one; all others are `other`. Left out: one row for each value that occurs.</summary>
    public IReadOnlyList<PublicationGroupAsked>? Groups { get; init; }
}

/// <summary>Values that are told as one.</summary>
/// <param name="Label">What they are called, up to 100 characters.</param>
/// <param name="Values">Which, as the figure's cells say them.</param>
public sealed record PublicationGroupAsked([Example("Minors")] string Label, [Example("06-09")] IReadOnlyList<string> Values);

/// <summary>Only units with this value.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Value">The value, as the figure's cells say it.</param>
public sealed record PublicationFilterAsked([Example("residence_status")] FigureDimension Dimension, [Example("gestattung")] string Value);

internal sealed class DraftPublicationValidator : AbstractValidator<DraftPublication>
{
    public DraftPublicationValidator()
    {
        RuleFor(draft => draft.Title).NotEmpty().MaximumLength(200);
        RuleFor(draft => draft.Tables).NotEmpty().AtMost(20);
        RuleForEach(draft => draft.Tables).SetValidator(new Table());
    }

    private sealed class Table : AbstractValidator<PublicationTableAsked>
    {
        public Table()
        {
            RuleFor(table => table.By).AtMost(3);
            RuleFor(table => table.By).Must(axes => axes.Select(axis => axis.Dimension).Distinct().Count() == axes.Count).WithProblem(HttpProblems.Repeated);
            RuleFor(table => table.Filters).AtMost(5);
            RuleFor(table => table.Filters).Must(filters => filters.Select(filter => filter.Dimension).Distinct().Count() == filters.Count)
                .WithProblem(HttpProblems.Repeated);
            RuleForEach(table => table.Filters).ChildRules(filter => filter.RuleFor(one => one.Value).NotEmpty().MaximumLength(200));
            RuleForEach(table => table.By).SetValidator(new Axis());
            RuleFor(table => table.By).Must((table, axes) => !table.ZerosSensitive || axes.All(axis => axis.Groups is { Count: > 0 }))
                .WithProblem(PublicationProblems.GroupsNeeded);
        }
    }

    private sealed class Axis : AbstractValidator<PublicationAxisAsked>
    {
        public Axis()
        {
            RuleFor(axis => axis.Groups).AtMost(50);
            RuleForEach(axis => axis.Groups).ChildRules(group =>
            {
                group.RuleFor(one => one.Label).NotEmpty().MaximumLength(100);
                group.RuleFor(one => one.Values).NotEmpty().AtMost(300);
                group.RuleForEach(one => one.Values).NotEmpty().MaximumLength(200);
            });
            RuleFor(axis => axis.Groups).Must((axis, groups) => groups is null
                || (groups.Select(group => group.Label).Append(PublicationValue.Total).Append(PublicationValue.Other)
                        .Distinct(StringComparer.OrdinalIgnoreCase).Count() == groups.Count + 2
                    && groups.SelectMany(group => group.Values ?? []).OfType<string>().GroupBy(value => FigureValues.AsCellsSay(axis.Dimension, value))
                        .All(same => same.Count() == 1)))
                .WithProblem(PublicationProblems.GroupsOverlap);
        }
    }
}

internal sealed class DraftPublicationHandler(CaseDb db, CallContext call) : IHandler<DraftPublication, Saved>
{
    public async Task<Saved> Handle(DraftPublication request, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        var audience = await db.Set<StatisticalAudience>()
            .SingleOrDefaultAsync(one => one.Id == request.AudienceId && one.OrganisationId == mine, cancellationToken)
            ?? throw RefusedException.Invalid("/audienceId", PublicationProblems.UnknownAudience);
        var (id, desk) = (Guid.CreateVersion7(call.Now), new PublicationTables(db, call));
        var tables = await desk.Count(request.Tables, $"{id}", cancellationToken);
        var safe = PublicationCheck.Protect(tables, await desk.AttackersOf(audience, tables, cancellationToken));
        var draft = new StatisticalPublication(id, mine, audience.Id, request.Title, JsonSerializer.Serialize(safe), call.Caller.RequiredStaffId, call.Now);
        db.Add(draft);
        return await db.Save(draft, cancellationToken);
    }
}

/// <summary>The gate, as requests are answered by it.</summary>
internal static class PublicationCheck
{
    /// <exception cref="RefusedException">409 with what could be found out.</exception>
    public static IReadOnlyList<ReceivedTable> Protect(IReadOnlyList<ReceivedTable> tables, IReadOnlyList<Attacker> attackers)
    {
        try
        {
            var verdict = Gate.Protect(tables, attackers);
            return verdict.Faults.Count == 0 ? verdict.Tables : throw PublicationProblems.Refusal(verdict.Faults);
        }
        catch (GateTooLargeException)
        {
            throw new RefusedException(PublicationProblems.TooLarge);
        }
    }

    /// <exception cref="RefusedException">409 with what could be found out.</exception>
    public static PublicationProof Prove(
        StatisticalPublication publication, IReadOnlyList<ReceivedTable> tables, IReadOnlyList<Attacker> attackers, DateTimeOffset now)
    {
        try
        {
            return Gate.Check(tables, attackers) is { Count: > 0 } faults ? throw PublicationProblems.Refusal(faults)
                : PublicationProof.Of(publication.Id, tables, attackers, now);
        }
        catch (GateTooLargeException)
        {
            throw new RefusedException(PublicationProblems.TooLarge);
        }
    }
}

/// <summary>What stands for values in cells.</summary>
public static class PublicationValue
{
    /// <summary>All of a dimension, and all values that no group has.</summary>
    public const string Total = "total", Other = "other";
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>Decides on a row that waits: a likely duplicate, or a new person whose household is unclear. A later decision replaces it.</summary>
[Requires(Permission.ImportAllocations)]
[Operation("Decide on a row that waits", """
    `create`: somebody else than the candidates. `use_existing` with `clientId` or `line`: this candidate, of whom the row changes what it would
    of somebody known. `skip`: leave the row aside. Where the household is unclear (`unclearHousehold`), `create` with `householdLine` puts the person
    into the household of that earlier row; without it the file number decides, and rows without one live together. The ETag is the import's.
    """)]
public sealed record DecideImportRow : ICommand<Saved>
{
    /// <summary>The import.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>The row's line in the file.</summary>
    [JsonIgnore] public int RowLine { get; init; }
    /// <summary>The import's version that the caller has read.</summary>
    [JsonIgnore] public uint Version { get; init; }
    /// <summary>create, use_existing or skip.</summary>
    public required RowDecision Decision { get; init; }
    /// <summary>With use_existing: the candidate on file.</summary>
    [Example(null)]
    public Guid? ClientId { get; init; }
    /// <summary>With use_existing: the candidate's line in the file.</summary>
    [Example(null)]
    public int? Line { get; init; }
    /// <summary>With create, where the household is unclear: the earlier line with which the person lives.</summary>
    [Example(null)]
    public int? HouseholdLine { get; init; }
}

internal sealed class DecideImportRowValidator : AbstractValidator<DecideImportRow>
{
    public DecideImportRowValidator()
    {
        RuleFor(command => command.Decision)
            .Must((command, decision) => (decision == RowDecision.UseExisting ? 1 : 0) == (command.ClientId is null ? 0 : 1) + (command.Line is null ? 0 : 1))
            .WithErrorCode(ImportProblems.WhichCandidate.Code).WithMessage(_ => ImportProblems.WhichCandidate.Text());
        RuleFor(command => command.HouseholdLine).Must((command, line) => line is null || command.Decision == RowDecision.Create)
            .WithErrorCode(ImportProblems.HouseholdWithoutPerson.Code).WithMessage(_ => ImportProblems.HouseholdWithoutPerson.Text());
    }
}

/// <summary>Decides on several rows that wait.</summary>
/// <param name="Rows">What becomes of each.</param>
[Requires(Permission.ImportAllocations)]
[Operation("Decide on several rows that wait", """
    As for a single row, up to 200 at once, with a verdict for each: what is refused stays undecided, and the others are decided. The ETag is the import's;
    the answer has its new one.
    """)]
public sealed record DecideImportRows(IReadOnlyList<DecisionOfRow> Rows) : ICommand<DecidedImportRows>
{
    /// <summary>The import.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>The import's version that the caller has read.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>What becomes of a row.</summary>
/// <param name="RowLine">The row's line in the file.</param>
/// <param name="Decision">create, use_existing or skip.</param>
/// <param name="ClientId">With use_existing: the candidate on file.</param>
/// <param name="Line">With use_existing: the candidate's line in the file.</param>
/// <param name="HouseholdLine">With create, where the household is unclear: the earlier line with which the person lives.</param>
public sealed record DecisionOfRow(
    [Example(141)] int RowLine,
    RowDecision Decision,
    [Example(null)] Guid? ClientId = null,
    [Example(null)] int? Line = null,
    [Example(null)] int? HouseholdLine = null);

/// <summary>A verdict for each row, in the order in which they were sent.</summary>
/// <param name="Items">The verdicts.</param>
/// <param name="Version">The import's new version.</param>
public sealed record DecidedImportRows(IReadOnlyList<VerdictOnRow> Items, [property: JsonIgnore] uint Version) : IVersioned;

/// <summary>What became of the decision on a row.</summary>
/// <param name="RowLine">Which row.</param>
/// <param name="Done">Whether it is decided so now.</param>
/// <param name="Status">The status that the single call would have answered.</param>
/// <param name="Code">The refusal's stable code; null where it is decided.</param>
/// <param name="Reason">The refusal in words; null where it is decided.</param>
/// <param name="Errors">Single faults, where there are any; pointers are those of the one decision.</param>
public sealed record VerdictOnRow(
    [Example(141)] int RowLine,
    bool Done,
    [Example(200)] int Status,
    [Example(null)] string? Code,
    [Example(null)] string? Reason,
    IReadOnlyList<ProblemError> Errors)
{
    internal static VerdictOnRow Refusal(int rowLine, RefusedException refused) =>
        new(rowLine, false, refused.Type.Status, refused.Type.Code, refused.Type.Text([.. refused.Values]), refused.Errors);
}

internal sealed class DecideImportRowsValidator : AbstractValidator<DecideImportRows>
{
    public DecideImportRowsValidator() => RuleFor(command => command.Rows).NotEmpty().AtMost(200);
}

internal sealed class DecideImportRowHandler(CaseDb db, CallContext call) : IHandler<DecideImportRow, Saved>, IHandler<DecideImportRows, DecidedImportRows>
{
    public async Task<Saved> Handle(DecideImportRow request, CancellationToken cancellationToken)
    {
        var import = await db.ImportToChange(call.Caller, request.Id, request.Version, cancellationToken);
        await Decide(import, request.RowLine, new RowChoice(request.Decision, request.ClientId, request.Line, request.HouseholdLine), cancellationToken);
        return await db.Save(import, cancellationToken);
    }

    public async Task<DecidedImportRows> Handle(DecideImportRows request, CancellationToken cancellationToken)
    {
        var import = await db.ImportToChange(call.Caller, request.Id, request.Version, cancellationToken);
        Import.Moves.Next(import.Status, "decide"); // Where nothing can be decided any more, that is the answer, and not once for each row.
        var (verdicts, named) = (new List<VerdictOnRow>(), new HashSet<int>());
        foreach (var row in request.Rows)
        {
            if (!named.Add(row.RowLine))
            {
                verdicts.Add(VerdictOnRow.Refusal(row.RowLine, new RefusedException(HttpProblems.Repeated)));
                continue;
            }
            try
            {
                var choice = new RowChoice(row.Decision, row.ClientId, row.Line, row.HouseholdLine);
                CheckShape(choice);
                await Decide(import, row.RowLine, choice, cancellationToken);
                verdicts.Add(new VerdictOnRow(row.RowLine, true, StatusCodes.Status200OK, null, null, []));
            }
            catch (RefusedException refused) when (refused.Type != ImportProblems.BeingApplied)
            {
                // Nothing of the row has changed: what is wrong is found before.
                verdicts.Add(VerdictOnRow.Refusal(row.RowLine, refused));
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        return new DecidedImportRows(verdicts, import.Version);
    }

    // The rules of the single command's validator, for one of several.
    private static void CheckShape(RowChoice choice)
    {
        var single = new DecideImportRow { Decision = choice.Decision, ClientId = choice.ClientId, Line = choice.Line, HouseholdLine = choice.HouseholdLine };
        if (new DecideImportRowValidator().Validate(single) is { IsValid: false } wrong)
        {
            throw RefusalHandler.Translate(new ValidationException(wrong.Errors));
        }
    }

    private async Task Decide(Import import, int rowLine, RowChoice choice, CancellationToken cancellationToken)
    {
        var row = await db.Set<ImportRow>().SingleOrDefaultAsync(r => r.ImportId == import.Id && r.LineNumber == rowLine, cancellationToken)
            ?? throw RefusedException.NotFound(import.Id);
        if (choice.HouseholdLine is { } line && !(line < rowLine && row.UnclearHousehold is { } unclear && await db.Set<ImportRow>()
            .AnyAsync(r => r.ImportId == import.Id && r.LineNumber == line && r.UnclearHousehold == unclear, cancellationToken)))
        {
            throw RefusedException.Invalid("/householdLine", ImportProblems.NotOfTheHousehold);
        }
        import.Decide(row, choice, call.Caller.RequiredStaffId, call.Now);
    }
}

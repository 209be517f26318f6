using System.Text.Json.Serialization;
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

internal sealed class DecideImportRowHandler(CaseDb db, CallContext call) : IHandler<DecideImportRow, Saved>
{
    public async Task<Saved> Handle(DecideImportRow request, CancellationToken cancellationToken)
    {
        var import = await db.ImportToChange(request.Id, request.Version, cancellationToken);
        var row = await db.Set<ImportRow>().SingleOrDefaultAsync(r => r.ImportId == request.Id && r.LineNumber == request.RowLine, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        if (request.HouseholdLine is { } line && !(line < request.RowLine && row.UnclearHousehold is { } unclear && await db.Set<ImportRow>()
            .AnyAsync(r => r.ImportId == request.Id && r.LineNumber == line && r.UnclearHousehold == unclear, cancellationToken)))
        {
            throw RefusedException.Invalid("/householdLine", ImportProblems.NotOfTheHousehold);
        }
        import.Decide(
            row, new RowChoice(request.Decision, request.ClientId, request.Line, request.HouseholdLine), call.Caller.RequiredStaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(import.Id, import.Version);
    }
}

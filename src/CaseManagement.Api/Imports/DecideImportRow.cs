using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Imports;

/// <summary>Decides whether a likely duplicate is somebody else, one of the candidates, or left aside. A later decision replaces it.</summary>
[Requires(Permission.ImportAllocations)]
[Operation("Decide on a likely duplicate", """
    `create`: somebody else than the candidates. `use_existing` with `clientId` or `line`: this candidate, who stays as on file. `skip`:
    leave the row aside. The ETag is the import's.
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
}

internal sealed class DecideImportRowValidator : AbstractValidator<DecideImportRow>
{
    public DecideImportRowValidator() => RuleFor(command => command.Decision)
        .Must((command, decision) => (decision == RowDecision.UseExisting ? 1 : 0) == (command.ClientId is null ? 0 : 1) + (command.Line is null ? 0 : 1))
        .WithErrorCode(ImportProblems.WhichCandidate.Code).WithMessage(_ => ImportProblems.WhichCandidate.Text());
}

internal sealed class DecideImportRowHandler(CaseDb db, CallContext call) : IHandler<DecideImportRow, Saved>
{
    public async Task<Saved> Handle(DecideImportRow request, CancellationToken cancellationToken)
    {
        var import = await db.ImportToChange(request.Id, request.Version, cancellationToken);
        var row = await db.Set<ImportRow>().SingleOrDefaultAsync(r => r.ImportId == request.Id && r.LineNumber == request.RowLine, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        import.Decide(row, request.Decision, request.ClientId, request.Line, call.Caller.RequiredStaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(import.Id, import.Version);
    }
}

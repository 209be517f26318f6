using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ReferenceData;

/// <summary>Ends a code, moves an announced end or takes it back. Nothing is deleted: records keep the code that they were made with.</summary>
/// <param name="Until">First day on which it is not valid any more, today or later; null takes an announced end back.</param>
/// <param name="Reason">Why, for the trail.</param>
[Requires(Permission.ManageReferenceData), ByOperator]
[Operation("End a code", """
    Sets, moves or takes back the end of a code. Codes are never deleted: what was recorded with them stays readable. An end that
    has come is final (409 `code-ended`).
    """)]
public sealed record EndCode([Example("2099-01-01")] DateOnly? Until, [Example(Sample.Reason)] string? Reason = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The list.</summary>
    [JsonIgnore] public string List { get; init; } = "";

    /// <summary>The period.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class EndCodeValidator : AbstractValidator<EndCode>
{
    public EndCodeValidator() => RuleFor(end => end.Reason).MaximumLength(1000);
}

internal sealed class EndCodeHandler(CaseDb db, CallContext call) : IHandler<EndCode, Saved>
{
    public async Task<Saved> Handle(EndCode request, CancellationToken cancellationToken)
    {
        var code = await db.Set<DatedCode>().SingleOrDefaultAsync(code => code.Id == request.Id && code.List == request.List, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, code.Version);
        code.End(request.Until, call.Today);
        return await db.Save(code, cancellationToken);
    }
}

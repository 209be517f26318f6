using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ReferenceData;

/// <summary>Ends a code, moves an announced end or takes it back. Nothing is deleted: records keep the code that they were made with.</summary>
/// <param name="ValidTo">First day on which it is not valid any more, today or later; null takes an announced end back.</param>
/// <param name="Reason">Why, for the trail.</param>
[Requires(Permission.ManageReferenceData), ByOperator]
public sealed record EndCode(DateOnly? ValidTo, string? Reason = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The list, from the route.</summary>
    [JsonIgnore]
    public string List { get; init; } = "";

    /// <summary>The period, from the route.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore]
    public uint Version { get; init; }
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
        code.End(request.ValidTo, call.Today);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(code.Id, code.Version);
    }
}

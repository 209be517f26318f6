using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ReferenceData;

/// <summary>One period of a code, with what the caller may do to it.</summary>
[Requires(Permission.UseProduct)]
public sealed record GetCode(string List, Guid Id) : IQuery<SingleCode>;

/// <summary>One period of a code.</summary>
/// <param name="Id">The row.</param>
/// <param name="List">Its list.</param>
/// <param name="Code">What records hold.</param>
/// <param name="LabelDe">In German.</param>
/// <param name="LabelEn">In English.</param>
/// <param name="ValidFrom">First day of the period.</param>
/// <param name="ValidTo">First day after the period; null while no end is known.</param>
/// <param name="Sort">Place in the list.</param>
/// <param name="Attributes">Facts that programs read.</param>
/// <param name="Source">Paragraph of law or clause of a standard.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record SingleCode(Guid Id, string List, string Code, string LabelDe, string LabelEn, DateOnly ValidFrom, DateOnly? ValidTo,
    int Sort, JsonElement Attributes, string? Source, IReadOnlyList<AllowedAction> AllowedActions) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore]
    public uint Version { get; init; }
}

internal sealed class GetCodeHandler(CaseDb db, CallContext call) : IHandler<GetCode, SingleCode>
{
    public async Task<SingleCode> Handle(GetCode request, CancellationToken cancellationToken)
    {
        var code = await db.Set<DatedCode>().AsNoTracking().SingleOrDefaultAsync(code => code.Id == request.Id && code.List == request.List, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        return new SingleCode(code.Id, code.List, code.Code, code.LabelDe, code.LabelEn, code.ValidFrom, code.ValidTo, code.Sort,
            JsonElement.Parse(code.Attributes), code.Source, [End(code)])
        { Version = code.Version };
    }

    private AllowedAction End(DatedCode code) =>
        !RolePermissions.Allow(call.Caller.Roles, Permission.ManageReferenceData) ? AllowedAction.No("end", AccessProblems.NotPermitted)
        : code.ObjectionToEnd(call.Today) is { } objection ? AllowedAction.No("end", objection) : AllowedAction.Yes("end");
}

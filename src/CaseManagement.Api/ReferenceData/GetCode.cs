using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ReferenceData;

/// <summary>One period of a code, with what the caller may do to it.</summary>
/// <param name="List">The list.</param>
/// <param name="Id">The period.</param>
[Requires(Permission.ReadReferenceData)]
[Operation("Get one code", "One period of a code with its ETag and what you may do to it.", Audience = Audience.Everybody)]
public sealed record GetCode(string List, Guid Id) : IQuery<SingleCode>;

/// <summary>One period of a code.</summary>
/// <param name="Id">The row.</param>
/// <param name="List">Its list.</param>
/// <param name="Code">What records hold.</param>
/// <param name="LabelDe">In German.</param>
/// <param name="LabelEn">In English.</param>
/// <param name="From">First day of the period.</param>
/// <param name="Until">First day after the period; null while no end is known.</param>
/// <param name="Sort">Place in the list.</param>
/// <param name="Attributes">Facts that programs read.</param>
/// <param name="Source">Paragraph of law or clause of a standard.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record SingleCode(
    Guid Id,
    [Example("urgency")] string List,
    [Example("high")] string Code,
    [Example("Hoch")] string LabelDe,
    [Example("High")] string LabelEn,
    [Example("2026-01-01")] DateOnly From,
    [Example(null)] DateOnly? Until,
    [Example(10)] int Sort,
    [Example("""{"rank":3,"urgent":true}""", IsJson = true), Holds(FreeJson.Object)] JsonElement Attributes,
    [Example(null)] string? Source,
    IReadOnlyList<AllowedAction> AllowedActions) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }
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

using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Organisations;

/// <summary>Calls a quarter of the own municipality otherwise.</summary>
/// <param name="Name">Its name from now on.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Rename a quarter", "It stays the same quarter, for addresses and figures.")]
public sealed record ChangeQuarter([Example("Stumpenhof")] string Name) : ICommand<Saved>
{
    /// <summary>The quarter.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeQuarterValidator : AbstractValidator<ChangeQuarter>
{
    public ChangeQuarterValidator() => RuleFor(quarter => quarter.Name).Name();
}

internal sealed class ChangeQuarterHandler(CaseDb db, CallContext call) : IHandler<ChangeQuarter, Saved>
{
    public async Task<Saved> Handle(ChangeQuarter request, CancellationToken cancellationToken)
    {
        var quarter = await db.Set<Quarter>().ManagedBy(call.Caller).ToChange(request.Id, request.Version, cancellationToken);
        quarter.Rename(request.Name);
        return await db.Save(quarter, cancellationToken);
    }
}

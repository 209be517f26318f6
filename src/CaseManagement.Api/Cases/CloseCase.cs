using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Cases;

/// <summary>Ends the counselling for a coded reason.</summary>
/// <param name="ReasonCode">Why.</param>
/// <param name="Note">In words, up to 2,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Close a case", "open → closed, with a reason.")]
public sealed record CloseCase([CodeOf(CodeLists.CaseClosingReason)] string ReasonCode, [Example(Sample.Note)] string? Note = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    [JsonIgnore] string IGivesReason.Reason => ReasonCode;
}

internal sealed class CloseCaseValidator : AbstractValidator<CloseCase>
{
    public CloseCaseValidator()
    {
        RuleFor(command => command.ReasonCode).NotEmpty();
        RuleFor(command => command.Note).NotEmpty().MaximumLength(2000).When(command => command.Note is not null);
    }
}

internal sealed class CloseCaseHandler(CaseDb db, CallContext call) : IHandler<CloseCase, Saved>
{
    public async Task<Saved> Handle(CloseCase request, CancellationToken cancellationToken)
    {
        var closed = await db.ToChange(call, request.Id, request.Version, standing => standing.ObjectionToDecide, cancellationToken);
        closed.Close(request.ReasonCode, request.Note, call.Caller.StaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(closed.Id, closed.Version);
    }
}

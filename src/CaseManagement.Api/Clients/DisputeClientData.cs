using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Somebody says that a statement on file is wrong (Art. 16 GDPR). It stays as it is until that is clarified.</summary>
/// <param name="Field">What is disputed.</param>
/// <param name="StatedBy">Who disputes it.</param>
/// <param name="Statement">What is right instead; at most 2000 characters.</param>
/// <param name="ProcessingRestricted">Art. 18 (1) (a) GDPR: the person demands that it is only stored until it is clarified.</param>
[Requires(Permission.WriteClients)]
[Operation("Mark a statement as disputed", """
    Art. 16 and 18 GDPR: the statement stays until it is clarified; with `processingRestricted` it is to be stored only.
    """)]
public sealed record DisputeClientData(
    [Example("birth_date")] DisputableField Field,
    StatedBy StatedBy,
    [Example("The year of birth is 1992.")] string? Statement = null,
    [Example(false)] bool ProcessingRestricted = false) : ICommand<Saved>
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class DisputeClientDataValidator : AbstractValidator<DisputeClientData>
{
    public DisputeClientDataValidator()
    {
        RuleFor(command => command.Field).IsInEnum();
        RuleFor(command => command.StatedBy).IsInEnum();
        RuleFor(command => command.Statement).MaximumLength(2000);
    }
}

internal sealed class DisputeClientDataHandler(CaseDb db, CallContext call) : IHandler<DisputeClientData, Saved>
{
    public Task<Saved> Handle(DisputeClientData request, CancellationToken cancellationToken) =>
        db.Set<Client>().Include(c => c.Marks).Change(db, call, request.Id, request.Version, client => client.Dispute(
            request.Field, request.StatedBy, request.Statement, request.ProcessingRestricted, call.Caller.StaffId, call.Now), cancellationToken);
}

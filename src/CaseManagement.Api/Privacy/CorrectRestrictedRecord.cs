using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>Corrects a restricted record (Art. 16 GDPR); what it said before stays in the trail.</summary>
/// <param name="Content">What it says from now on; 1 to 20,000 characters.</param>
/// <param name="Reason">Why, for the trail; no content.</param>
[Requires(Permission.UseCompartments)]
[Operation("Correct a restricted record", "Art. 16 GDPR; what it said before stays in the trail.")]
public sealed record CorrectRestrictedRecord(
    [Example("Needs appointments in the morning.")] string Content,
    [Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The record.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CorrectRestrictedRecordValidator : AbstractValidator<CorrectRestrictedRecord>
{
    public CorrectRestrictedRecordValidator()
    {
        RuleFor(correct => correct.Content).NotEmpty().MaximumLength(20_000);
    }
}

internal sealed class CorrectRestrictedRecordHandler(CaseDb db, CallContext call) : IHandler<CorrectRestrictedRecord, Saved>
{
    public async Task<Saved> Handle(CorrectRestrictedRecord request, CancellationToken cancellationToken)
    {
        // Who may not open the compartment does not find the record: the database hides it.
        var record = await db.Set<RestrictedRecord>()
            .SingleOrDefaultAsync(r => r.Id == request.Id && r.OrganisationId == call.Caller.OrganisationId, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, record.Version);
        record.Correct(request.Content, call.Now);
        return await db.Save(record, cancellationToken);
    }
}

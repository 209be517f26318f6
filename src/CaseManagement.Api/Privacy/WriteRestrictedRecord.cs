using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>Writes a record into a compartment, by somebody who may open it.</summary>
/// <param name="Compartment">Where it is kept.</param>
/// <param name="Content">What it says; 1 to 20,000 characters.</param>
[Requires(Permission.UseCompartments)]
[Operation("Write a restricted record", "Into a compartment that you may open (403 `compartment-closed` otherwise).")]
public sealed record WriteRestrictedRecord(
    Compartment Compartment,
    [Example("Needs appointments in the morning.")] string Content) : ICommand<Saved>
{
    /// <summary>Of whom.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
}

internal sealed class WriteRestrictedRecordValidator : AbstractValidator<WriteRestrictedRecord>
{
    public WriteRestrictedRecordValidator() => RuleFor(write => write.Content).NotEmpty().MaximumLength(20_000);
}

internal sealed class WriteRestrictedRecordHandler(CaseDb db, CallContext call) : IHandler<WriteRestrictedRecord, Saved>
{
    public async Task<Saved> Handle(WriteRestrictedRecord request, CancellationToken cancellationToken)
    {
        var (own, compartment) = (call.Caller.RequiredOrganisationId, Compartments.NameOf(request.Compartment));
        var found = await db.Set<Client>().SeenBy(db, call.Caller).Where(client => client.Id == request.ClientId && client.OrganisationId == own)
            .Select(client => new { MayOpen = AccessFunctions.MayOpen(client.Id, compartment) }).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.ClientId);
        if (!found.MayOpen)
        {
            throw RefusedException.Forbidden(PrivacyProblems.Closed, request.ClientId);
        }
        var record = new RestrictedRecord(own, request.ClientId, request.Compartment, request.Content, call.Caller.RequiredStaffId, call.Now);
        db.Add(record);
        return await db.Save(record, cancellationToken);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Dwellings;

/// <summary>Who a landlord is.</summary>
public abstract record LandlordBody
{
    /// <summary>A person or a company.</summary>
    [Example("company")]
    public required LandlordKind Kind { get; init; }
    /// <summary>The name, up to 200 characters.</summary>
    [Example("Baugenossenschaft Beispiel eG")]
    public required string Name { get; init; }
    /// <summary>Whom to talk to, up to 200 characters.</summary>
    [Example("Herr Muster")]
    public string? ContactPerson { get; init; }
    /// <summary>Telephone, up to 50 characters.</summary>
    [Example("+49 7153 000002")]
    public string? Phone { get; init; }
    /// <summary>E-mail, up to 200 characters.</summary>
    [Example("vermietung@example.org")]
    public string? Email { get; init; }
    /// <summary>Street and number, up to 200 characters.</summary>
    [Example("Hauptstraße 3")]
    public string? Street { get; init; }
    /// <summary>Five digits.</summary>
    [Example("73207")]
    public string? PostalCode { get; init; }
    /// <summary>Town, up to 100 characters.</summary>
    [Example("Plochingen")]
    public string? Town { get; init; }
    /// <summary>What else is to be known, up to 1,000 characters.</summary>
    [Example(null)]
    public string? Note { get; init; }
}

internal sealed class LandlordRules : AbstractValidator<LandlordBody>
{
    public LandlordRules()
    {
        RuleFor(landlord => landlord.Name).NotEmpty().MaximumLength(200);
        RuleFor(landlord => landlord.ContactPerson).Words().MaximumLength(200);
        RuleFor(landlord => landlord.Phone).Words().MaximumLength(50);
        RuleFor(landlord => landlord.Email).MaximumLength(200).EmailAddress();
        RuleFor(landlord => landlord.Street).Words().MaximumLength(200);
        RuleFor(landlord => landlord.PostalCode).PostalCode();
        RuleFor(landlord => landlord.Town).Words().MaximumLength(100);
        RuleFor(landlord => landlord.Note).Words().MaximumLength(1000);
    }
}

/// <summary>Records a landlord of the organisation.</summary>
[Requires(Permission.WriteClients)]
[Operation("Record a landlord", "A person or company that lets dwellings. Kept by your organisation alone; it never goes along with a household.")]
public sealed record RecordLandlord : LandlordBody, ICommand<Saved>;

/// <summary>States anew who a landlord is.</summary>
[Requires(Permission.WriteClients)]
[Operation("Change a landlord", "The body states all of it; what is left out is emptied.")]
public sealed record ChangeLandlord : LandlordBody, ICommand<Saved>
{
    /// <summary>The landlord.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Takes a landlord out whom no dwelling names.</summary>
/// <param name="Reason">Why, for the trail; 1 to 1,000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Remove a landlord", "Whom no dwelling names (409 `landlord-in-use`). The trail keeps that, and why.")]
public sealed record RemoveLandlord([Example(Sample.Reason)] string Reason) : ICommand<bool>, INeedsReason
{
    /// <summary>The landlord.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class LandlordHandler(CaseDb db, CallContext call)
    : IHandler<RecordLandlord, Saved>, IHandler<ChangeLandlord, Saved>, IHandler<RemoveLandlord, bool>
{
    public async Task<Saved> Handle(RecordLandlord request, CancellationToken cancellationToken)
    {
        var landlord = new Landlord(call.Caller.RequiredOrganisationId, request, call.Caller.StaffId, call.Now);
        db.Add(landlord);
        return await db.Save(landlord, cancellationToken);
    }

    public async Task<Saved> Handle(ChangeLandlord request, CancellationToken cancellationToken)
    {
        var landlord = await ToChange(request.Id, request.Version, cancellationToken);
        landlord.Change(request, call.Now);
        return await db.Save(landlord, cancellationToken);
    }

    public async Task<bool> Handle(RemoveLandlord request, CancellationToken cancellationToken)
    {
        db.Remove(await ToChange(request.Id, request.Version, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private async Task<Landlord> ToChange(Guid id, uint version, CancellationToken cancellationToken)
    {
        var landlord = await db.Set<Landlord>().Own(call.Caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, landlord.Version);
        return landlord;
    }
}

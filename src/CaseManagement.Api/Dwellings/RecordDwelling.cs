using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Dwellings;

/// <summary>What a dwelling is.</summary>
public abstract record DwellingBody
{
    /// <summary>Who lets it.</summary>
    public Guid? LandlordId { get; init; }
    /// <summary>Which one of the house, up to 100 characters.</summary>
    [Example("2. OG links")]
    public string? Name { get; init; }
    /// <summary>Street and number.</summary>
    [Example("Musterstraße 1")]
    public required string Street { get; init; }
    /// <summary>Five digits.</summary>
    [Example("73207")]
    public required string PostalCode { get; init; }
    /// <summary>Town.</summary>
    [Example("Plochingen")]
    public required string Town { get; init; }
    /// <summary>AGS of the town, eight digits.</summary>
    [Example("08116056")]
    public string? Ags { get; init; }
    /// <summary>The quarter of that town; needs `ags`.</summary>
    [Example(null)]
    public Guid? QuarterId { get; init; }
    /// <summary>Rooms, half ones too: more than 0, at most 50, one decimal.</summary>
    [Example(3.5)]
    public decimal? Rooms { get; init; }
    /// <summary>Living area in m²: more than 0, at most 2,000, two decimals.</summary>
    [Example(74.5)]
    public decimal? LivingArea { get; init; }
    /// <summary>Basic rent (Kaltmiete) in EUR a month, two decimals.</summary>
    [Example(720)]
    public decimal? BasicRent { get; init; }
    /// <summary>Running costs, heating among them (Nebenkosten), in EUR a month, two decimals.</summary>
    [Example(190)]
    public decimal? RunningCosts { get; init; }
    /// <summary>Barrier-free.</summary>
    [Example(false)]
    public bool Accessible { get; init; }
    /// <summary>Who found it.</summary>
    [CodeOf(CodeLists.DwellingFoundBy, On = nameof(FoundOn))]
    public required string FoundBy { get; init; }
    /// <summary>When: the day from which it counts. Not in the future.</summary>
    [Example(Sample.Day)]
    public required DateOnly FoundOn { get; init; }
    /// <summary>First day on which it is not to be had any more; left out while it is.</summary>
    [Example(null)]
    public DateOnly? AvailableUntil { get; init; }
    /// <summary>What living there says of somebody (a shelter, assisted living): who lives there shows only to who is admitted to that compartment.</summary>
    [Example(null)]
    public Compartment? Reveals { get; init; }
    /// <summary>What else is to be known, up to 1,000 characters. Nothing of who lives there.</summary>
    [Example(null)]
    public string? Note { get; init; }
}

internal sealed class DwellingRules : AbstractValidator<DwellingBody>
{
    private static readonly DateOnly Earliest = new(1900, 1, 1), Latest = new(2200, 1, 1);

    public DwellingRules(CallContext call)
    {
        RuleFor(dwelling => dwelling.Name).Words().MaximumLength(100);
        RuleFor(dwelling => dwelling.Street).NotEmpty().MaximumLength(200);
        RuleFor(dwelling => dwelling.PostalCode).PostalCode();
        RuleFor(dwelling => dwelling.Town).NotEmpty().MaximumLength(100);
        RuleFor(dwelling => dwelling.Ags).Ags();
        RuleFor(dwelling => dwelling.QuarterId).Must((dwelling, quarter) => quarter is null || dwelling.Ags is not null)
            .WithProblem(DwellingProblems.QuarterWithoutAgs);
        RuleFor(dwelling => dwelling.Rooms).GreaterThan(0).LessThanOrEqualTo(50).PrecisionScale(4, 1, true);
        RuleFor(dwelling => dwelling.LivingArea).GreaterThan(0).LessThanOrEqualTo(2000).PrecisionScale(6, 2, true);
        RuleFor(dwelling => dwelling.BasicRent).GreaterThanOrEqualTo(0).LessThan(1_000_000).PrecisionScale(8, 2, true);
        RuleFor(dwelling => dwelling.RunningCosts).GreaterThanOrEqualTo(0).LessThan(1_000_000).PrecisionScale(8, 2, true);
        RuleFor(dwelling => dwelling.FoundOn).Must(day => day >= Earliest && day <= call.Today).WithProblem(DwellingProblems.InFuture);
        RuleFor(dwelling => dwelling.AvailableUntil).Must((dwelling, until) => until is null || (until > dwelling.FoundOn && until <= Latest))
            .WithProblem(DwellingProblems.GoneBeforeFound);
        RuleFor(dwelling => dwelling.Note).Words().MaximumLength(1000);
    }
}

/// <summary>Records a dwelling that was found.</summary>
[Requires(Permission.WriteClients)]
[Operation("Record a dwelling", """
    A flat or house of your organisation, by when and by whom it was found. It stays yours when who lives there is handed over. The same address and `name`
    once (409 `dwelling-exists`), however the street is written: Hauptstraße 5, Hauptstr. 5.
    """)]
public sealed record RecordDwelling : DwellingBody, ICommand<Saved>;

/// <summary>States a dwelling anew; figures follow.</summary>
[Requires(Permission.WriteClients)]
[Operation("Correct a dwelling", """
    All of it, with a reason: another rent, or what was recorded wrongly. Figures follow. Addresses of who lives there are histories of their own and stay;
    where `reveals` is set, they are hidden with it. One whose place is hidden from you is 403 `compartment-closed`.
    """)]
public sealed record CorrectDwelling : DwellingBody, ICommand<Saved>, INeedsReason
{
    /// <summary>Why; 1 to 1000 characters.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
    /// <summary>The dwelling.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The dwelling never was, such as one that was recorded twice.</summary>
/// <param name="Reason">Why, for the trail; 1 to 1,000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Remove a dwelling", "What never was. One that was let, or where somebody has lived, stays (409 `dwelling-in-use`).")]
public sealed record RemoveDwelling([Example(Sample.Reason)] string Reason) : ICommand<bool>, INeedsReason
{
    /// <summary>The dwelling.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class DwellingHandler(CaseDb db, CallContext call)
    : IHandler<RecordDwelling, Saved>, IHandler<CorrectDwelling, Saved>, IHandler<RemoveDwelling, bool>
{
    public async Task<Saved> Handle(RecordDwelling request, CancellationToken cancellationToken)
    {
        await Check(request, null, cancellationToken);
        var dwelling = new Dwelling(call.Caller.RequiredOrganisationId, request, call.Caller.StaffId, call.Now);
        db.Add(dwelling);
        return await db.Save(dwelling, cancellationToken);
    }

    public async Task<Saved> Handle(CorrectDwelling request, CancellationToken cancellationToken)
    {
        var dwelling = await db.DwellingToChange(call, request.Id, request.Version, cancellationToken);
        await Check(request, dwelling, cancellationToken);
        dwelling.Change(request, call.Now);
        return await db.Save(dwelling, cancellationToken);
    }

    public async Task<bool> Handle(RemoveDwelling request, CancellationToken cancellationToken)
    {
        db.Remove(await db.DwellingToChange(call, request.Id, request.Version, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private static (string, string, string) Key(DwellingBody said) =>
        (said.PostalCode, StreetKey.Of(said.Street), said.Name?.Trim().ToLowerInvariant() ?? "");

    private async Task Check(DwellingBody said, Dwelling? corrected, CancellationToken cancellationToken)
    {
        if (said.LandlordId is { } landlord && !await db.Set<Landlord>().Own(call.Caller).AnyAsync(row => row.Id == landlord, cancellationToken))
        {
            throw RefusedException.Invalid("/landlordId", DwellingProblems.UnknownLandlord);
        }
        // The index dwelling_once holds what is written alike; one that is twice on file from before may be corrected otherwise.
        if (said.Reveals is null && Key(said) is var key && (corrected is null || Key(corrected.Stated) != key)
            && (await db.Set<Dwelling>().Own(call.Caller).Where(row => row.PostalCode == said.PostalCode && row.Reveals == null).AsNoTracking()
                .ToListAsync(cancellationToken)).Exists(row => row.Id != corrected?.Id && Key(row.Stated) == key))
        {
            throw new RefusedException(DwellingProblems.Exists);
        }
        await new AddressEntry
        {
            Street = said.Street, PostalCode = said.PostalCode, Town = said.Town, Ags = said.Ags, QuarterId = said.QuarterId, From = said.FoundOn,
        }.CheckQuarter(db, said.QuarterId != corrected?.QuarterId, "/quarterId", cancellationToken);
    }
}

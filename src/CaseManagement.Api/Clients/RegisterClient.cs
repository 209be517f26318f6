using System.Text.Json;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Registers a person with all that is known of her or him.</summary>
[Requires(Permission.WriteClients)]
[Operation("Register a person", """
    With all that is known, in one call. Refused with 409 `likely-duplicate` and `candidates` (id, score, reasons; no names) when somebody
    on file is likely the same person; after comparing, state the ids in `notDuplicateOf`. A birth date of 1 January without a precision
    says no more than its year.
    """)]
public sealed record RegisterClient : PersonEntry, ICommand<Saved>
{
    /// <summary>Other names and spellings.</summary>
    public IReadOnlyList<OtherName> Names { get; init; } = [];
    /// <summary>Numbers of other offices.</summary>
    public IReadOnlyList<ExternalReference> References { get; init; } = [];
    /// <summary>Languages with their levels.</summary>
    public IReadOnlyList<SpokenLanguage> Languages { get; init; } = [];
    /// <summary>Degrees and trades.</summary>
    public IReadOnlyList<Qualification> Qualifications { get; init; } = [];
    /// <summary>Residence statuses in any order; one without an end lasts until the next one begins.</summary>
    public IReadOnlyList<ResidenceStatusEntry> ResidenceStatuses { get; init; } = [];
    /// <summary>Benefits.</summary>
    public IReadOnlyList<BenefitEntry> Benefits { get; init; } = [];
    /// <summary>Where the person was housed.</summary>
    public IReadOnlyList<HousingEntry> Accommodations { get; init; } = [];
    /// <summary>Addresses.</summary>
    public IReadOnlyList<AddressEntry> Addresses { get; init; } = [];
    /// <summary>Work.</summary>
    public IReadOnlyList<WorkEntry> Works { get; init; } = [];
    /// <summary>Family statuses.</summary>
    public IReadOnlyList<FamilyStatusEntry> FamilyStatuses { get; init; } = [];
    /// <summary>Auskunftssperre (§ 51 BMG): where the person lives goes into the compartment "protection".</summary>
    public AddressBlock? AddressBlock { get; init; }
    /// <summary>The household that the person lives in.</summary>
    public JoinedHousehold? Household { get; init; }
    /// <summary>Persons on file who were compared and are somebody else.</summary>
    [Example(null)]
    public IReadOnlyList<Guid> NotDuplicateOf { get; init; } = [];

    internal IEnumerable<PeriodEntry> Periods => [.. ResidenceStatuses, .. Benefits, .. Accommodations, .. Addresses, .. Works, .. FamilyStatuses];
}

/// <summary>A bar on telling the address.</summary>
public sealed record AddressBlock
{
    /// <summary>The office and its letter.</summary>
    [Example(Sample.Source)]
    public string? Source { get; init; }
    /// <summary>When the registration office's bar runs out; for information, it ends by lifting.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }
}

/// <summary>A household that a new person joins: one on file, or a new one.</summary>
public sealed record JoinedHousehold
{
    /// <summary>The household on file; left out for a new one.</summary>
    [Example(null)]
    public Guid? Id { get; init; }
    /// <summary>The new household's reference, at most 100 characters; left out, it gets one.</summary>
    [Example(Sample.HouseholdReference)]
    public string? Reference { get; init; }
    /// <summary>As what.</summary>
    [CodeOf(CodeLists.HouseholdRole)]
    public required string Role { get; init; }
    /// <summary>First day; today where left out.</summary>
    public DateOnly? From { get; init; }
}

internal sealed class RegisterClientValidator : AbstractValidator<RegisterClient>
{
    private const int Most = 100;

    public RegisterClientValidator()
    {
        RuleFor(command => command.Names).Distinct(name => (name.Kind, name.Script, name.FamilyName.Trim(), name.GivenName.Trim()));
        RuleForEach(command => command.Names).SetValidator(new OtherNameRules());
        RuleFor(command => command.References).Distinct(reference => (reference.Source, reference.Value.Trim()));
        RuleForEach(command => command.References).SetValidator(new ExternalReferenceRules());
        RuleFor(command => command.Languages).Distinct(spoken => spoken.Language);
        RuleForEach(command => command.Languages).SetValidator(new SpokenLanguageRules());
        RuleFor(command => command.Qualifications).Distinct(qualification => qualification.Title.Trim());
        RuleForEach(command => command.Qualifications).SetValidator(new QualificationRules());
        RuleFor(command => command.ResidenceStatuses).Distinct(entry => entry.From);
        RuleForEach(command => command.ResidenceStatuses).SetValidator(new PeriodRules()).SetValidator(new ResidenceStatusRules());
        RuleFor(command => command.Benefits).Distinct(entry => (entry.From, entry.Regime));
        RuleForEach(command => command.Benefits).SetValidator(new PeriodRules()).SetValidator(new BenefitRules());
        RuleFor(command => command.Accommodations).Distinct(entry => entry.From);
        RuleForEach(command => command.Accommodations).SetValidator(new PeriodRules()).SetValidator(new HousingRules());
        RuleFor(command => command.FamilyStatuses).Distinct(entry => entry.From);
        RuleForEach(command => command.FamilyStatuses).SetValidator(new PeriodRules());
        RuleFor(command => command.Addresses).Distinct(entry => entry.From);
        RuleForEach(command => command.Addresses).SetValidator(new PeriodRules()).SetValidator(new AddressRules());
        RuleFor(command => command.Works).Distinct(entry => entry.From);
        RuleForEach(command => command.Works).SetValidator(new PeriodRules()).SetValidator(new WorkRules());
        RuleFor(command => command.NotDuplicateOf).Must(ids => ids.Count <= Most).WithProblem(ClientProblems.StatedTwice);
        RuleFor(command => command.AddressBlock!.Source).MaximumLength(300).When(command => command.AddressBlock is not null);
        RuleFor(command => command.Household!.Reference).MaximumLength(100).When(command => command.Household is not null);
    }
}

internal sealed class RegisterClientHandler(CaseDb db, CallContext call, DuplicateSearch duplicates) : IHandler<RegisterClient, Saved>
{
    public async Task<Saved> Handle(RegisterClient request, CancellationToken cancellationToken)
    {
        request.CheckBirth(call.Today);
        await CheckAccommodations(request, cancellationToken);
        foreach (var address in request.Addresses)
        {
            await address.CheckQuarter(db, isNew: false, "/addresses", cancellationToken);
        }
        await RefuseDuplicates(request, cancellationToken);

        foreach (var benefit in request.Benefits)
        {
            await benefit.Check(db, Guid.Empty, corrects: false, cancellationToken);
        }
        var (organisation, now) = (call.Caller.RequiredOrganisationId, call.Now);
        var client = new Client(organisation, request, now);
        client.SetNames(request.Names, now);
        client.SetReferences(request.References, now);
        client.SetLanguages(request.Languages, now);
        client.SetQualifications(request.Qualifications, now);
        foreach (var (at, entry) in request.Periods.GroupBy(entry => entry.History).SelectMany(history => history.Index()))
        {
            client.CheckBorn(entry.From, $"/{JsonNamingPolicy.CamelCase.ConvertName($"{entry.History}")}/{at}/from");
        }
        foreach (var entry in request.Periods.OrderBy(entry => entry.From)) // Each ends where the next one of its history begins.
        {
            client.Begin(entry, now);
        }
        if (request.AddressBlock is { } block)
        {
            client.BlockAddress(block.Source, block.Until, call.Caller.StaffId, now);
        }
        db.Add(client);
        if (request.Household is { } joined)
        {
            client.CheckBorn(joined.From, "/household/from");
            var household = await Household(joined, organisation, cancellationToken);
            household.Add(client.Id, joined.Role, joined.From ?? call.Today, now);
        }
        return await db.Save(client, cancellationToken);
    }

    private async Task<Household> Household(JoinedHousehold joined, Guid organisation, CancellationToken cancellationToken)
    {
        if (joined.Id is not { } id)
        {
            var created = new Household(organisation, joined.Reference, call.Now);
            db.Add(created);
            return created;
        }
        return await db.Set<Household>().VisibleTo(db, call.Caller).Include(h => h.Members)
            .SingleOrDefaultAsync(h => h.Id == id && h.OrganisationId == organisation, cancellationToken)
            ?? throw RefusedException.Invalid("/household/id", ClientProblems.UnknownHousehold);
    }

    private async Task CheckAccommodations(RegisterClient request, CancellationToken cancellationToken)
    {
        var stated = request.Accommodations.Select(entry => entry.AccommodationId).OfType<Guid>().Distinct().ToArray();
        if (stated.Length > 0 && await db.Set<Accommodation>().CountAsync(a => stated.Contains(a.Id), cancellationToken) < stated.Length)
        {
            throw RefusedException.Invalid("/accommodations", ClientProblems.UnknownAccommodation);
        }
    }

    // Two colleagues who enter the same person at the same time state the same birth date: the second one waits here
    // until the first one's person is on file, and is then told.
    private async Task RefuseDuplicates(RegisterClient request, CancellationToken cancellationToken)
    {
        var organisation = call.Caller.RequiredOrganisationId;
        await duplicates.TakeTurn(organisation, [request.Birth.Date], cancellationToken);
        var found = (await duplicates.Find(organisation, [request.Facts(request.Names, request.References)], cancellationToken))[0]
            .Where(f => f.Score.Likelihood == DuplicateLikelihood.Likely && !request.NotDuplicateOf.Contains(f.ClientId)).ToList();
        if (found.Count > 0)
        {
            var candidates = found.Select(f => new DuplicateHint(f.ClientId, f.Score.Score, [.. f.Score.Reasons.Select(reason => reason.Code)]));
            throw new RefusedException(ClientProblems.LikelyDuplicate) { Extensions = { ["candidates"] = candidates.ToList() } };
        }
    }
}

/// <summary>A likely duplicate inside a refusal: no name, no date.</summary>
/// <param name="Id">Who.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Reasons">Codes; see duplicate-candidates for what they say.</param>
public sealed record DuplicateHint(Guid Id, int Score, IReadOnlyList<string> Reasons);

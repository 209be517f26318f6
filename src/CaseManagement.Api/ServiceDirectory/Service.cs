namespace CaseManagement.Api.ServiceDirectory;

/// <summary>Whether there is room, in the four answers that offers give.</summary>
public enum ServiceCapacity
{
    /// <summary>There is room.</summary>
    Yes,
    /// <summary>There is a waiting list.</summary>
    WaitingList,
    /// <summary>Only an assessment can tell.</summary>
    AssessmentNeeded,
    /// <summary>There is none.</summary>
    No,
}

/// <summary>Where to ask: a function, never a person (HSDS contact without a name).</summary>
/// <param name="Title">The function, up to 100 characters.</param>
/// <param name="Phone">Where to call.</param>
/// <param name="Email">Where to write to.</param>
/// <param name="IsConfidential">In nothing that is public; inside for those who may refer.</param>
public sealed record ServiceContact(
    [Example("Anmeldung")] string Title, [Example(Sample.Phone)] string? Phone = null, [Example("anmeldung@example.org")] string? Email = null,
    [Example(false)] bool IsConfidential = false);

/// <summary>Where it takes place (HSDS address), and the quarter where that says enough.</summary>
/// <param name="Address1">Street and number.</param>
/// <param name="PostalCode">Five digits.</param>
/// <param name="City">The town.</param>
/// <param name="Quarter">The quarter of the town.</param>
public sealed record ServiceAddress(
    [Example("Marktstraße 1")] string? Address1 = null, [Example("73207")] string? PostalCode = null, [Example("Plochingen")] string? City = null,
    [Example("Stumpenhof")] string? Quarter = null);

/// <summary>What is said of a service; members by the names of HSDS 3.1, in camelCase.</summary>
public abstract record ServiceBody : ServiceDetails
{
    /// <summary>Who offers it, where that is an organisation here; else `providerName`.</summary>
    public Guid? ProviderId { get; init; }
    /// <summary>Who offers it, where that is no organisation here.</summary>
    [Example(null)]
    public string? ProviderName { get; init; }
    /// <summary>Its name.</summary>
    [Example("Migrationsberatung")]
    public required string Name { get; init; }
    /// <summary>What it is, in German; up to 4,000 characters.</summary>
    [Example("Beratung für Zugewanderte ab 27 Jahren")]
    public string? DescriptionDe { get; init; }
    /// <summary>The same in English.</summary>
    [Example("Counselling for migrants from 27 years on")]
    public string? DescriptionEn { get; init; }
    /// <summary>Which needs it meets; one at least.</summary>
    [CodeOf(ReferenceData.CodeLists.NeedArea)]
    public required IReadOnlyList<string> NeedAreas { get; init; }
    /// <summary>In which languages.</summary>
    [CodeOf(ReferenceData.CodeLists.Language)]
    public IReadOnlyList<string> Languages { get; init; } = [];
    /// <summary>For which residence statuses only; empty: for all.</summary>
    [CodeOf(ReferenceData.CodeLists.ResidenceStatus)]
    public IReadOnlyList<string> ResidenceStatuses { get; init; } = [];
    /// <summary>From which age on.</summary>
    [Example(27)]
    public int? MinimumAge { get; init; }
    /// <summary>Up to which age, included.</summary>
    [Example(null)]
    public int? MaximumAge { get; init; }
    /// <summary>Where it takes place.</summary>
    public ServiceAddress? Address { get; init; }
    /// <summary>Where to ask: functions, not persons; 10 at most.</summary>
    public IReadOnlyList<ServiceContact> Contacts { get; init; } = [];
    /// <summary>Whether there is room.</summary>
    public required ServiceCapacity Capacity { get; init; }
    /// <summary>Within how many working days the provider answers a referral; 1 to 60. After them it expires.</summary>
    [Example(10)]
    public required int AnswerDays { get; init; }
    /// <summary>Who of the own colleagues assures that this is still so.</summary>
    public Guid? OwnerId { get; init; }
    /// <summary>First day on which it is offered no longer.</summary>
    [Example(null)]
    public DateOnly? ActiveUntil { get; init; }
    /// <summary>
    /// A refuge, counselling on violence or sexual orientation: seen by those only who may refer there, and its address once they are accepted.
    /// </summary>
    [Example(false)]
    public bool IsConfidential { get; init; }
    /// <summary>
    /// What taking part in it reveals of a person: who does is then shown so only to who is admitted to that compartment of the person, in every
    /// organisation, also of those who take part already. Left out: nothing.
    /// </summary>
    [Example(null)]
    public Compartment? Compartment { get; init; }
}

/// <summary>A service of an organisation (HSDS service with its locations). It is offered until a day; nothing of it is deleted.</summary>
public sealed class Service : IRoot
{
    private Service() { }

    /// <summary>A new entry.</summary>
    public Service(Guid organisationId, ServiceBody body, DateOnly today, DateTimeOffset now)
    {
        (Id, OrganisationId, CreatedAt, AssuredDate) = (Guid.CreateVersion7(now), organisationId, now, today);
        Set(body, now);
    }

    /// <summary>The service.</summary>
    public Guid Id { get; private set; }
    /// <summary>Who keeps the entry.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who offers it, where that is an organisation here.</summary>
    public Guid? ProviderId { get; private set; }
    /// <summary>Else its name.</summary>
    public string? ProviderName { get; private set; }
    /// <summary>Its name.</summary>
    public string Name { get; private set; } = "";
    /// <summary>In German.</summary>
    public string? DescriptionDe { get; private set; }
    /// <summary>In English.</summary>
    public string? DescriptionEn { get; private set; }
    /// <summary>Codes of the list need-area.</summary>
    public string[] NeedAreas { get; private set; } = [];
    /// <summary>ISO 639-3.</summary>
    public string[] Languages { get; private set; } = [];
    /// <summary>Codes of the list residence-status.</summary>
    public string[] ResidenceStatuses { get; private set; } = [];
    /// <summary>From which age on.</summary>
    public int? MinimumAge { get; private set; }
    /// <summary>Up to which age, included.</summary>
    public int? MaximumAge { get; private set; }
    /// <summary>Street and number.</summary>
    public string? Address1 { get; private set; }
    /// <summary>Five digits.</summary>
    public string? PostalCode { get; private set; }
    /// <summary>The town.</summary>
    public string? City { get; private set; }
    /// <summary>The quarter.</summary>
    public string? Quarter { get; private set; }
    /// <summary>JSON: the list of <see cref="ServiceContact"/>.</summary>
    public string Contacts { get; private set; } = "[]";
    /// <summary>JSON: <see cref="ServiceDetails"/>.</summary>
    public string Details { get; private set; } = "{}";
    /// <summary>Whether there is room.</summary>
    public ServiceCapacity Capacity { get; private set; }
    /// <summary>Working days.</summary>
    public int AnswerDays { get; private set; }
    /// <summary>When somebody last said that it is still so.</summary>
    public DateOnly? AssuredDate { get; private set; }
    /// <summary>Who assures it.</summary>
    public Guid? OwnerId { get; private set; }
    /// <summary>First day no longer.</summary>
    public DateOnly? ActiveUntil { get; private set; }
    /// <summary>Seen by those only who may refer there.</summary>
    public bool IsConfidential { get; private set; }
    /// <summary>What taking part in it reveals; null: nothing.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>Since when it is in the directory.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>For how many days what was assured counts as verified.</summary>
    public const int VerifiedDays = 180;

    /// <summary>Writes it anew.</summary>
    public void Set(ServiceBody body, DateTimeOffset now)
    {
        (ProviderId, ProviderName, Name) = (body.ProviderId, body.ProviderName?.Trim(), body.Name.Trim());
        (DescriptionDe, DescriptionEn) = (body.DescriptionDe?.Trim(), body.DescriptionEn?.Trim());
        (NeedAreas, Languages, ResidenceStatuses) = ([.. body.NeedAreas.Distinct()], [.. body.Languages.Distinct()], [.. body.ResidenceStatuses.Distinct()]);
        (MinimumAge, MaximumAge, Capacity, AnswerDays) = (body.MinimumAge, body.MaximumAge, body.Capacity, body.AnswerDays);
        (Address1, PostalCode, City, Quarter) =
            (body.Address?.Address1?.Trim(), body.Address?.PostalCode, body.Address?.City?.Trim(), body.Address?.Quarter?.Trim());
        Contacts = System.Text.Json.JsonSerializer.Serialize(body.Contacts, System.Text.Json.JsonSerializerOptions.Web);
        Details = ServiceDetails.Write(body, now);
        (OwnerId, ActiveUntil, IsConfidential, Compartment, UpdatedAt) = (body.OwnerId, body.ActiveUntil, body.IsConfidential, body.Compartment, now);
    }

    /// <summary>What is said of it, as it would be sent again.</summary>
    internal AddService Stated()
    {
        var details = ServiceDetails.Read(Details);
        return new AddService
        {
            ProviderId = ProviderId, ProviderName = ProviderName, Name = Name, DescriptionDe = DescriptionDe, DescriptionEn = DescriptionEn,
            NeedAreas = NeedAreas, Languages = Languages, ResidenceStatuses = ResidenceStatuses, MinimumAge = MinimumAge, MaximumAge = MaximumAge,
            Address = AddressStated(), Capacity = Capacity,
            Contacts = System.Text.Json.JsonSerializer.Deserialize<ServiceContact[]>(Contacts, System.Text.Json.JsonSerializerOptions.Web)!,
            AnswerDays = AnswerDays, OwnerId = OwnerId, ActiveUntil = ActiveUntil, IsConfidential = IsConfidential,
            Compartment = Compartment, Url = details.Url, Email = details.Email, ApplicationProcess = details.ApplicationProcess,
            InterpretationServices = details.InterpretationServices, FeesDescription = details.FeesDescription, Costs = details.Costs,
            RequiredDocuments = details.RequiredDocuments, Phones = details.Phones, Schedules = details.Schedules, Locations = details.Locations,
            Areas = details.Areas,
        };
    }

    /// <summary>Where it takes place; null where nothing is said of that.</summary>
    internal ServiceAddress? AddressStated() => this is { Address1: null, PostalCode: null, City: null, Quarter: null } ? null
        : new ServiceAddress(Address1, PostalCode, City, Quarter);

    /// <summary>Somebody says that it is still so.</summary>
    public void Assure(DateOnly today, DateTimeOffset now) => (AssuredDate, UpdatedAt) = (today, now);
}

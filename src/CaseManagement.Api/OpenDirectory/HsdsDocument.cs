using CaseManagement.Api.Http;

namespace CaseManagement.Api.OpenDirectory;

// What HSDS 3.1 calls what is in the answers, as far as there is something to say; the database builds them (OpenDirectory.sql), and a test reads each
// answer strictly as one of these and holds it to the standard's own schemas.

/// <summary>What this API is.</summary>
/// <param name="Version">Of HSDS.</param>
/// <param name="Profile">Where it is described.</param>
/// <param name="OpenapiUrl">The document of this API.</param>
[SpokenInSnakeCase]
public sealed record HsdsMetadata([Example("3.1")] string Version, [Example("https://docs.openreferral.org/en/3.1/hsds/schema_reference.html")] string Profile,
    [Example("https://casemanagement.example.org/openapi/hsds.json")] string OpenapiUrl);

/// <summary>A page of a list.</summary>
/// <param name="TotalItems">How many there are.</param>
/// <param name="TotalPages">On how many pages.</param>
/// <param name="PageNumber">Which page this is, from 1 on.</param>
/// <param name="Size">How many are on it.</param>
/// <param name="FirstPage">Whether it is the first.</param>
/// <param name="LastPage">Whether it is the last.</param>
/// <param name="Empty">Whether nothing is on it.</param>
/// <param name="Contents">What is on it.</param>
[SpokenInSnakeCase]
public sealed record HsdsPage<T>(
    int TotalItems, int TotalPages, int PageNumber, int Size, bool FirstPage, bool LastPage, bool Empty, IReadOnlyList<T> Contents);

/// <summary>Who offers services.</summary>
/// <param name="Id">The organization.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is, in German.</param>
/// <param name="Email">Where to write to.</param>
/// <param name="ParentOrganizationId">The one above, where that is public.</param>
/// <param name="Phones">Where to call.</param>
/// <param name="Services">What it offers.</param>
[SpokenInSnakeCase]
public sealed record HsdsOrganization(Guid Id, [Example("Caritas Fils-Neckar-Alb")] string Name, [Example("Wohlfahrtsverband")] string Description,
    string? Email = null, Guid? ParentOrganizationId = null, IReadOnlyList<HsdsPhone>? Phones = null, IReadOnlyList<HsdsService>? Services = null);

/// <summary>A service. In lists without the members that are lists themselves; `full=true` adds them.</summary>
/// <param name="Id">The service.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">active.</param>
/// <param name="OrganizationId">Who offers it.</param>
/// <param name="Description">German, then English.</param>
/// <param name="Url">Its page.</param>
/// <param name="Email">Where to write to.</param>
/// <param name="InterpretationServices">Whether somebody interprets.</param>
/// <param name="ApplicationProcess">How one gets in.</param>
/// <param name="FeesDescription">What it costs.</param>
/// <param name="EligibilityDescription">For whom.</param>
/// <param name="MinimumAge">From which age on.</param>
/// <param name="MaximumAge">Up to which age, included.</param>
/// <param name="AssuredDate">When somebody last said that it is still so.</param>
/// <param name="Alert">That nobody has for 180 days.</param>
/// <param name="LastModified">The last change.</param>
/// <param name="Organization">Who offers it.</param>
/// <param name="Phones">Where to call.</param>
/// <param name="Schedules">When it is open.</param>
/// <param name="ServiceAreas">For what, for whom, where it is responsible.</param>
/// <param name="ServiceAtLocations">Where it takes place.</param>
/// <param name="Languages">In which languages.</param>
/// <param name="CostOptions">What it costs.</param>
/// <param name="RequiredDocuments">What to bring along.</param>
/// <param name="Contacts">Whom to ask: functions.</param>
/// <param name="Attributes">Areas of need, residence statuses, whether there is room.</param>
[SpokenInSnakeCase]
public sealed record HsdsService(Guid Id, [Example("Migrationsberatung")] string Name, [Example("active")] string Status, Guid? OrganizationId = null,
    [Example("Beratung für Zugewanderte")] string? Description = null, [Example("https://www.example.org/")] string? Url = null, string? Email = null,
    string? InterpretationServices = null, string? ApplicationProcess = null, string? FeesDescription = null, string? EligibilityDescription = null,
    int? MinimumAge = null, int? MaximumAge = null, DateOnly? AssuredDate = null, string? Alert = null, DateTimeOffset? LastModified = null,
    HsdsOrganization? Organization = null, IReadOnlyList<HsdsPhone>? Phones = null, IReadOnlyList<HsdsSchedule>? Schedules = null,
    IReadOnlyList<HsdsServiceArea>? ServiceAreas = null, IReadOnlyList<HsdsServiceAtLocation>? ServiceAtLocations = null,
    IReadOnlyList<HsdsLanguage>? Languages = null, IReadOnlyList<HsdsCostOption>? CostOptions = null,
    IReadOnlyList<HsdsRequiredDocument>? RequiredDocuments = null, IReadOnlyList<HsdsContact>? Contacts = null,
    IReadOnlyList<HsdsAttribute>? Attributes = null);

/// <summary>A service offered at a place.</summary>
/// <param name="Id">The two together.</param>
/// <param name="ServiceId">The service.</param>
/// <param name="LocationId">The place.</param>
/// <param name="Location">Where it is.</param>
/// <param name="Service">What is offered.</param>
[SpokenInSnakeCase]
public sealed record HsdsServiceAtLocation(
    Guid Id, Guid? ServiceId = null, Guid? LocationId = null, HsdsLocation? Location = null, HsdsService? Service = null);

/// <summary>A place.</summary>
/// <param name="Id">The place.</param>
/// <param name="LocationType">physical.</param>
/// <param name="Name">Its name, else its address.</param>
/// <param name="Description">More about it; the quarter.</param>
/// <param name="Addresses">Its address, where street, postal code and town are known.</param>
/// <param name="Schedules">When it is open there.</param>
[SpokenInSnakeCase]
public sealed record HsdsLocation(Guid Id, [Example("physical")] string LocationType, string? Name = null, string? Description = null,
    IReadOnlyList<HsdsAddress>? Addresses = null, IReadOnlyList<HsdsSchedule>? Schedules = null);

/// <summary>An address.</summary>
/// <param name="Id">The address.</param>
/// <param name="LocationId">Of which place.</param>
/// <param name="Address1">Street and number.</param>
/// <param name="City">The town.</param>
/// <param name="Region">The quarter.</param>
/// <param name="StateProvince">The Land, as in ISO 3166-2 behind DE-.</param>
/// <param name="PostalCode">Five digits.</param>
/// <param name="Country">DE.</param>
/// <param name="AddressType">physical.</param>
[SpokenInSnakeCase]
public sealed record HsdsAddress(
    Guid Id, Guid LocationId, [property: System.Text.Json.Serialization.JsonPropertyName("address_1")] string Address1, string City,
    [Example("BW")] string StateProvince, [Example("73207")] string PostalCode, [Example("DE")] string Country, [Example("physical")] string AddressType,
    string? Region = null);

/// <summary>A telephone.</summary>
/// <param name="Id">The telephone.</param>
/// <param name="Number">The number.</param>
/// <param name="Description">What for.</param>
/// <param name="ServiceId">Of which service.</param>
/// <param name="OrganizationId">Of which organization.</param>
[SpokenInSnakeCase]
public sealed record HsdsPhone(Guid Id, [Example(Sample.Phone)] string Number, string? Description = null, Guid? ServiceId = null, Guid? OrganizationId = null);

/// <summary>Opening hours (RFC 5545).</summary>
/// <param name="Id">The hours.</param>
/// <param name="Freq">WEEKLY or MONTHLY.</param>
/// <param name="Interval">1.</param>
/// <param name="Wkst">MO.</param>
/// <param name="Byday">MO to SU, between commas; of monthly ones with a number before it.</param>
/// <param name="ServiceId">Of which service.</param>
/// <param name="LocationId">At which place.</param>
/// <param name="OpensAt">German local time.</param>
/// <param name="ClosesAt">German local time.</param>
/// <param name="ValidFrom">First day.</param>
/// <param name="ValidTo">Last day.</param>
/// <param name="Notes">More about them.</param>
[SpokenInSnakeCase]
public sealed record HsdsSchedule(Guid Id, [Example("WEEKLY")] string Freq, int Interval, [Example("MO")] string Wkst, [Example("MO,WE")] string Byday,
    Guid? ServiceId = null, Guid? LocationId = null, [Example("09:00")] string? OpensAt = null, [Example("12:30")] string? ClosesAt = null,
    DateOnly? ValidFrom = null, DateOnly? ValidTo = null, string? Notes = null);

/// <summary>An area of responsibility.</summary>
/// <param name="Id">The area.</param>
/// <param name="ServiceId">Of which service.</param>
/// <param name="Name">Where.</param>
/// <param name="Description">For what, for whom, who.</param>
[SpokenInSnakeCase]
public sealed record HsdsServiceArea(Guid Id, Guid ServiceId, string Name, string? Description = null);

/// <summary>A language.</summary>
/// <param name="Id">The language there.</param>
/// <param name="ServiceId">Of which service.</param>
/// <param name="Code">ISO 639-3.</param>
/// <param name="Name">In German.</param>
[SpokenInSnakeCase]
public sealed record HsdsLanguage(Guid Id, Guid ServiceId, [Example("prs")] string Code, [Example("Dari")] string? Name = null);

/// <summary>What it costs.</summary>
/// <param name="Id">The option.</param>
/// <param name="ServiceId">Of which service.</param>
/// <param name="Option">For whom or what.</param>
/// <param name="Currency">EUR.</param>
/// <param name="Amount">How much.</param>
/// <param name="AmountDescription">More about it.</param>
[SpokenInSnakeCase]
public sealed record HsdsCostOption(Guid Id, Guid ServiceId, string? Option = null, [Example("EUR")] string? Currency = null, decimal? Amount = null,
    string? AmountDescription = null);

/// <summary>What to bring along.</summary>
/// <param name="Id">The document there.</param>
/// <param name="ServiceId">For which service.</param>
/// <param name="Document">Its name.</param>
[SpokenInSnakeCase]
public sealed record HsdsRequiredDocument(Guid Id, Guid ServiceId, [Example("Aufenthaltstitel")] string Document);

/// <summary>Whom to ask: a function, never a person.</summary>
/// <param name="Id">The contact.</param>
/// <param name="ServiceId">Of which service.</param>
/// <param name="Title">The function.</param>
/// <param name="Email">Where to write to.</param>
/// <param name="Phones">Where to call.</param>
[SpokenInSnakeCase]
public sealed record HsdsContact(Guid Id, Guid ServiceId, [Example("Anmeldung")] string Title, string? Email = null, IReadOnlyList<HsdsPhone>? Phones = null);

/// <summary>A term that describes a service.</summary>
/// <param name="Id">The attribute.</param>
/// <param name="LinkId">The service.</param>
/// <param name="LinkEntity">service.</param>
/// <param name="LinkType">The taxonomy.</param>
/// <param name="Value">The term's code.</param>
/// <param name="TaxonomyTerm">The term.</param>
[SpokenInSnakeCase]
public sealed record HsdsAttribute(Guid Id, Guid LinkId, [Example("service")] string LinkEntity, [Example("need-area")] string LinkType,
    [Example("language")] string Value, HsdsTaxonomyTerm TaxonomyTerm);

/// <summary>A taxonomy.</summary>
/// <param name="Id">The taxonomy.</param>
/// <param name="Name">Its name, in German.</param>
/// <param name="Description">What it is.</param>
/// <param name="Version">Rises with each change.</param>
[SpokenInSnakeCase]
public sealed record HsdsTaxonomy(Guid Id, [Example("Bedarfsbereich")] string Name, string Description, [Example("1")] string Version);

/// <summary>A term of a taxonomy.</summary>
/// <param name="Id">The term.</param>
/// <param name="Code">Its code.</param>
/// <param name="Name">In German.</param>
/// <param name="Description">In English.</param>
/// <param name="Taxonomy">Of which taxonomy, by its code.</param>
/// <param name="TaxonomyId">Of which taxonomy.</param>
/// <param name="TaxonomyDetail">That taxonomy.</param>
/// <param name="Language">Of the name.</param>
[SpokenInSnakeCase]
public sealed record HsdsTaxonomyTerm(Guid Id, [Example("language")] string Code, [Example("Sprache")] string Name, [Example("Language")] string Description,
    [Example("need-area")] string Taxonomy, Guid TaxonomyId, HsdsTaxonomy TaxonomyDetail, [Example("deu")] string Language);

/// <summary>What has ended; an extension of HSDS.</summary>
/// <param name="Id">What.</param>
/// <param name="Type">service or service_at_location.</param>
/// <param name="DeletedAt">When.</param>
[SpokenInSnakeCase]
public sealed record HsdsDeletion(Guid Id, [Example("service")] string Type, DateTimeOffset DeletedAt);

using System.Text.Json;
using CaseManagement.Api.Http;

namespace CaseManagement.Api.ServiceDirectory;

/// <summary>How often opening hours come back (iCalendar FREQ).</summary>
public enum ScheduleFrequency
{
    /// <summary>Every week.</summary>
    Weekly,
    /// <summary>Every month.</summary>
    Monthly,
}

/// <summary>Opening hours (HSDS schedule), by German local time.</summary>
/// <param name="Frequency">How often they come back.</param>
/// <param name="ByDay">MO to SU; of monthly ones with a number before it: 2MO is the second Monday, -1FR the last Friday.</param>
/// <param name="OpensAt">HH:mm; null where it is open all day.</param>
/// <param name="ClosesAt">HH:mm, later than it opens.</param>
/// <param name="From">First day on which they hold; null: since ever.</param>
/// <param name="Until">First day on which they hold no longer.</param>
/// <param name="Notes">More about them, such as "by appointment"; up to 500 characters.</param>
public sealed record ServiceSchedule(
    ScheduleFrequency Frequency,
    [Example("MO")] IReadOnlyList<string> ByDay,
    [Example("09:00")] string? OpensAt = null,
    [Example("12:30")] string? ClosesAt = null,
    [Example(null)] DateOnly? From = null,
    [Example(null)] DateOnly? Until = null,
    [Example("Ohne Termin")] string? Notes = null);

/// <summary>What it costs (HSDS cost_option).</summary>
/// <param name="Option">For whom or what, up to 200 characters.</param>
/// <param name="Amount">In euros, two decimals at most; 0 is free of charge.</param>
/// <param name="Description">More about it, up to 500 characters.</param>
public sealed record ServiceCost(
    [Example("Erwachsene")] string? Option = null, [Example(0)] decimal? Amount = null, [Example("Kostenfrei")] string? Description = null);

/// <summary>A telephone of the service itself (HSDS phone).</summary>
/// <param name="Number">The number.</param>
/// <param name="Description">What for, when: up to 200 characters.</param>
public sealed record ServicePhone([Example(Sample.Phone)] string Number, [Example("Zentrale")] string? Description = null);

/// <summary>Another place where it is offered (HSDS service_at_location).</summary>
/// <param name="Name">Its name, up to 200 characters.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Description">More about it, up to 1,000 characters.</param>
/// <param name="Schedules">When there, where that differs.</param>
/// <param name="IsConfidential">In nothing that is public; inside for those who may refer, without its address.</param>
/// <param name="Id">The place: given by the product where left out, and kept while it is sent again.</param>
public sealed record ServiceLocation(
    [Example("Familienzentrum")] string Name, ServiceAddress? Address = null, [Example(null)] string? Description = null,
    IReadOnlyList<ServiceSchedule>? Schedules = null, [Example(false)] bool IsConfidential = false, [Example(null)] Guid? Id = null);

/// <summary>An area of responsibility (HSDS service_area): who is responsible for what, for whom, where. What is left out does not narrow it.</summary>
/// <param name="What">For what, such as "Aufenthaltserlaubnis"; up to 200 characters.</param>
/// <param name="ForWhom">For whom, such as "Familiennamen A–K".</param>
/// <param name="Responsible">Who: a function, such as "Zimmer 12"; never a person.</param>
/// <param name="City">In which town.</param>
/// <param name="PostalCode">Under which postal code, five digits.</param>
/// <param name="Quarter">In which quarter.</param>
public sealed record ServiceArea(
    [Example(null)] string? What = null, [Example("Familiennamen A–K")] string? ForWhom = null, [Example("Zimmer 12")] string? Responsible = null,
    [Example("Plochingen")] string? City = null, [Example(null)] string? PostalCode = null, [Example("Stumpenhof")] string? Quarter = null);

/// <summary>What a service says beside its name, place and eligibility; members by the names of HSDS 3.1, in camelCase.</summary>
public record ServiceDetails
{
    /// <summary>Its page, https or http.</summary>
    [Example("https://www.example.org/migrationsberatung")]
    public string? Url { get; init; }
    /// <summary>Where to write to: a function's address.</summary>
    [Example("beratung@example.org")]
    public string? Email { get; init; }
    /// <summary>How one gets in; up to 1,000 characters.</summary>
    [Example("Termin per Telefon vereinbaren")]
    public string? ApplicationProcess { get; init; }
    /// <summary>Whether and how somebody interprets; up to 500 characters.</summary>
    [Example("Dolmetschende auf Anfrage")]
    public string? InterpretationServices { get; init; }
    /// <summary>What it costs, in words; up to 500 characters.</summary>
    [Example("Kostenfrei")]
    public string? FeesDescription { get; init; }
    /// <summary>What it costs; 10 at most.</summary>
    public IReadOnlyList<ServiceCost> Costs { get; init; } = [];
    /// <summary>What to bring along; 20 at most, up to 200 characters each.</summary>
    [Example("Aufenthaltstitel")]
    public IReadOnlyList<string> RequiredDocuments { get; init; } = [];
    /// <summary>Its telephones; 10 at most.</summary>
    public IReadOnlyList<ServicePhone> Phones { get; init; } = [];
    /// <summary>When it is open; 50 at most.</summary>
    public IReadOnlyList<ServiceSchedule> Schedules { get; init; } = [];
    /// <summary>Further places where it is offered; 20 at most.</summary>
    public IReadOnlyList<ServiceLocation> Locations { get; init; } = [];
    /// <summary>For what, for whom, where it is responsible; none: for everybody everywhere. 50 at most.</summary>
    public IReadOnlyList<ServiceArea> Areas { get; init; } = [];

    /// <summary>As it is on file. Only what this record says, whatever it is a part of.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="now">When: new places get their id.</param>
    internal static string Write(ServiceDetails body, DateTimeOffset now) => JsonSerializer.Serialize(new ServiceDetails(body)
    {
        Locations = [.. body.Locations.Select(place => place with { Id = place.Id ?? Guid.CreateVersion7(now) })],
    }, ApiJson.Stored);

    /// <summary>What is on file.</summary>
    internal static ServiceDetails Read(string json) => JsonSerializer.Deserialize<ServiceDetails>(json, ApiJson.Stored)!;
}

using CaseManagement.Api.Persistence;
using Microsoft.AspNetCore.Mvc;

namespace CaseManagement.Api.OpenDirectory;

/// <summary>What services at locations are narrowed by.</summary>
public abstract record OpenPlacesFilter : OpenList
{
    /// <summary>With this taxonomy term.</summary>
    [FromQuery(Name = "taxonomy_term_id")]
    public Guid? TaxonomyTermId { get; init; }
    /// <summary>With any term of this taxonomy.</summary>
    [FromQuery(Name = "taxonomy_id")]
    public Guid? TaxonomyId { get; init; }
    /// <summary>Of this organization.</summary>
    [FromQuery(Name = "organization_id")]
    public Guid? OrganizationId { get; init; }
    /// <summary>Changed at this instant or later: RFC 3339 with an offset.</summary>
    [FromQuery(Name = "modified_after")]
    public DateTimeOffset? ModifiedAfter { get; init; }
    /// <summary>true: everything that is said of each, as under its own address.</summary>
    [FromQuery]
    public bool? Full { get; init; }
    /// <summary>Five digits.</summary>
    [FromQuery, Example("73207")]
    public string? Postcode { get; init; }
}

/// <summary>Services at locations that are public.</summary>
[OpenToAnyone]
[Operation("List services at locations", """
    Which service is offered where, by the service's name. `postcode`: there, or responsible for it. There is no `proximity`, since no entry has
    coordinates.
    """, Audience = Audience.Open)]
public sealed record ListOpenPlaces : OpenPlacesFilter;

/// <summary>The same by POST.</summary>
[OpenToAnyone]
[Operation("Search services at locations", "As the list, by POST: HSDS 3.1 has it so. The parameters are the address's.", Audience = Audience.Open)]
public sealed record SearchOpenPlaces : OpenPlacesFilter;

/// <summary>A service at a location with everything that is said of both.</summary>
/// <param name="Id">Its id.</param>
[OpenToAnyone]
[Operation("Get a service at a location", "A service at a location with everything that is said of both.", Audience = Audience.Open)]
public sealed record GetOpenPlace(Guid Id) : IQuery<OpenAnswer>;

internal sealed class ListOpenPlacesHandler(CaseDb db, CallContext call) : OpenHandler<ListOpenPlaces>(db, call, "service_at_locations");

internal sealed class SearchOpenPlacesHandler(CaseDb db, CallContext call) : OpenHandler<SearchOpenPlaces>(db, call, "service_at_locations");

internal sealed class GetOpenPlaceHandler(CaseDb db, CallContext call) : OpenHandler<GetOpenPlace>(db, call, "service_at_locations");

using CaseManagement.Api.Persistence;
using Microsoft.AspNetCore.Mvc;

namespace CaseManagement.Api.OpenDirectory;

/// <summary>What services are narrowed by.</summary>
public abstract record OpenServicesFilter : OpenList
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
    /// <summary>true: `id` and `modified_date` only, of all of them unless `per_page` says otherwise.</summary>
    [FromQuery]
    public bool? Minimal { get; init; }
}

/// <summary>Services that are public.</summary>
[OpenToAnyone]
[Operation("List services", """
    By name. Offered today and not confidential: what is neither, is in no list, count or search. Times of opening are German local time. `alert` tells
    where an entry was not confirmed for 180 days. Extensions of the standard: `/deletions` has what has ended.
    """, Audience = Audience.Open)]
public sealed record ListOpenServices : OpenServicesFilter;

/// <summary>The same by POST.</summary>
[OpenToAnyone]
[Operation("Search services", "As the list, by POST: HSDS 3.1 has it so. The parameters are the address's.", Audience = Audience.Open)]
public sealed record SearchOpenServices : OpenServicesFilter;

/// <summary>A service with everything that is said of it.</summary>
/// <param name="Id">Its id.</param>
[OpenToAnyone]
[Operation("Get a service", "A service with everything that is said of it.", Audience = Audience.Open)]
public sealed record GetOpenService(Guid Id) : IQuery<OpenAnswer>;

internal sealed class ListOpenServicesHandler(CaseDb db, CallContext call) : OpenHandler<ListOpenServices>(db, call, "services");

internal sealed class SearchOpenServicesHandler(CaseDb db, CallContext call) : OpenHandler<SearchOpenServices>(db, call, "services");

internal sealed class GetOpenServiceHandler(CaseDb db, CallContext call) : OpenHandler<GetOpenService>(db, call, "services");

using CaseManagement.Api.Persistence;
using Microsoft.AspNetCore.Mvc;

namespace CaseManagement.Api.OpenDirectory;

/// <summary>What organizations are narrowed by.</summary>
public abstract record OpenOrganizationsFilter : OpenList
{
    /// <summary>With this taxonomy term.</summary>
    [FromQuery(Name = "taxonomy_term_id")]
    public Guid? TaxonomyTermId { get; init; }
    /// <summary>With any term of this taxonomy.</summary>
    [FromQuery(Name = "taxonomy_id")]
    public Guid? TaxonomyId { get; init; }
    /// <summary>true: everything that is said of each, as under its own address.</summary>
    [FromQuery]
    public bool? Full { get; init; }
    /// <summary>true: with all that is said of each of its services.</summary>
    [FromQuery(Name = "full_service")]
    public bool? FullService { get; init; }
}

/// <summary>Organizations that are public.</summary>
[OpenToAnyone]
[Operation("List organizations", """
    Who offers something that is public, by name. One that is a name only has an id that follows from the name, and keeps it.
    """, Audience = Audience.Open)]
public sealed record ListOpenOrganizations : OpenOrganizationsFilter;

/// <summary>The same by POST.</summary>
[OpenToAnyone]
[Operation("Search organizations", "As the list, by POST: HSDS 3.1 has it so. The parameters are the address's.", Audience = Audience.Open)]
public sealed record SearchOpenOrganizations : OpenOrganizationsFilter;

/// <summary>An organization with its services.</summary>
/// <param name="Id">Its id.</param>
[OpenToAnyone]
[Operation("Get an organization", "An organization with its services.", Audience = Audience.Open)]
public sealed record GetOpenOrganization(Guid Id) : IQuery<OpenAnswer>
{
    /// <summary>true: with all that is said of each of its services.</summary>
    [FromQuery(Name = "full_service")]
    public bool? FullService { get; init; }
}

internal sealed class ListOpenOrganizationsHandler(CaseDb db, CallContext call) : OpenHandler<ListOpenOrganizations>(db, call, "organizations");

internal sealed class SearchOpenOrganizationsHandler(CaseDb db, CallContext call) : OpenHandler<SearchOpenOrganizations>(db, call, "organizations");

internal sealed class GetOpenOrganizationHandler(CaseDb db, CallContext call) : OpenHandler<GetOpenOrganization>(db, call, "organizations");

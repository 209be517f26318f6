using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.OpenDirectory;

/// <summary>What taxonomies are narrowed by.</summary>
public abstract record OpenTaxonomiesFilter : OpenList
{
}

/// <summary>Taxonomies that are public.</summary>
[OpenToAnyone]
[Operation("List taxonomies", """
    Areas of need, residence statuses, and the four answers to whether there is room.
    """, Audience = Audience.Open)]
public sealed record ListOpenTaxonomies : OpenTaxonomiesFilter;

/// <summary>The same by POST.</summary>
[OpenToAnyone]
[Operation("Search taxonomies", "As the list, by POST: HSDS 3.1 has it so. The parameters are the address's.", Audience = Audience.Open)]
public sealed record SearchOpenTaxonomies : OpenTaxonomiesFilter;

/// <summary>A taxonomy.</summary>
/// <param name="Id">Its id.</param>
[OpenToAnyone]
[Operation("Get a taxonomy", "A taxonomy.", Audience = Audience.Open)]
public sealed record GetOpenTaxonomy(Guid Id) : IQuery<OpenAnswer>;

internal sealed class ListOpenTaxonomiesHandler(CaseDb db, CallContext call) : OpenHandler<ListOpenTaxonomies>(db, call, "taxonomies");

internal sealed class SearchOpenTaxonomiesHandler(CaseDb db, CallContext call) : OpenHandler<SearchOpenTaxonomies>(db, call, "taxonomies");

internal sealed class GetOpenTaxonomyHandler(CaseDb db, CallContext call) : OpenHandler<GetOpenTaxonomy>(db, call, "taxonomies");

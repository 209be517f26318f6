using CaseManagement.Api.Persistence;
using Microsoft.AspNetCore.Mvc;

namespace CaseManagement.Api.OpenDirectory;

/// <summary>What taxonomy terms are narrowed by.</summary>
public abstract record OpenTermsFilter : OpenList
{
    /// <summary>Of this taxonomy.</summary>
    [FromQuery(Name = "taxonomy_id")]
    public Guid? TaxonomyId { get; init; }
    /// <summary>true: those below no other, which all are.</summary>
    [FromQuery(Name = "top_only")]
    public bool? TopOnly { get; init; }
    /// <summary>Below this term: none is.</summary>
    [FromQuery(Name = "parent_id")]
    public Guid? ParentId { get; init; }
}

/// <summary>Taxonomy terms that are public.</summary>
[OpenToAnyone]
[Operation("List taxonomy terms", """
    By taxonomy, in the order of their lists. Names are German, descriptions English. No term stands below another.
    """, Audience = Audience.Open)]
public sealed record ListOpenTerms : OpenTermsFilter;

/// <summary>The same by POST.</summary>
[OpenToAnyone]
[Operation("Search taxonomy terms", "As the list, by POST: HSDS 3.1 has it so. The parameters are the address's.", Audience = Audience.Open)]
public sealed record SearchOpenTerms : OpenTermsFilter;

/// <summary>A taxonomy term.</summary>
/// <param name="Id">Its id.</param>
[OpenToAnyone]
[Operation("Get a taxonomy term", "A taxonomy term.", Audience = Audience.Open)]
public sealed record GetOpenTerm(Guid Id) : IQuery<OpenAnswer>;

internal sealed class ListOpenTermsHandler(CaseDb db, CallContext call) : OpenHandler<ListOpenTerms>(db, call, "taxonomy_terms");

internal sealed class SearchOpenTermsHandler(CaseDb db, CallContext call) : OpenHandler<SearchOpenTerms>(db, call, "taxonomy_terms");

internal sealed class GetOpenTermHandler(CaseDb db, CallContext call) : OpenHandler<GetOpenTerm>(db, call, "taxonomy_terms");

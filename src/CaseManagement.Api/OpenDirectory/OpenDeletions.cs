using CaseManagement.Api.Persistence;
using Microsoft.AspNetCore.Mvc;

namespace CaseManagement.Api.OpenDirectory;

/// <summary>What was public and has ended.</summary>
[OpenToAnyone]
[Operation("List deletions", """
    An extension of HSDS. Services that are offered no longer, and their services at locations, the earliest first: take them out. What has become
    confidential is not told, it is in no list any more; compare with `minimal=true` from time to time.
    """, Audience = Audience.Open)]
public sealed record ListOpenDeletions : OpenList
{
    /// <summary>Ended at this instant or later: RFC 3339 with an offset.</summary>
    [FromQuery(Name = "modified_after")]
    public DateTimeOffset? ModifiedAfter { get; init; }
}

internal sealed class ListOpenDeletionsHandler(CaseDb db, CallContext call) : OpenHandler<ListOpenDeletions>(db, call, "deletions");

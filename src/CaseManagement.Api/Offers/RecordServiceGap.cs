using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Offers;

/// <summary>Records that there was no offer for a need.</summary>
[Requires(Permission.SendReferrals)]
[Operation("Record a gap", """
    By area, language and quarter, without a person: no id, no words. The quarter is one that a team of your organisation serves (400 names them). Send an
    Idempotency-Key, so that it counts once.
    """)]
public sealed record RecordServiceGap : ICommand<Saved>
{
    /// <summary>For what there was no offer.</summary>
    [CodeOf(CodeLists.NeedArea)]
    public required string NeedArea { get; init; }
    /// <summary>In which language none was.</summary>
    [CodeOf(CodeLists.Language)]
    public string? Language { get; init; }
    /// <summary>In which quarter.</summary>
    [Example(null)]
    public string? Quarter { get; init; }
}

internal sealed class RecordServiceGapHandler(CaseDb db, CallContext call) : IHandler<RecordServiceGap, Saved>
{
    public async Task<Saved> Handle(RecordServiceGap request, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        if (request.Quarter is { } quarter)
        {
            var known = (await db.Set<Team>().Where(team => team.OrganisationId == mine && team.ClosedAt == null).Select(team => team.Districts)
                .ToListAsync(cancellationToken)).SelectMany(districts => districts).Distinct().Order(StringComparer.Ordinal).ToList();
            if (!known.Contains(quarter))
            {
                throw RefusedException.Invalid("/quarter", OfferProblems.UnknownQuarter, string.Join(", ", known));
            }
        }
        var gap = new ServiceGap(mine, request.NeedArea, request.Language, request.Quarter, call.Today, call.Now);
        db.Add(gap);
        return await db.Save(gap, cancellationToken);
    }
}

internal static class OfferProblems
{
    public static readonly ProblemType UnknownQuarter = new("quarter-unknown", 400,
        "No team of your organisation serves this quarter. Known: {0}.", "Dieses Quartier betreut kein Team Ihrer Organisation. Bekannt: {0}.");
    public static readonly ProblemType NoQuarter = new("quarter-start", 400,
        "Give the first day of a calendar quarter: 1 January, 1 April, 1 July or 1 October.",
        "Bitte den ersten Tag eines Kalenderquartals angeben: 1. Januar, 1. April, 1. Juli oder 1. Oktober.");
    public static readonly ProblemType UntilBeforeFrom = new("until-before-from", 400,
        "The end is the first day no longer, and has to come after the beginning.",
        "Das Ende ist der erste Tag danach und muss nach dem Anfang liegen.");
    public static readonly ProblemType Confidential = new("service-confidential", 409,
        "A confidential service is not pointed out: refer the person; its address is told with the acceptance.",
        "Auf ein vertrauliches Angebot wird nicht hingewiesen: bitte vermitteln; die Anschrift folgt mit der Annahme.");
}

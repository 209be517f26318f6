using System.Globalization;
using System.Text.Json;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Assessments;

/// <summary>A client's needs as the current assessment holds them, the most urgent first.</summary>
[Requires(Permission.ReadAssessments)]
[Operation("Get a client's needs", """
    As the current assessment holds them, the most urgent first. Areas behind a compartment are never in lists.
    """)]
public sealed record GetNeeds(Guid ClientId) : IQuery<ClientNeeds>;

/// <summary>A client's needs.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="AssessmentId">The current assessment; null where none has been completed yet.</param>
/// <param name="CompletedAt">When it was completed.</param>
/// <param name="Items">The most urgent first. Areas behind a compartment are never in lists.</param>
public sealed record ClientNeeds(Guid ClientId, Guid? AssessmentId, DateTimeOffset? CompletedAt, IReadOnlyList<NeedRow> Items) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>A need.</summary>
/// <param name="Id">The area in the assessment; a need is referred to by it.</param>
/// <param name="Area">In which area.</param>
/// <param name="AreaLabel">In the language of the request.</param>
/// <param name="Urgency">How urgent it is.</param>
/// <param name="UrgencyLabel">In the language of the request.</param>
/// <param name="Rank">Rises with the urgency; 0 is no need.</param>
/// <param name="Urgent">Whether it counts as urgent.</param>
/// <param name="Need">In words.</param>
/// <param name="ProposedService">What is proposed to meet it.</param>
/// <param name="GapReason">Why nothing is proposed.</param>
/// <param name="GapReasonLabel">In the language of the request.</param>
/// <param name="GapNote">The gap in words.</param>
public sealed record NeedRow(
    Guid Id,
    [CodeOf(CodeLists.NeedArea)] string Area,
    [Example("Language")] string? AreaLabel,
    [CodeOf(CodeLists.Urgency)] string Urgency,
    [Example("High")] string? UrgencyLabel,
    [Example(3)] int Rank,
    bool Urgent,
    [Example("A German course with childcare")] string? Need,
    [Example("Integration course with childcare, adult education centre")] string? ProposedService,
    [CodeOf(CodeLists.NeedGapReason), Example(null)] string? GapReason,
    [Example(null)] string? GapReasonLabel,
    [Example(null)] string? GapNote);

internal sealed class GetNeedsHandler(CaseDb db, CallContext call) : IHandler<GetNeeds, ClientNeeds>
{
    public async Task<ClientNeeds> Handle(GetNeeds request, CancellationToken cancellationToken)
    {
        // Labels and ranks as they were on the day (in Germany) on which the area was saved.
        var current = db.Set<Assessment>().Where(a => a.ClientId == request.ClientId && a.Status == AssessmentStatus.Completed);
        var needs =
            from a in current
            join n in db.Set<AssessmentArea>() on a.Id equals n.AssessmentId
            where n.Compartment == null && n.Urgency != null
            select new
            {
                n.Id, n.Area, n.Urgency, n.Need, n.ProposedService, n.GapReason, n.GapNote,
                // As lists, of which the newest counts: a "first" would number all codes by a window.
                AreaCodes = db.Set<DatedCode>().Where(c => c.List == CodeLists.NeedArea && c.Code == n.Area
                    && c.ValidFrom <= DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(n.UpdatedAt.UtcDateTime, "Europe/Berlin"))).ToList(),
                UrgencyCodes = db.Set<DatedCode>().Where(c => c.List == CodeLists.Urgency && c.Code == n.Urgency
                    && c.ValidFrom <= DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(n.UpdatedAt.UtcDateTime, "Europe/Berlin"))).ToList(),
                GapCodes = db.Set<DatedCode>().Where(c => c.List == CodeLists.NeedGapReason && c.Code == n.GapReason
                    && c.ValidFrom <= DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(n.UpdatedAt.UtcDateTime, "Europe/Berlin"))).ToList(),
            };
        var found = await db.Set<Case>().AsNoTracking().VisibleTo(db, call.Caller).Where(c => c.ClientId == request.ClientId).OrderBy(c => c.Id).Take(1)
            .Select(c => new { Current = current.Select(a => new { a.Id, a.CompletedAt }).FirstOrDefault(), Needs = needs.ToList() })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        return new ClientNeeds(request.ClientId, found.Current?.Id, found.Current?.CompletedAt,
        [
            .. found.Needs.Select(n => (Need: n, Area: Newest(n.AreaCodes), Urgency: Newest(n.UrgencyCodes)))
                .OrderByDescending(n => Rank(n.Urgency)).ThenBy(n => n.Area?.Sort ?? int.MaxValue).ThenBy(n => n.Need.Area, StringComparer.Ordinal)
                .Select(n => new NeedRow(n.Need.Id, n.Need.Area, Label(n.Area), n.Need.Urgency!, Label(n.Urgency), Rank(n.Urgency), IsUrgent(n.Urgency),
                    n.Need.Need, n.Need.ProposedService, n.Need.GapReason, Label(Newest(n.Need.GapCodes)), n.Need.GapNote)),
        ]);
    }

    internal static DatedCode? Newest(IEnumerable<DatedCode> codes) => codes.MaxBy(code => code.ValidFrom);

    private static string? Label(DatedCode? code) => code is null ? null : Language.Choose(code.LabelDe, code.LabelEn);

    // The database holds that every urgency has both (code_urgency_ranked).
    internal static int Rank(DatedCode? urgency) => urgency is null ? 0 : JsonElement.Parse(urgency.Attributes).GetProperty("rank").GetInt32();
    private static bool IsUrgent(DatedCode? urgency) => urgency is not null && JsonElement.Parse(urgency.Attributes).GetProperty("urgent").GetBoolean();
}

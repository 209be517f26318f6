using System.Text.Json;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Assessments;

/// <summary>How a client's needs have changed from one completed assessment to the next, by area.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Area">One area only. An area behind a compartment has to be named, and is shown to who is admitted to it.</param>
[Requires(Permission.ReadAssessments)]
[Operation("Get the change of needs over time", """
    By area, from one completed assessment to the next: whether the need became more or less urgent or was resolved, and which answers
    changed. An area behind a compartment has to be named in `area` and is shown to who is admitted to it.
    """)]
public sealed record GetNeedHistory(Guid ClientId, [CodeOf(CodeLists.NeedArea)] string? Area) : IQuery<NeedHistory>;

/// <summary>The change of needs over time.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Areas">In the order of the list need-area.</param>
public sealed record NeedHistory(Guid ClientId, [Example("language")] IReadOnlyList<AreaHistory> Areas) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>An area over time.</summary>
/// <param name="Area">Which.</param>
/// <param name="Label">In the language of the request.</param>
/// <param name="Points">One for each completed assessment that had the area, oldest first.</param>
public sealed record AreaHistory(
    [CodeOf(CodeLists.NeedArea)] string Area,
    [Example("Language")] string? Label,
    IReadOnlyList<NeedPoint> Points);

/// <summary>How a need had changed.</summary>
public enum NeedChange
{
    /// <summary>The first completed assessment that had the area.</summary>
    First,
    /// <summary>As urgent as before.</summary>
    Unchanged,
    /// <summary>More urgent than before.</summary>
    MoreUrgent,
    /// <summary>Less urgent than before.</summary>
    LessUrgent,
    /// <summary>There was a need before, and there is none now.</summary>
    Resolved,
}

/// <summary>The state of a need when an assessment was completed.</summary>
/// <param name="AssessmentId">The assessment.</param>
/// <param name="CompletedAt">When it was completed.</param>
/// <param name="Urgency">How urgent it was; null where it was not judged (areas behind a compartment are voluntary).</param>
/// <param name="Rank">Its rank; 0 is no need.</param>
/// <param name="Change">Against the point before.</param>
/// <param name="Need">In words.</param>
/// <param name="ProposedService">What was proposed.</param>
/// <param name="GapReason">Why nothing was proposed.</param>
/// <param name="ChangedAnswers">What was answered otherwise than before; empty at the first point.</param>
public sealed record NeedPoint(
    Guid AssessmentId,
    DateTimeOffset CompletedAt,
    [CodeOf(CodeLists.Urgency)] string? Urgency,
    [Example(3)] int Rank,
    NeedChange Change,
    [Example("A German course with childcare")] string? Need,
    [Example("Integration course with childcare, adult education centre")] string? ProposedService,
    [CodeOf(CodeLists.NeedGapReason), Example(null)] string? GapReason,
    IReadOnlyList<ChangedAnswer> ChangedAnswers);

/// <summary>An answer that changed.</summary>
/// <param name="Question">The question's code.</param>
/// <param name="Before">The earlier answer; null where there was none.</param>
/// <param name="After">The later answer; null where it was taken back.</param>
public sealed record ChangedAnswer(
    [Example("Is there a copy of it?")] string Question,
    [Example("A1"), Holds(FreeJson.Answer)] JsonElement? Before,
    [Example("A2"), Holds(FreeJson.Answer)] JsonElement? After);

internal sealed class GetNeedHistoryHandler(CaseDb db, CallContext call) : IHandler<GetNeedHistory, NeedHistory>
{
    public async Task<NeedHistory> Handle(GetNeedHistory request, CancellationToken cancellationToken)
    {
        var points =
            from a in db.Set<Assessment>()
            join n in db.Set<AssessmentArea>() on a.Id equals n.AssessmentId
            where a.ClientId == request.ClientId && a.Status != AssessmentStatus.Draft
                && (request.Area == null ? n.Compartment == null : n.Area == request.Area)
            orderby a.CompletedAt, a.Id
            select new
            {
                n.Area, n.AssessmentId, a.CompletedAt, n.Urgency, n.Need, n.ProposedService, n.GapReason, n.Answers,
                // As lists, of which the newest counts: a "first" would number all codes by a window.
                AreaCodes = db.Set<DatedCode>().Where(c => c.List == CodeLists.NeedArea && c.Code == n.Area
                    && c.ValidFrom <= DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(n.UpdatedAt.UtcDateTime, "Europe/Berlin"))).ToList(),
                UrgencyCodes = db.Set<DatedCode>().Where(c => c.List == CodeLists.Urgency && c.Code == n.Urgency
                    && c.ValidFrom <= DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(n.UpdatedAt.UtcDateTime, "Europe/Berlin"))).ToList(),
            };
        var found = await db.Set<Case>().AsNoTracking().VisibleTo(db, call.Caller).Where(c => c.ClientId == request.ClientId).OrderBy(c => c.Id).Take(1)
            .Select(c => new { Points = points.ToList() })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        return new NeedHistory(request.ClientId,
        [
            .. found.Points.GroupBy(point => point.Area).Select(area => (Points: area, Code: GetNeedsHandler.Newest(area.First().AreaCodes)))
                .OrderBy(area => area.Code?.Sort ?? int.MaxValue).ThenBy(area => area.Points.Key, StringComparer.Ordinal)
                .Select(area => new AreaHistory(area.Points.Key, area.Code is { } code ? Language.Choose(code.LabelDe, code.LabelEn) : null,
                    Compare([.. area.Points.Select(point => new RecordedNeed(
                        point.AssessmentId, point.CompletedAt!.Value, point.Urgency, GetNeedsHandler.Rank(GetNeedsHandler.Newest(point.UrgencyCodes)),
                        point.Need, point.ProposedService, point.GapReason, JsonElement.Parse(point.Answers)))]))),
        ]);
    }

    /// <summary>Each recorded need against the one before; they come oldest first.</summary>
    internal static IReadOnlyList<NeedPoint> Compare(IReadOnlyList<RecordedNeed> needs) =>
    [
        .. needs.Select((need, at) => new NeedPoint(need.AssessmentId, need.CompletedAt, need.Urgency, need.Rank,
            at == 0 ? NeedChange.First : Change(needs[at - 1].Rank, need.Rank), need.Need, need.ProposedService, need.GapReason,
            at == 0 ? [] : Changed(needs[at - 1].Answers, need.Answers))),
    ];

    private static NeedChange Change(int before, int after) =>
        before == after ? NeedChange.Unchanged : after == 0 ? NeedChange.Resolved : after > before ? NeedChange.MoreUrgent : NeedChange.LessUrgent;

    private static ChangedAnswer[] Changed(JsonElement before, JsonElement after) =>
    [
        .. before.EnumerateObject().Select(answer => answer.Name).Union(after.EnumerateObject().Select(answer => answer.Name)).Order(StringComparer.Ordinal)
            .Select(question => new ChangedAnswer(question, Answer(before, question), Answer(after, question)))
            .Where(answer => !(answer is { Before: { } old, After: { } @new } && JsonElement.DeepEquals(old, @new))),
    ];

    private static JsonElement? Answer(JsonElement answers, string question) => answers.TryGetProperty(question, out var answer) ? answer : null;
}

/// <summary>A need as an assessment holds it.</summary>
internal sealed record RecordedNeed(
    Guid AssessmentId, DateTimeOffset CompletedAt, string? Urgency, int Rank, string? Need, string? ProposedService, string? GapReason, JsonElement Answers);

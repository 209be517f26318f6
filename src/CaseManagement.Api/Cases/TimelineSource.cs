namespace CaseManagement.Api.Cases;

/// <summary>
/// What a room tells in the timeline of a case; contributed by each room that has something to tell. It reads an index of its
/// own newest first and no further than the page, so that the feed costs (sources × limit) rows at most. Row-level security
/// holds in it: what the caller may not open does not appear. All parts are SQL; {0} is the case.
/// </summary>
public abstract class TimelineSource
{
    /// <summary>Its rows: tables and which rows of them are the case's.</summary>
    protected abstract string From { get; }
    /// <summary>When it happened and a UUID that is unique in the feed: the order, served by an index.</summary>
    protected abstract (string At, string Id) Key { get; }
    /// <summary>What happened, in snake_case: 'contact'.</summary>
    protected abstract string Kind { get; }
    /// <summary>Every value that <see cref="Kind"/> takes; to be said where it is no literal.</summary>
    protected virtual IReadOnlyList<string> Kinds => Kind.Split('\'') is ["", var literal, ""] ? [literal]
        : throw new InvalidOperationException($"{GetType().Name} does not say its kinds.");
    /// <summary>The record behind it.</summary>
    protected abstract string Subject { get; }
    /// <summary>A coded reason, phase or kind.</summary>
    protected virtual string Code => "null::text";
    /// <summary>A second code, or a status.</summary>
    protected virtual string Detail => "null::text";
    /// <summary>Words that belong to it.</summary>
    protected virtual string Text => "null::text";
    /// <summary>The team that it concerns.</summary>
    protected virtual string Team => "null::uuid";
    /// <summary>Who did it, or of a responsibility the lead worker.</summary>
    protected virtual string Staff => "null::uuid";

    // Places: {0} case, {1} and {2} time and id of the last row of the page before, {3} limit, {4} not before, {5} kinds, all of them where there are none.
    private string Branch => $$"""
        (select {{Key.Id}}, {{Key.At}}, {{Kind}}, {{Subject}}, {{Code}}, {{Detail}}, {{Text}}, {{Team}}, {{Staff}}
        from {{From}} and ({{Key.At}}, {{Key.Id}}) < ({1}, {2}) and {{Key.At}} >= {4} and (cardinality({5}) = 0 or {{Kind}} = any({5}))
        order by {{Key.At}} desc, {{Key.Id}} desc limit {3})
        """;

    /// <summary>Every kind that the feed can have, by name.</summary>
    public static readonly IReadOnlyList<string> AllKinds =
        [.. Contributions.Of<TimelineSource>().SelectMany(source => source.Kinds).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The feed of all sources for the case that an expression names, in a query over several: no source may have an alias of that name.</summary>
    public static string FeedOf(string theCase) => Feed.Replace("{0}", theCase, StringComparison.Ordinal);

    /// <summary>The feed of all sources, newest first.</summary>
    public static readonly string Feed = $$"""
        select f.id as "Id", f.at as "At", f.kind as "Kind", f.subject_id as "SubjectId",
               f.code as "Code", f.detail as "Detail", f.text as "Text", f.team_id as "TeamId", f.staff_id as "StaffId"
        from ({{string.Join("\nunion all\n", Contributions.Of<TimelineSource>().Select(source => source.Branch))}})
            f (id, at, kind, subject_id, code, detail, text, team_id, staff_id)
        order by f.at desc, f.id desc limit {3}
        """;
}

internal sealed class CaseEventsInTimeline : TimelineSource
{
    protected override string From => "app.case_event e where e.case_id = {0}";
    protected override (string At, string Id) Key => ("e.at", "e.id");
    protected override string Kind => "case e.kind when 'phase_changed' then e.kind else 'case_' || e.kind end";
    protected override IReadOnlyList<string> Kinds => ["case_closed", "case_noted", "case_opened", "case_reopened", "phase_changed"];
    protected override string Subject => "e.case_id";
    protected override string Code => "e.code";
    protected override string Text => "e.note";
    protected override string Staff => "e.staff_id";
}

internal sealed class ResponsibilitiesInTimeline : TimelineSource
{
    protected override string From => "app.case_responsibility r where r.case_id = {0}";
    protected override (string At, string Id) Key => ("r.from_at", "r.id");
    protected override string Kind => "'responsibility_changed'";
    protected override string Subject => "r.case_id";
    protected override string Text => "r.reason";
    protected override string Team => "r.team_id";
    protected override string Staff => "r.lead_staff_id";
}

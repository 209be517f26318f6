using System.Globalization;
using CaseManagement.Api.Rules;

namespace CaseManagement.Api.Cases;

/// <summary>
/// What a room adds to the worker's day: some of its rows that wait for the caller, how many there are, and what he can do. Contributed by each
/// room that has something to do; row-level security holds in it, and a part whose permission the caller lacks is not asked. All but the words are SQL;
/// access.staff_id(), access.today(), access.my_team_ids() and access.deputised_ids() say whose day it is.
/// </summary>
/// <param name="place">Where on the screen: the most pressing first.</param>
/// <param name="name">snake_case, as the frontend knows it.</param>
/// <param name="needs">Who lacks this permission has no such part.</param>
/// <param name="german">The part's heading.</param>
/// <param name="english">The same.</param>
/// <param name="actions">What can be done with a row, as spelt in the path.</param>
public abstract class PartOfMyDay(int place, string name, Permission needs, string german, string english, params string[] actions)
{
    /// <summary>Where on the screen.</summary>
    public int Place => place;
    /// <summary>Its name on the wire.</summary>
    public string Name => name;
    /// <summary>The permission without which there is no such part.</summary>
    public Permission Needs => needs;
    /// <summary>The heading, in the language of the request.</summary>
    public string Text() => Language.Choose(german, english);

    /// <summary>The heading in one of both languages.</summary>
    public string TextIn(bool isGerman) => isGerman ? german : english;

    /// <summary>Whether it is about the caller's teams, whoever has to act: for the digest of who supervises them
    /// (<see cref="Permission.AssignCases"/>), and not for the day.</summary>
    public virtual bool IsOfTeam => false;

    /// <summary>What the caller can do with a row, as spelt in the path.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="code">The row's code.</param>
    public virtual IReadOnlyList<string> ActionsOf(Caller caller, string? code) => actions;

    /// <summary>What a row says: its own words, or what its code stands for.</summary>
    public virtual string? Words(string? text, string? code) => text;

    /// <summary>Its rows: tables, and which rows of them wait for the caller.</summary>
    protected abstract string From { get; }
    /// <summary>The record on which the actions are done.</summary>
    protected abstract string Id { get; }
    /// <summary>What it is about: case, client, household, handover …</summary>
    protected abstract string SubjectType { get; }
    /// <summary>Which one.</summary>
    protected virtual string Subject => Id;
    /// <summary>The case that it belongs to.</summary>
    protected virtual string Case => "null::uuid";
    /// <summary>The person.</summary>
    protected virtual string Client => "null::uuid";
    /// <summary>The last day.</summary>
    protected virtual string DueOn => "null::date";
    /// <summary>Since when.</summary>
    protected virtual string At => "null::timestamptz";
    /// <summary>A coded kind or phase.</summary>
    protected virtual string Code => "null::text";
    /// <summary>Words that belong to it.</summary>
    protected virtual string Title => "null::text";
    /// <summary>The team.</summary>
    protected virtual string Team => "null::uuid";
    /// <summary>Whose it is.</summary>
    protected virtual string Staff => "null::uuid";
    /// <summary>The most pressing first.</summary>
    protected virtual string Order => DueOn;

    /// <summary>The rows of several parts, each with the number that there are of its part; {0} is how many of each part at most.</summary>
    public static string Query(IEnumerable<PartOfMyDay> parts) => $"select * from ({string.Join("\nunion all\n", parts.Select(part => part.Select()))}) day";

    /// <summary>How many rows each part has.</summary>
    public static string Counts(IEnumerable<PartOfMyDay> parts) => string.Join("\nunion all\n", parts.Select(part => string.Create(
        CultureInfo.InvariantCulture, $"select {part.Place} as \"Place\", count(*) as \"Total\" from {part.From}")));

    /// <summary>All rows of the part.</summary>
    public string Rows() => $"""select 0::bigint as "Number", 0::bigint as "Total", {Columns} from {From}""";

    private string Columns => string.Create(CultureInfo.InvariantCulture, $"""
        {Place} as "Place", {Id} as "Id", {SubjectType} as "SubjectType", {Subject} as "SubjectId",
                {Case} as "CaseId", {Client} as "ClientId", {DueOn} as "DueOn",
                {At} as "At",
                coalesce({DueOn}::timestamp at time zone 'UTC', {At}, timestamptz '2199-12-31Z') as "Key",
                {Code} as "Code", {Title} as "Text", {Team} as "TeamId", {Staff} as "StaffId"
        """);

    private string Select() => $$"""
        (select row_number() over (order by {{Order}}, {{Id}}) as "Number", count(*) over () as "Total", {{Columns}}
        from {{From}} order by {{Order}}, {{Id}} limit {0})
        """;
}

internal abstract class UnassignedCases(int place, string name, Permission needs)
    : PartOfMyDay(place, name, needs, "Fälle ohne Fallverantwortung", "Cases without a lead worker")
{
    public override IReadOnlyList<string> ActionsOf(Caller caller, string? code) => LeadByOwnHand.Objection(caller) is null ? ["take"] : ["assign"];

    protected override string From => """
        app."case" c where c.status = 'open' and c.lead_staff_id is null and c.team_id = any((select access.my_team_ids())::uuid[])
        """;
    protected override string SubjectType => "'case'";
    protected override string Id => "c.id";
    protected override string Case => "c.id";
    protected override string Client => "c.client_id";
    protected override string At => "c.opened_at";
    protected override string Code => "c.phase";
    protected override string Team => "c.team_id";
    protected override string Order => "c.opened_at";
}

internal sealed class UnassignedCasesInMyDay() : UnassignedCases(60, "cases_unassigned", Permission.ReadCases);

internal sealed class UnassignedCasesOfTeams() : UnassignedCases(150, "team_cases_unassigned", Permission.AssignCases)
{
    public override bool IsOfTeam => true;
}

using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Measures;

internal abstract class MeasuresInTimeline(string which) : TimelineSource
{
    protected override string From => $"app.measure m where {which}";
    protected override (string At, string Id) Key => ("m.recorded_at", "m.id");
    protected override string Kind => "'measure_planned'";
    protected override string Subject => "m.id";
    protected override string Code => "m.area";
    protected override string Detail => "m.status";
    protected override string Text => "m.what";
    protected override string Staff => "m.recorded_by";
}

internal abstract class EndedMeasuresInTimeline(string which) : MeasuresInTimeline(which + " and m.ended_at is not null")
{
    protected override (string At, string Id) Key => ("m.ended_at", "m.id");
    protected override string Kind => "'measure_' || m.status";
    protected override IReadOnlyList<string> Kinds => ["measure_done", "measure_dropped"];
    protected override string Detail => "coalesce(m.result_code, m.drop_reason)";
    protected override string Staff => "m.ended_by";
}

internal sealed class MeasuresOfCaseInTimeline() : MeasuresInTimeline("m.case_id = {0}");

internal sealed class EndedMeasuresOfCaseInTimeline() : EndedMeasuresInTimeline("m.case_id = {0}");

// Those of the household as a whole stand in the timeline of each of its cases.
internal sealed class MeasuresOfHouseholdInTimeline() : MeasuresInTimeline(OfHousehold)
{
    internal const string OfHousehold = """m.case_id is null and m.household_id = (select c.household_id from app."case" c where c.id = {0})""";
}

internal sealed class EndedMeasuresOfHouseholdInTimeline() : EndedMeasuresInTimeline(MeasuresOfHouseholdInTimeline.OfHousehold);

using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Mentors;

internal abstract class MentorsInTimeline(string whose) : TimelineSource
{
    protected override string From => $"app.mentor_assignment m where {whose}";
    protected override (string At, string Id) Key => ("m.made_at", "m.id");
    protected override string Kind => "'mentor_assigned'";
    protected override string Subject => "m.id";
    protected override string Detail => "m.end_reason";
    protected override string Staff => "m.made_by";
}

internal sealed class MentorsOfPersonInTimeline() : MentorsInTimeline("""m.client_id = (select c.client_id from app."case" c where c.id = {0})""");

internal sealed class MentorsOfHouseholdInTimeline() : MentorsInTimeline("""m.household_id = (select c.household_id from app."case" c where c.id = {0})""");

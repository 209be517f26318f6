using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Contacts;

internal sealed class ContactsInTimeline : TimelineSource
{
    protected override string From => "app.contact_client cc join app.contact k on k.id = cc.contact_id where cc.case_id = {0}";
    protected override (string At, string Id) Key => ("cc.at", "cc.contact_id");
    protected override string Kind => "'contact'";
    protected override string Subject => "cc.contact_id";
    protected override string Code => "k.kind";
    protected override string Detail => "k.outcome";
    protected override string Team => "k.team_id";
    protected override string Staff => "k.staff_id";
}

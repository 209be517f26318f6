using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Handovers;

// Of the caller's teams: the household counts once, whoever of it is meant.
internal abstract class HandoversInMyDay(int place, string name, Permission needs, string german, string english, params string[] actions)
    : PartOfMyDay(place, name, needs, german, english, actions)
{
    protected const string MyTeams = "any((select access.my_team_ids())::uuid[])";

    protected override string Id => "h.id";
    protected override string SubjectType => "'handover'";
    protected override string At => "h.submitted_at";
    protected override string Code => "h.status";
}

internal sealed class HandoversToAnswer() : HandoversInMyDay(30, "handovers_to_answer", Permission.ReceiveHandovers,
    "Übergaben, die auf Antwort warten", "Handovers that wait for an answer", Handover.AcceptMove, Handover.ClarifyMove, Handover.DeclineMove)
{
    protected override string From => $"app.handover h where h.status = 'submitted' and h.receiver_team_id = {MyTeams}";
    protected override string DueOn => "h.acceptance_due_on";
    protected override string Team => "h.receiver_team_id";
}

internal sealed class HandoversInQuestion() : HandoversInMyDay(40, "handovers_in_question", Permission.SendHandovers,
    "Rückfragen zu eigenen Übergaben", "Questions about handovers that you sent", "answer-queries", Handover.SubmitMove, Handover.WithdrawMove)
{
    protected override string From => $"app.handover h where h.status = 'clarification_requested' and h.sender_team_id = {MyTeams}";
    protected override string Team => "h.sender_team_id";
    protected override string Order => "h.submitted_at";
}

// Nobody took the household over, and nobody has tried again: it is still the sender's, who may not know.
internal sealed class HandoversThatFailed() : HandoversInMyDay(50, "handovers_that_failed", Permission.SendHandovers,
    "Abgelehnte und verfallene Übergaben", "Handovers that were declined or expired")
{
    protected override string From => $"""
        app.handover h where h.status in ('declined', 'expired') and h.sender_team_id = {MyTeams}
        and not exists (select from app.handover later where later.household_id = h.household_id and later.created_at > h.created_at)
        and exists (select from app.handover_person p join app."case" c on c.id = p.case_id
                    where p.handover_id = h.id and c.status = 'open' and c.organisation_id = h.sender_organisation_id)
        """;
    protected override string Team => "h.sender_team_id";
    protected override string Order => "h.submitted_at";
}

internal sealed class FirstContactsInMyDay() : HandoversInMyDay(55, "first_contacts", Permission.ReceiveHandovers,
    "Übernommen, noch nicht gesprochen", "Taken over, not spoken to yet")
{
    protected override string From => $"""
        app.handover h cross join app.awaited_contacts(h.id) w(client_id)
        join app.handover_person p on p.handover_id = h.id and p.client_id = w.client_id
        join app."case" c on c.client_id = p.client_id and c.status = 'open'
        where h.status = 'accepted' and h.receiver_team_id = {MyTeams}
        and (c.lead_staff_id is null or c.lead_staff_id = access.staff_id() or c.lead_staff_id = any((select access.deputised_ids())::uuid[]))
        """;
    protected override string Id => "p.id";
    protected override string Subject => "h.id";
    protected override string Case => "c.id";
    protected override string Client => "p.client_id";
    protected override string DueOn => "h.first_contact_due_on";
    protected override string At => "h.submitted_at";
    protected override string Team => "h.receiver_team_id";
    protected override string Staff => "c.lead_staff_id";
}

// Sent by one of the teams or to one, and not answered; questions that wait for their answer.
internal sealed class HandoversThatWait() : HandoversInMyDay(130, "team_handovers_waiting", Permission.AssignCases,
    "Übergaben, die noch offen sind", "Handovers that are not answered yet")
{
    public override bool IsOfTeam => true;

    protected override string From => $"""
        app.handover h where h.status in ('submitted', 'clarification_requested') and (h.receiver_team_id = {MyTeams} or h.sender_team_id = {MyTeams})
        """;
    protected override string DueOn => "h.acceptance_due_on";
    protected override string Team => "h.receiver_team_id";
}

-- Called by app.transfer_household at an acceptance, as the receiver and past the compartments: an agreement in force is under review until the new
-- team and the person have confirmed or amended it; a proposal is a draft again. What the former office had to do is told apart, to be taken over or ended.
create or replace procedure app.hand_over_agreements(p_clients uuid[], p_sender uuid) language plpgsql as $$
begin
    update app.agreement_version v set withdrawn_at = access.now() from app.agreement a
        where a.client_id = any(p_clients) and a.organisation_id = access.organisation_id() and v.agreement_id = a.id and v.number = a.proposed_number
          and v.withdrawn_at is null;
    update app.agreement_step s set former_office_id = p_sender, updated_at = access.now() from app.agreement a
        where a.client_id = any(p_clients) and a.organisation_id = access.organisation_id() and a.status in ('active', 'under_review')
          and s.agreement_id = a.id and s.side = 'office' and s.status = 'open' and s.former_office_id is null and p_sender <> access.organisation_id();
    update app.agreement a set status = case a.status when 'proposed' then 'draft' when 'active' then 'under_review' else a.status end,
            review_cause = case when a.status in ('active', 'under_review') then 'handover' end, proposed_number = null, updated_at = access.now()
        where a.client_id = any(p_clients) and a.organisation_id = access.organisation_id() and a.status in ('draft', 'proposed', 'active', 'under_review');
end $$;

using CaseManagement.Api.Statistics;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>An audience of figures.</summary>
    public async Task<Guid> Audience(Guid organisationId, Person by, string name = "Sozialplanung", Guid? recipientId = null, bool isPublic = false)
    {
        var audience = new StatisticalAudience(organisationId, new AddAudience(name, AudienceKind.External, isPublic, recipientId), by.StaffId, Now);
        return await Add(organisationId, audience, audience.Id);
    }

    /// <summary>A draft without tables, past the product: for tests that are made of all endpoints.</summary>
    public async Task<Guid> Publication(Guid organisationId, Guid audienceId, Person by)
    {
        var publication = new StatisticalPublication(Guid.CreateVersion7(Now), organisationId, audienceId, "Bericht", "[]", by.StaffId, Now);
        return await Add(organisationId, publication, publication.Id);
    }

    /// <summary>What another organisation has published for this one, past the product: one number.</summary>
    public async Task<Guid> ReceivedPublication(Guid organisationId)
    {
        var town = await Organisation();
        var by = await Staff(town, Role.Supervisor);
        var publication = await Publication(town, await Audience(town, by, recipientId: organisationId), by);
        await api.Execute($$"""
            insert into app.received_publication
                (id, organisation_id, audience_id, recipient_id, is_public, title, tables, names, computed_at, published_at)
            select p.id, p.organisation_id, p.audience_id, '{{organisationId}}', false, p.title, '[{"Figure": "open_cases/1", "From": "2026-03-31",
                "Edition": "", "Name": "", "Axes": [], "Filters": {}, "Cells": [{"Place": [], "N": 9, "Hidden": false}]}]', '{}', p.computed_at, p.computed_at
            from app.statistical_publication p where p.id = '{{publication}}'
            """);
        return publication;
    }

    /// <summary>A machine that may ask for rounded figures.</summary>
    public async Task<Guid> StatisticsMachine(Guid organisationId, Person by)
    {
        var machine = new StatisticsMachine((await Machine(organisationId, Scope.Statistics)).Client.Id, organisationId, null, by.StaffId, Now);
        return await Add(organisationId, machine, machine.Id);
    }

    /// <summary>A series of somebody else's numbers, with one number.</summary>
    public async Task<Guid> ExternalSeries(Guid organisationId, Person by)
    {
        var series = new ExternalSeries(
            organisationId, new AddExternalSeries($"Bevölkerung {by.StaffId}", "Einwohner", "Amt", "dl-de/by-2-0"), by.StaffId, Now);
        await Add(organisationId, series, series.Id);
        await api.Execute($"""
            insert into app.external_value (id, organisation_id, series_id, on_date, value, number)
            values ('{Guid.CreateVersion7()}', '{organisationId}', '{series.Id}', '{Today:O}', '', 14230)
            """);
        return series.Id;
    }

    /// <summary>An agreement with the staff council, from today on.</summary>
    public async Task<Guid> StaffFigureAgreement(Guid organisationId, Person by, params StaffFigurePurpose[] purposes)
    {
        var agreement = new StaffFigureAgreement(organisationId, new RecordStaffFigureAgreement
        {
            AgreedOn = Today, Purposes = purposes is [] ? [StaffFigurePurpose.ProgrammeReport] : purposes, From = Today,
        }, by.StaffId, Now);
        return await Add(organisationId, agreement, agreement.Id);
    }

    /// <summary>A report of a colleague's own work that waits to be made.</summary>
    public async Task<Guid> Report(Guid organisationId, Person by)
    {
        var month = new DateOnly(Today.Year, Today.Month, 1);
        var report = new StatisticalReport(organisationId, new RequestReport
        {
            Kind = ReportKind.Programme, Programme = "bw-integrationsmanagement", StaffId = by.StaffId, From = month.AddMonths(-1), Until = month,
        }, null, by.StaffId, Now);
        return await Add(organisationId, report, report.Id);
    }

    /// <summary>That there was no offer.</summary>
    public async Task<Guid> ServiceGap(Guid organisationId, string area = "housing")
    {
        var gap = new CaseManagement.Api.Offers.ServiceGap(organisationId, area, "prs", null, Today, Now);
        return await Add(organisationId, gap, gap.Id);
    }

    /// <summary>That another team of the organisation has accepted a household.</summary>
    public async Task<Guid> AcceptanceOf(GivenCase of)
    {
        var household = of.HouseholdId ?? await api.Sql<Guid>($"select household_id from app.household_member where client_id = '{of.ClientId}'");
        var team = await Team(of.OrganisationId);
        var receiver = await Staff(of.OrganisationId, Role.Caseworker, team);
        var handover = await new GivenHandover(api, of.Lead!, receiver, team, [of with { HouseholdId = household }]).Accepted();
        return await api.Sql<Guid>($"select id from app.handover_move where handover_id = '{handover.Id}' and to_status = 'accepted'");
    }
}

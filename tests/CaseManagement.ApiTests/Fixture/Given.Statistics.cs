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

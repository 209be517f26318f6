using CaseManagement.Api.Clients;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>One organisation with one row of everything, for tests that are generated from the endpoints.</summary>
public sealed record World(Guid OrganisationId, Guid TeamId, Person Worker, IReadOnlyDictionary<string, string> Ids, IReadOnlyList<string> Secrets)
{
    /// <summary>The path of an endpoint with ids of this world: "/cases/{id}" takes the id kept under "cases".</summary>
    public string Fill(RouteEndpoint endpoint)
    {
        var segments = endpoint.RoutePattern.PathSegments.Select(segment => segment.Parts[0]).ToList();
        var path = segments.Select((part, index) => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart parameter => segments[Math.Max(index - 1, 0)] is RoutePatternLiteralPart before
                    && Ids.TryGetValue($"{before.Content}/{parameter.Name}", out var there) ? there
                : Ids.TryGetValue(parameter.Name, out var named) ? named
                : segments[index - 1] is RoutePatternLiteralPart collection && Ids.TryGetValue(collection.Content, out var id) ? id
                : throw new InvalidOperationException($"Given.Everything has no row for {endpoint.RoutePattern.RawText}: add one under "
                    + $"\"{(segments[index - 1] as RoutePatternLiteralPart)?.Content}\" or \"{parameter.Name}\"."),
            _ => throw new InvalidOperationException("Unknown part of a route."),
        });
        return "/" + string.Join('/', path);
    }
}

public sealed partial class Given
{
    /// <summary>
    /// One row of everything that an endpoint's route can name: keyed by the path segment before the id ("cases"), or by
    /// the parameter's name where it is not called "id".
    /// </summary>
    public async Task<World> Everything()
    {
        var organisation = await Organisation();
        var team = await Team(organisation);
        var worker = await Staff(organisation, Role.Caseworker, team);
        var of = (await CasesOfHousehold(team, worker, 1))[0];
        var names = await api.InOrganisation(organisation, db => db.Set<Client>().Where(client => client.Id == of.ClientId)
            .Select(client => new[] { client.FamilyName, client.GivenName }).SingleAsync());
        var contact = await Contact(of);
        var agreement = await Agreement(of);
        var document = await Document(of);
        var participation = await Participation(of);
        var landlord = await Landlord(organisation);
        var dwelling = await Dwelling(organisation, landlord);
        var assessment = await CompletedAssessment(of, new GivenNeed("housing", "high", "Wohnungshilfe"));
        var receivers = await Team(organisation);
        await Staff(organisation, Role.Caseworker, receivers);
        var handover = await (await new GivenHandover(api, worker, worker, receivers, [of]).Prepared()).Written();
        await handover.Move(handover.From, "submit").Expect(200);
        var referral = await (await Referral(of, byConsent: false)).Written();
        var audience = await Audience(organisation, worker);
        var chain = await Chain(of);
        return new World(organisation, team, worker, new Dictionary<string, string>
        {
            ["organisations"] = organisation.ToString(),
            ["teams"] = team.ToString(),
            ["staff"] = worker.StaffId.ToString(),
            ["membershipId"] = (await api.Sql<Guid>($"select id from app.team_member where staff_id = '{worker.StaffId}'")).ToString(),
            ["role-grants"] = (await api.Sql<Guid>($"select id from access.role_grant where staff_id = '{worker.StaffId}'")).ToString(),
            ["api-clients"] = (await Machine(organisation)).Client.Id.ToString(),
            ["identity-providers"] = (await IdentityProvider(organisation, worker)).ToString(),
            ["sessions"] = (await api.SessionOf(worker)).ToString(),
            ["accommodations"] = (await Accommodation(organisation, team)).ToString(),
            ["restricted-records"] = (await RestrictedRecord(of)).ToString(),
            ["left-behind"] = (await LeftBehind(of, worker)).ToString(),
            ["itemId"] = (await RestrictedRecord(of)).ToString(),
            ["named-persons"] = (await NamedPerson(of, worker)).ToString(),
            ["break-glass"] = (await BreakGlass(of, worker)).ToString(),
            ["absences"] = (await Absence(worker)).ToString(),
            ["clients"] = of.ClientId.ToString(),
            ["households"] = of.HouseholdId!.Value.ToString(),
            ["history"] = "benefits",
            ["periodId"] = (await Benefit(of.OrganisationId, of.ClientId)).ToString(),
            ["accommodations/periodId"] = (await Stay(of.OrganisationId, of.ClientId)).ToString(),
            ["addresses/periodId"] = (await Address(of.OrganisationId, of.ClientId)).ToString(),
            ["residence-statuses/periodId"] = (await ResidenceStatus(of.OrganisationId, of.ClientId)).ToString(),
            ["works/periodId"] = (await Work(of.OrganisationId, of.ClientId)).ToString(),
            ["family-statuses/periodId"] = (await FamilyStatus(of.OrganisationId, of.ClientId)).ToString(),
            ["nationalityId"] = (await Nationality(of.OrganisationId, of.ClientId)).ToString(),
            ["quarters"] = (await Quarter(organisation)).ToString(),
            ["markId"] = (await Dispute(of.OrganisationId, of.ClientId)).ToString(),
            ["cases"] = of.CaseId.ToString(),
            ["staffId"] = worker.StaffId.ToString(),
            ["allocations"] = (await Allocation(of)).ToString(),
            ["presences"] = (await Presence(of)).ToString(),
            ["representations"] = (await Representation(of)).ToString(),
            ["consents"] = (await Consent(of)).ToString(),
            ["copies"] = (await FileCopy(of)).ToString(),
            ["information-notices"] = (await InformationNotice(of)).ToString(),
            ["erasures"] = (await ProposedErasure(of)).ToString(),
            ["retention-classes"] = (await RetentionClass(organisation, worker)).ToString(),
            ["consent-texts"] = (await ConsentText(organisation)).ToString(),
            ["letters"] = (await Letter(of)).ToString(),
            ["funded-posts"] = (await FundedPost(worker)).ToString(),
            ["pauseId"] = (await CounsellingPause(of)).ToString(),
            ["measures"] = (await Measure(of)).ToString(),
            ["agreements"] = agreement.Id.ToString(),
            ["goalId"] = agreement.Goal.ToString(),
            ["stepId"] = agreement.Step.ToString(),
            ["measurementId"] = (await GoalMeasurement(of, agreement.Goal)).ToString(),
            ["number"] = "1",
            ["documents"] = document.ToString(),
            ["fileId"] = (await DocumentFile(of, document)).ToString(),
            ["participations"] = participation.ToString(),
            ["employments"] = (await Employment(of)).ToString(),
            ["landlords"] = landlord.ToString(),
            ["dwellings"] = dwelling.ToString(),
            ["leases"] = (await Lease(organisation, dwelling, of.HouseholdId)).ToString(),
            ["occupancies"] = (await Occupancy(of, dwelling)).ToString(),
            ["language-levels"] = (await LanguageLevel(of)).ToString(),
            ["moveId"] = (await api.Sql<Guid>($"select id from app.participation_move where participation_id = '{participation}'")).ToString(),
            ["mentors"] = (await Mentor(organisation)).ToString(),
            ["mentor-assignments"] = (await MentorAssignment(of)).ToString(),
            ["webhooks"] = (await Webhook(organisation, "https://fachverfahren.example.org/")).ToString(),
            ["cooperation-agreements"] = (await CooperationAgreement(organisation)).ToString(),
            ["mail-addresses"] = (await MailAddress(organisation)).ToString(),
            ["admitted-networks"] = (await AdmittedNetwork()).ToString(),
            ["services"] = referral.Service.ToString(),
            ["organizations"] = (await api.Sql<Guid>($"select app.open_provider_id(s) from app.service s where s.id = '{referral.Service}'")).ToString(),
            ["service_at_locations"] = (await api.Sql<Guid>($"select app.open_id('at:{referral.Service}')")).ToString(),
            ["taxonomies"] = (await api.Sql<Guid>("select app.open_id('taxonomy:need-area')")).ToString(),
            ["taxonomy_terms"] = (await api.Sql<Guid>("select app.open_id('term:need-area:housing')")).ToString(),
            ["needId"] = (await api.Sql<Guid>($"select id from app.assessment_area where assessment_id = '{assessment}' and area = 'housing'")).ToString(),
            ["referrals"] = referral.Id.ToString(),
            ["appointmentId"] = Guid.CreateVersion7().ToString(),
            ["messageId"] = Guid.CreateVersion7().ToString(),
            ["contacts"] = contact.ToString(),
            ["staff-agreements"] = (await StaffFigureAgreement(organisation, worker)).ToString(),
            ["reports"] = (await Report(organisation, worker)).ToString(),
            ["appointments"] = (await Appointment(of)).ToString(),
            ["case-work"] = (await CaseWork(of)).ToString(),
            ["confidential-notes"] = (await ConfidentialNote(of)).ToString(),
            ["noteId"] = (await ContactNote(of, contact)).ToString(),
            ["reminders"] = (await Reminder(of)).ToString(),
            ["chains"] = chain.ToString(),
            ["steps/stepId"] = (await api.Sql<Guid>($"select id from app.chain_step where chain_id = '{chain}' and number = 1")).ToString(),
            ["chain-templates/key"] = "ablauf",
            ["reminder-policies/kind"] = "no_contact",
            ["calendars/key"] = await CalendarKey(worker),
            ["my-day/kind"] = "reminders_overdue",
            ["notices"] = (await Notice(worker)).ToString(),
            ["handovers"] = handover.Id.ToString(),
            ["packageVersion"] = "1",
            ["clientId"] = of.ClientId.ToString(),
            ["assessments"] = assessment.ToString(),
            ["area"] = "housing",
            ["assessment-templates"] = (await api.Sql<Guid>("select id from app.assessment_template")).ToString(),
            ["imports"] = (await Import(worker)).ToString(),
            ["fact-lists"] = (await FactList(worker, of)).ToString(),
            ["rowLine"] = "2",
            ["name"] = "seal-audit",
            ["definitions/name"] = "open_cases",
            ["figures/name"] = "open_cases",
            ["audiences"] = audience.ToString(),
            ["publications"] = (await Publication(organisation, audience, worker)).ToString(),
            ["machines"] = (await StatisticsMachine(organisation, worker)).ToString(),
            ["received-publications"] = (await ReceivedPublication(organisation)).ToString(),
            ["tables/table"] = "0",
            ["series"] = (await ExternalSeries(organisation, worker)).ToString(),
            ["beside/name"] = "open_cases",
            ["list"] = "language",
            ["code"] = "prs",
            ["codes"] = (await api.Sql<Guid>("select id from app.code where list = 'language' and code = 'prs' limit 1")).ToString(),
            ["words"] = (await api.Sql<Guid>("select id from app.code_word where list = 'language' and code = 'prs' limit 1")).ToString(),
        }, names);
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>
/// A household of the sender with an open case for each person, and who takes it over: a handover as both sides see it,
/// moved over HTTP. The tag is read before each move, as a frontend does.
/// </summary>
public sealed class GivenHandover(Api api, Person sender, Person receiver, Guid receivingTeam, IReadOnlyList<GivenCase> cases)
{
    public Guid Id { get; private set; }
    public Person Sender => sender;
    public Person Receiver => receiver;
    public Guid SendingTeam => cases[0].TeamId;
    public Guid ReceivingTeam => receivingTeam;
    public Guid Household => cases[0].HouseholdId!.Value;
    public IReadOnlyList<GivenCase> Cases => cases;
    public string Path => $"/api/v1/handovers/{Id}";

    // Tokens last ten minutes of a clock that tests move: a fresh one for each use.
    public Task<HttpClient> From => api.As(sender);
    public Task<HttpClient> To => api.As(receiver);

    public async Task<GivenHandover> Prepared()
    {
        var response = await (await From).Post("/api/v1/handovers", new { householdId = Household, receivingTeamId = receivingTeam, note = "Bitte zuerst anrufen." }).Expect(201);
        Id = await response.Id();
        return this;
    }

    /// <summary>A document for each person, one open item.</summary>
    public async Task<GivenHandover> Written(object? openItems = null, Guid[]? included = null)
    {
        await Write(new
        {
            receivingTeamId = receivingTeam, note = "Bitte zuerst anrufen.",
            documents = cases.Select(c => new { clientId = (Guid?)c.ClientId, kind = "passport" }).Append(new { clientId = (Guid?)null, kind = "tenancy" }),
            openItems = openItems ?? new[] { new { clientId = cases[0].ClientId, text = "Kindergartenplatz beantragen", dueOn = $"{api.Given.Today.AddDays(60):O}" } },
            includedItems = included ?? [],
        }).Expect(200);
        return this;
    }

    /// <summary>Prepared, written, every person assessed: ready to be submitted.</summary>
    public async Task<GivenHandover> Ready(Guid[]? included = null)
    {
        foreach (var c in cases)
        {
            await api.Given.Assessed(c);
        }
        return await (await Prepared()).Written(included: included);
    }

    public async Task<GivenHandover> Submitted()
    {
        if (Id == Guid.Empty)
        {
            await Ready();
        }
        await Move(From, "submit").Expect(200);
        return this;
    }

    public async Task<GivenHandover> Accepted(bool withLead = true)
    {
        await Submitted();
        await Move(To, "accept", new { leadStaffId = withLead ? receiver.StaffId : (Guid?)null }).Expect(200);
        return this;
    }

    public async Task<HttpResponseMessage> Write(object content)
    {
        var client = await From;
        return await client.Put(Path, content, await Tag(client));
    }

    /// <summary>A move with the present tag.</summary>
    public async Task<HttpResponseMessage> Move(Task<HttpClient> who, string action, object? body = null)
    {
        var client = await who;
        return await client.Post($"{Path}/{action}", body, await Tag(client));
    }

    public async Task<string> Tag(HttpClient client) => (await client.GetAsync(Path).Expect(200)).Tag();

    public async Task<JsonNode> Get(Task<HttpClient> who) => await (await (await who).GetAsync(Path).Expect(200)).Json();

    public async Task<JsonNode> Package(Task<HttpClient> who, int? version = null) => await (await (await who).GetAsync($"{Path}/package{(version is { } v ? $"?version={v}" : "")}").Expect(200)).Json();

    public async Task<string> Status() => await api.Sql<string>($"select status from app.handover where id = '{Id}'");

    public string Clients => string.Join(", ", cases.Select(c => $"'{c.ClientId}'"));
}

public sealed partial class Given
{
    /// <summary>A household of a district's accommodation team, to be handed to a town's team; or to another team of the district.</summary>
    public async Task<GivenHandover> HouseholdToHandOver(int members = 2, bool sameOrganisation = false)
    {
        var district = await Organisation(OrganisationKind.District);
        var from = await Team(district, TeamKind.Accommodation);
        var sender = await Staff(district, Role.AccommodationStaff, from);
        var town = sameOrganisation ? district : await Organisation();
        var to = await Team(town);
        var receiver = await Staff(town, Role.Caseworker, to);
        return new GivenHandover(api, sender, receiver, to, await CasesOfHousehold(from, sender, members));
    }

    /// <summary>A completed assessment with needs in the given areas (area, urgency, proposed service, gap reason, compartment); one settled urgent need where none are given.</summary>
    public async Task<Guid> Assessed(GivenCase of, params (string Area, string Urgency, string? Service, string? Gap, string? Compartment)[] needs)
    {
        var id = Guid.CreateVersion7();
        string at = Now.ToString("O", CultureInfo.InvariantCulture);
        static string Text(string? value) => value is null ? "null" : $"'{value}'";
        var rows = (needs.Length > 0 ? needs : [("housing", "acute", "Wohnungshilfe", null, null)]).Select(need => $"""
            insert into app.assessment_area (id, organisation_id, assessment_id, client_id, area, compartment, urgency, need, proposed_service, gap_reason, updated_at)
            values (gen_random_uuid(), '{of.OrganisationId}', '{id}', '{of.ClientId}', '{need.Area}', {Text(need.Compartment)}, '{need.Urgency}', 'Bedarf {need.Area}', {Text(need.Service)}, {Text(need.Gap)}, '{at}');
            """);
        await api.Execute($"""
            update app.assessment set status = 'superseded', superseded_at = '{at}', updated_at = '{at}' where client_id = '{of.ClientId}' and status = 'completed';
            insert into app.assessment (id, organisation_id, client_id, case_id, template_id, status, person, started_at, updated_at)
            values ('{id}', '{of.OrganisationId}', '{of.ClientId}', '{of.CaseId}', (select id from app.assessment_template where status = 'published' limit 1), 'draft', 'adult', '{at}', '{at}');
            {string.Concat(rows)}
            update app.assessment set status = 'completed', completed_at = '{at}', updated_at = '{at}' where id = '{id}';
            """);
        return id;
    }

    /// <summary>A contact with a person, with a note and a private note; recorded by a member of a team.</summary>
    public async Task<Guid> ContactWith(GivenCase of, Person by, Guid teamId, bool reached = true)
    {
        var id = Guid.CreateVersion7();
        string at = Now.ToString("O", CultureInfo.InvariantCulture);
        await api.Execute($"""
            begin;
            insert into app.contact (id, organisation_id, team_id, household_id, staff_id, is_anonymous, person_count, kind, outcome, reached, at, created_at, updated_at)
            values ('{id}', '{by.OrganisationId}', '{teamId}', {(of.HouseholdId is { } h ? $"'{h}'" : "null")}, '{by.StaffId}', false, 1, 'office', 'counselled', {reached}, '{at}', '{at}', '{at}');
            insert into app.contact_client (id, organisation_id, contact_id, client_id, case_id, team_id, at, reached)
            values (gen_random_uuid(), '{by.OrganisationId}', '{id}', '{of.ClientId}', '{of.CaseId}', '{teamId}', '{at}', {reached});
            insert into app.contact_note (id, organisation_id, contact_id, is_private, text, written_by, created_at, updated_at)
            values (gen_random_uuid(), '{by.OrganisationId}', '{id}', false, 'Notiz', '{by.StaffId}', '{at}', '{at}'), (gen_random_uuid(), '{by.OrganisationId}', '{id}', true, 'Nur für mich', '{by.StaffId}', '{at}', '{at}');
            commit;
            """);
        return id;
    }
}

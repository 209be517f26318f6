using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Contacts;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Contacts;

public sealed class ContactTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private DateTimeOffset Now => api.Given.Now;

    [Fact]
    public async Task A_talk_with_a_household_is_recorded_once_for_all_its_persons()
    {
        var (cases, http) = await Household(3);
        var id = await (await http.Post("/api/v1/contacts", Body(cases, present: [true, true, false]) with
        {
            DurationMinutes = 50,
            Language = "prs",
            Interpreter = "professional",
            Topics = ["housing", "language"],
        }).Expect(201)).Id();

        var got = await http.Read($"/api/v1/contacts/{id}");
        Assert.Equal(["housing", "language"], got.Values<string>("topics/*"));
        Assert.Equal((3, 50), (got.Value<int>("personCount"), got.Value<int>("durationMinutes")));
        Assert.Equal(("professional", true), (got.Value<string>("interpreter"), got.Value<bool>("reached")));
        var reached = got["persons"]!.AsArray().ToDictionary(
            person => person.Value<Guid>("clientId"), person => (person.Value<bool>("reached"), person.Value<bool>("isFirst")));
        Assert.Equal([(true, true), (true, true), (false, false)], cases.Select(c => reached[c.ClientId]));
        foreach (var given in cases)
        {
            Assert.Equal([id], await Ids(http, $"caseId={given.CaseId}"));
            Assert.Equal([id], await Ids(http, $"clientId={given.ClientId}"));
        }
        Assert.Equal([id], await Ids(http, $"teamId={cases[0].TeamId}"));
    }

    [Fact]
    public async Task A_failed_attempt_is_recorded_and_is_no_first_contact()
    {
        var (cases, http) = await Household(1);
        await http.Post("/api/v1/contacts", Body(cases) with { Kind = "home-visit", Outcome = "not-reached", At = Now.AddHours(-3) }).Expect(201);
        Assert.Null((await http.Read($"/api/v1/cases/{cases[0].CaseId}"))["firstContactAt"]);

        api.Clock.Offset += TimeSpan.FromMinutes(1);
        await http.Post("/api/v1/contacts", Body(cases) with { At = Now }).Expect(201);
        Assert.NotNull((await http.Read($"/api/v1/cases/{cases[0].CaseId}"))["firstContactAt"]);
    }

    [Fact]
    public async Task A_list_is_narrowed_by_colleague_kind_and_time()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var (now, earlier) = (await api.Given.Contact(of), await api.Given.Contact(of, api.Given.Now.AddDays(-10), reached: false));
        var list = $"/api/v1/contacts?caseId={of.CaseId}";
        Assert.Equal([now, earlier], (await client.Read(list)).Values<Guid>("items/*/id"));
        Assert.Equal([earlier], (await client.Read($"{list}&kind=failed-attempt")).Values<Guid>("items/*/id"));
        var day = Uri.EscapeDataString(api.Given.Now.AddDays(-1).ToString("O"));
        Assert.Equal([now], (await client.Read($"{list}&from={day}")).Values<Guid>("items/*/id"));
        Assert.Equal([earlier], (await client.Read($"{list}&until={day}&staffId={of.Lead!.StaffId}")).Values<Guid>("items/*/id"));
        Assert.Empty((await client.Read($"{list}&staffId={Guid.NewGuid()}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_contact_in_the_future_is_refused()
    {
        var (cases, http) = await Household(1);
        var problem = await http.Post("/api/v1/contacts", Body(cases) with { At = Now.AddMinutes(5) }).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/at", "contact-in-future"), (problem.Value<string>("errors/0/pointer"), problem.Value<string>("errors/0/code")));
    }

    [Fact]
    public async Task An_anonymous_contact_names_nobody_and_is_counted_for_the_team()
    {
        var (cases, http) = await Household(1);
        var (team, body) = (cases[0].TeamId, Body(cases) with { Persons = null, PersonCount = 4, TeamId = cases[0].TeamId, Kind = "group" });
        var id = await (await http.Post("/api/v1/contacts", body).Expect(201)).Id();
        Assert.Equal([id], await Ids(http, $"teamId={team}"));
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.contact_client where contact_id = '{id}'"));
        Assert.Equal(4, await api.Sql<int>($"select person_count from app.contact where id = '{id}'"));

        await http.Post("/api/v1/contacts", body with { PersonCount = null }).ExpectProblem(400, "validation-failed");
        await http.Post("/api/v1/contacts", body with { Notes = [new { text = "Frau Muster" }] }).ExpectProblem(400, "validation-failed");
        await http.Post("/api/v1/contacts", Body(cases) with { PersonCount = 2 }).ExpectProblem(400, "validation-failed");
        var elsewhere = await api.Given.Team(cases[0].OrganisationId);
        await api.Given.Staff(cases[0].OrganisationId, Role.Caseworker, elsewhere);
        await http.Post("/api/v1/contacts", body with { TeamId = elsewhere }).ExpectProblem(403, "case-not-your-team");
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => api.Execute($"""
            insert into app.contact_client (id, organisation_id, contact_id, client_id, case_id, team_id, at, reached)
            select gen_random_uuid(), organisation_id, '{id}', client_id, id, team_id, '{api.Given.Now:O}', true from app."case" where id = '{cases[0].CaseId}'
            """));
        Assert.Equal("contact_persons_or_anonymous", refused.ConstraintName);
    }

    [Fact]
    public async Task Somebody_elses_client_and_persons_who_are_not_counselled_together_are_refused()
    {
        var (cases, http) = await Household(1);
        var (others, _) = await Household(1);
        var sameTeam = await api.Given.CaseOf(cases[0].TeamId, cases[0].Lead!);
        var problem = await http.Post("/api/v1/contacts", Body([cases[0], others[0]])).ExpectProblem(400, "validation-failed");
        Assert.Equal("/persons/1/clientId", Assert.Single(problem["errors"]!.AsArray()).Value<string>("pointer"));
        await http.Post("/api/v1/contacts", Body([cases[0], sameTeam])).ExpectProblem(409, "contact-persons-apart");

        var theirs = await api.Given.Contact(others[0]);
        await http.GetAsync($"/api/v1/contacts/{theirs}").ExpectProblem(404, "not-found");
        Assert.Empty(await Ids(http, $"caseId={others[0].CaseId}"));
        await http.GetAsync("/api/v1/contacts").ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task Codes_are_checked_at_their_place()
    {
        var (cases, http) = await Household(1);
        var unknown = Body(cases) with { Kind = "dream", Topics = ["housing", "gossip"], Interpreter = "parrot" };
        var problem = await http.Post("/api/v1/contacts", unknown).ExpectProblem(400, "validation-failed");
        Assert.Equal(["/interpreter", "/kind", "/topics/1"],
            problem.Values<string>("errors/*/pointer").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_restricted_topic_or_note_shows_to_the_lead_worker_and_to_nobody_else()
    {
        var (cases, http) = await Household(1);
        var colleague = await api.As(await api.Given.Staff(cases[0].OrganisationId, Role.Caseworker, cases[0].TeamId));
        var body = Body(cases) with
        {
            Topics = ["health", "work"],
            Notes = [new { text = "Diagnose", compartment = "health" }, new { text = "Offen für alle" }],
        };
        var id = await (await http.Post("/api/v1/contacts", body).Expect(201)).Id();

        var lead = await http.Read($"/api/v1/contacts/{id}");
        Assert.Equal(["health", "work"], lead.Values<string>("topics/*"));
        Assert.Equal(2, lead["notes"]!.AsArray().Count);
        var seen = await colleague.Read($"/api/v1/contacts/{id}");
        Assert.Equal(["work"], seen.Values<string>("topics/*"));
        Assert.Equal("Offen für alle", Assert.Single(seen["notes"]!.AsArray()).Value<string>("text"));
        // Not in lists, not even for the lead.
        var list = await http.Read($"/api/v1/contacts?caseId={cases[0].CaseId}");
        Assert.DoesNotContain("health", list.ToJsonString(), StringComparison.Ordinal);
        await colleague.Post("/api/v1/contacts", body).ExpectProblem(403, "contact-compartment-closed");
        await colleague.Post($"/api/v1/contacts/{id}/add-note", new { note = new { text = "Befund", compartment = "health" } }, await Tag(colleague, id))
            .ExpectProblem(403, "contact-compartment-closed");
    }

    [Fact]
    public async Task A_contact_is_corrected_with_a_reason_and_the_trail_keeps_what_it_was()
    {
        var (cases, http) = await Household(2);
        var at = Now;
        var id = await (await http.Post("/api/v1/contacts", Body(cases) with { At = at, DurationMinutes = 30, Topics = ["health", "work"] }).Expect(201)).Id();
        var tag = await Tag(http, id);
        var corrected = Body([cases[1]]) with { At = at, DurationMinutes = 45, Topics = ["work", "family"], Reason = "Falsche Person" };

        await http.Post($"/api/v1/contacts/{id}/correct", corrected with { Reason = "" }, tag).ExpectProblem(400, "validation-failed");
        await http.Post($"/api/v1/contacts/{id}/correct", corrected, tag).Expect(200);
        await http.Post($"/api/v1/contacts/{id}/correct", corrected, tag).ExpectProblem(412, "stale");

        var got = await http.Read($"/api/v1/contacts/{id}");
        Assert.Equal(cases[1].ClientId, Assert.Single(got["persons"]!.AsArray()).Value<Guid>("clientId"));
        Assert.Equal(["family", "work"], got.Values<string>("topics/*"));
        Assert.NotNull(got["correctedAt"]);
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry e join audit.entry_values v on v.entry_id = e.id
            where action = 'CorrectContact' and row_id = '{id}' and v.reason = 'Falsche Person'
               and before ->> 'duration_minutes' = '30' and after ->> 'duration_minutes' = '45'
            """));
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry e join audit.entry_values v on v.entry_id = e.id
            where action = 'CorrectContact' and table_name = 'app.contact_client' and operation = 'delete'
               and before ->> 'client_id' = '{cases[0].ClientId}'
            """));
    }

    [Fact]
    public async Task Only_who_had_the_contact_or_the_teams_supervisor_corrects_it_and_only_for_14_days()
    {
        var (cases, http) = await Household(1);
        var at = Now;
        var id = await (await http.Post("/api/v1/contacts", Body(cases) with { At = at }).Expect(201)).Id();
        var corrected = Body(cases) with { At = at, DurationMinutes = 10, Reason = "Vertippt" };
        var colleague = await api.Given.Staff(cases[0].OrganisationId, Role.Caseworker, cases[0].TeamId);
        var supervisor = await api.Given.Staff(cases[0].OrganisationId, Role.Supervisor, cases[0].TeamId);
        var other = await api.As(colleague);
        await other.Post($"/api/v1/contacts/{id}/correct", corrected, await Tag(other, id)).ExpectProblem(403, "contact-not-yours");
        var head = await api.As(supervisor);
        await head.Post($"/api/v1/contacts/{id}/correct", corrected, await Tag(head, id)).Expect(200);
        await http.Post($"/api/v1/contacts/{id}/correct", corrected with { Persons = null, PersonCount = 1 }, await Tag(http, id))
            .ExpectProblem(409, "contact-stays-anonymous");

        api.Clock.Offset += Contact.CorrectionTime + TimeSpan.FromMinutes(1);
        head = await api.As(supervisor);
        await head.Post($"/api/v1/contacts/{id}/correct", corrected, await Tag(head, id)).ExpectProblem(409, "contact-correction-over");
    }

    [Fact]
    public async Task An_own_note_is_added_and_corrected_and_a_strangers_is_not()
    {
        var (cases, http) = await Household(1);
        var id = await api.Given.Contact(cases[0]);
        await http.Post($"/api/v1/contacts/{id}/add-note", new { note = new { text = "Erst so", isPrivate = true } }, await Tag(http, id)).Expect(200);
        var note = Assert.Single((await http.Read($"/api/v1/contacts/{id}"))["notes"]!.AsArray()).Value<Guid>("id");
        var other = await api.As(await api.Given.Staff(cases[0].OrganisationId, Role.Caseworker, cases[0].TeamId));
        await other.Post($"/api/v1/contacts/{id}/notes/{note}/correct", new { text = "Anders", reason = "x" }, await Tag(other, id))
            .ExpectProblem(403, "contact-note-not-yours");
        await http.Post($"/api/v1/contacts/{id}/notes/{note}/correct", new { text = "Dann so", reason = "Schreibfehler" }, await Tag(http, id)).Expect(200);
        Assert.Equal("Dann so", await api.Sql<string>($"select text from app.contact_note where id = '{note}'"));
        var own = await http.Read("/api/v1/contacts/private-notes");
        Assert.Equal(["Dann so"], own.Values<string>("items/*/text"));
        Assert.Empty((await other.Read("/api/v1/contacts/private-notes"))["items"]!.AsArray());
    }

    [Fact]
    public async Task The_first_contact_belongs_to_the_team_that_is_responsible_and_begins_anew_with_a_handover()
    {
        var (cases, _) = await Household(2);
        var given = cases[0];
        await api.Given.Contact(given, Now.AddMinutes(-5)); // before the team became responsible
        api.Clock.Offset += TimeSpan.FromDays(1);
        var sent = await api.Given.Contact(given);
        api.Clock.Offset += TimeSpan.FromDays(1);
        var receiving = await api.Given.Team(given.OrganisationId);
        var accepted = Now;
        await api.InOrganisation(given.OrganisationId, async db =>
        {
            foreach (var handed in await db.Set<Case>().WithResponsibility().Where(c => c.HouseholdId == given.HouseholdId).ToListAsync())
            {
                handed.HandOver(given.OrganisationId, receiving, null, Now.AddDays(30), null, accepted);
            }
            return await db.SaveChangesAsync();
        });
        Assert.Empty(await First());

        api.Clock.Offset += TimeSpan.FromHours(1);
        await api.Given.Contact(given, reached: false, teamId: receiving);
        await api.Given.Contact(given, at: accepted.AddHours(-1), teamId: receiving); // before the acceptance
        Assert.Empty(await First());
        // In the very minute of the acceptance: times of contacts are kept to the minute.
        var contact = await api.Given.Contact(given, at: accepted.AddTicks(-(accepted.Ticks % TimeSpan.TicksPerMinute)), teamId: receiving);
        api.Clock.Offset += TimeSpan.FromHours(1);
        await api.Given.Contact(given, teamId: receiving);

        var first = Assert.Single(await First());
        Assert.Equal((given.ClientId, contact), (first.ClientId, first.ContactId));
        // The team that had it before keeps its own first contact.
        Assert.Equal(sent, await api.Sql<Guid>($"select contact_id from app.first_contact where case_id = '{given.CaseId}' and team_id = '{given.TeamId}'"));

        Task<List<FirstContact>> First() => api.InOrganisation(given.OrganisationId, db =>
            db.Set<FirstContact>().Where(first => first.TeamId == receiving && first.Until == null).ToListAsync());
    }

    [Fact]
    public async Task A_data_protection_officer_records_and_reads_no_contacts()
    {
        var (cases, _) = await Household(1);
        var http = await api.As(await api.Given.Staff(cases[0].OrganisationId, Role.DataProtectionOfficer, cases[0].TeamId));
        await http.Post("/api/v1/contacts", Body(cases)).ExpectProblem(403, "not-permitted");
        await http.GetAsync($"/api/v1/contacts?caseId={cases[0].CaseId}").ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task A_correction_leaves_alone_the_persons_whose_cases_the_corrector_does_not_see()
    {
        var (cases, http) = await Household(3);
        var at = Now;
        var id = await (await http.Post("/api/v1/contacts", Body(cases) with { At = at, Topics = ["health", "work"] }).Expect(201)).Id();
        var elsewhere = await Hide(cases[0]);
        // Admitted to the compartment, so that its topics are loaded for the correction.
        await api.Given.NamedPerson(cases[0], cases[0].Lead!);
        var shown = await http.Read($"/api/v1/contacts/{id}");
        Assert.Equal(new[] { cases[1].ClientId, cases[2].ClientId }.Order(),
            shown.Values<Guid>("persons/*/clientId").Order());

        // Out goes the one person whom the corrector sees and leaves out, and nobody else.
        var corrected = Body([cases[1]]) with { At = at.AddMinutes(-5), Topics = ["work"], Reason = "Falsche Person" };
        await http.Post($"/api/v1/contacts/{id}/correct", corrected, await Tag(http, id)).Expect(200);

        var kept = await elsewhere.Read($"/api/v1/contacts/{id}");
        var one = Assert.Single(kept["persons"]!.AsArray())!;
        Assert.Equal((cases[0].ClientId, true), (one.Value<Guid>("clientId"), one.Value<bool>("reached")));
        Assert.Equal(2, kept.Value<int>("personCount"));
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(distinct at)
            from (select at from app.contact where id = '{id}' union all select at from app.contact_client where contact_id = '{id}') t
            """));
        Assert.Equal(cases[0].ClientId, await api.Sql<Guid>($"select client_id from app.contact_restricted_topic where contact_id = '{id}'"));
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.contact_client where contact_id = '{id}' and client_id = '{cases[2].ClientId}'"));
        Assert.Equal(["work"],
            (await http.Read($"/api/v1/contacts/{id}")).Values<string>("topics/*"));

        // Naming a person whom one does not see is refused like naming a stranger, and does not join a second household to the contact.
        var named = (await http.Post($"/api/v1/contacts/{id}/correct", Body([cases[1], cases[0]]) with { At = at, Reason = "Doch dabei" }, await Tag(http, id))
            .ExpectProblem(400, "validation-failed"))["errors"]![0]!;
        Assert.Equal(("/persons/1/clientId", "contact-without-case"), (named.Value<string>("pointer"), named.Value<string>("code")));
        var apart = await api.Given.CasesOfHousehold(cases[1].TeamId, cases[1].Lead!, 1);
        await http.Post($"/api/v1/contacts/{id}/correct", Body(apart) with { At = at, Reason = "Andere Familie" }, await Tag(http, id))
            .ExpectProblem(409, "contact-persons-apart");
    }

    [Fact]
    public async Task A_talk_with_both_before_they_parted_is_recorded_afterwards_and_none_with_both_since()
    {
        var (cases, http) = await Household(2);
        var household = $"/api/v1/households/{cases[0].HouseholdId}";
        await http.Post($"{household}/members/{cases[1].ClientId}/remove", new { reason = "Trennung" },
            (await http.GetAsync(household).Expect(200)).Tag()).Expect(200);
        var id = await (await http.Post("/api/v1/contacts", Body(cases) with { At = Now.AddDays(-2) }).Expect(201)).Id();
        Assert.Equal(cases[0].HouseholdId, await api.Sql<Guid>($"select household_id from app.contact where id = '{id}'"));
        await http.Post("/api/v1/contacts", Body(cases)).ExpectProblem(409, "contact-persons-apart");
        // Who was left out by mistake is added, as long as it is of that time.
        var alone = await (await http.Post("/api/v1/contacts", Body([cases[0]]) with { At = Now.AddDays(-3) }).Expect(201)).Id();
        await http.Post($"/api/v1/contacts/{alone}/correct", Body(cases) with { At = Now.AddDays(-3), Reason = "Sie war dabei" },
            await Tag(http, alone)).Expect(200);
    }

    [Fact]
    public async Task A_note_about_a_person_whom_the_reader_does_not_see_is_not_shown_and_every_person_of_a_shown_note_is_on_record()
    {
        var (cases, http) = await Household(3);
        var at = Now;
        var id = await (await http.Post("/api/v1/contacts", Body(cases) with
        {
            At = at,
            Notes =
            [
                new { text = "Über die Erste", clientId = cases[0].ClientId }, new { text = "Über die Zweite", clientId = cases[1].ClientId },
                new { text = "Über die Dritte", clientId = cases[2].ClientId }, new { text = "Über alle" },
            ],
        }).Expect(201)).Id();
        // The third person is taken out; what was noted about her stays readable to who sees her.
        await http.Post($"/api/v1/contacts/{id}/correct", Body([cases[0], cases[1]]) with { At = at, Reason = "War nicht dabei" }, await Tag(http, id))
            .Expect(200);
        var elsewhere = await Hide(cases[0]);

        Assert.Equal(["Über die Zweite", "Über die Dritte", "Über alle"], await Notes(http));
        Assert.Equal(new[] { cases[1].ClientId, cases[2].ClientId }.Order(), await Recorded("GetContact", cases[0].Lead!));
        Assert.Equal(["Über die Erste", "Über alle"], await Notes(elsewhere));

        // Another case of the same person opens nothing of this one.
        var tag = (await elsewhere.GetAsync($"/api/v1/cases/{cases[0].CaseId}").Expect(200)).Tag();
        await elsewhere.Post($"/api/v1/cases/{cases[0].CaseId}/close", new { reasonCode = "moved-away" }, tag).Expect(200);
        await api.Given.Case(cases[0].OrganisationId, cases[0].ClientId, cases[0].TeamId, cases[0].Lead!.StaffId);
        Assert.Equal(["Über die Zweite", "Über die Dritte", "Über alle"], await Notes(http));

        async Task<List<string>> Notes(HttpClient reader) =>

        [
            .. (await reader.Read($"/api/v1/contacts/{id}")).Values<string>("notes/*/text")];
    }

    [Fact]
    public async Task Reading_a_private_note_about_all_persons_is_on_record_for_each_also_after_the_handover()
    {
        var (cases, http) = await Household(2);
        await http.Post("/api/v1/contacts", Body(cases) with { Notes = [new { text = "Nur für mich", isPrivate = true }] }).Expect(201);
        Assert.Single((await http.Read("/api/v1/contacts/private-notes"))["items"]!.AsArray());
        Assert.Equal(cases.Select(c => c.ClientId).Order(), await Recorded("ListPrivateNotes", cases[0].Lead!));

        var handover = await api.Given.HouseholdToHandOver(1);
        var handed = handover.Cases[0];
        await api.Given.ContactWith(handed, handover.Sender, handover.SendingTeam);
        await handover.Accepted();
        api.Clock.Offset += TimeSpan.FromDays(15); // The grace period is over.
        var sender = await handover.From;
        Assert.Empty(await Ids(sender, $"clientId={handed.ClientId}"));
        Assert.Single((await sender.Read("/api/v1/contacts/private-notes"))["items"]!.AsArray());
        Assert.Equal([handed.ClientId], await Recorded("ListPrivateNotes", handover.Sender));
    }

    // -------------------------------------------------------------------------------------------------------------------

    private sealed record Person(Guid ClientId, bool Present);

    private sealed record Request(DateTimeOffset At, string Kind, string Outcome, IReadOnlyList<Person>? Persons)
    {
        public int? DurationMinutes { get; init; }
        public string? Language { get; init; }
        public string? Interpreter { get; init; }
        public string[] Topics { get; init; } = [];
        public int? PersonCount { get; init; }
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Guid? TeamId { get; init; }
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public object[]? Notes { get; init; }
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Reason { get; init; }
    }

    private Request Body(IReadOnlyList<GivenCase> cases, bool[]? present = null) =>
        new(Now, "accommodation", "counselled", [.. cases.Select((given, n) => new Person(given.ClientId, present?[n] ?? true))]);

    private async Task<(IReadOnlyList<GivenCase> Cases, HttpClient Http)> Household(int members)
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        return (await api.Given.CasesOfHousehold(team, lead, members), await api.As(lead));
    }

    /// <summary>Another team of the organisation takes over one person's case, so that who led it does not see it any more. Its member.</summary>
    private async Task<HttpClient> Hide(GivenCase given)
    {
        var team = await api.Given.Team(given.OrganisationId);
        var lead = await api.Given.Staff(given.OrganisationId, Role.Caseworker, team);
        await api.InOrganisation(given.OrganisationId, async db =>
        {
            var moved = await db.Set<Case>().WithResponsibility().SingleAsync(c => c.Id == given.CaseId);
            moved.HandOver(given.OrganisationId, team, lead.StaffId, Now, null, Now);
            return await db.SaveChangesAsync();
        });
        return await api.As(lead);
    }

    /// <summary>The persons on record for the last reading of somebody.</summary>
    private async Task<IEnumerable<Guid>> Recorded(string action, Fixture.Person reader) =>
        (await api.Sql<Guid[]>($"""
            select client_ids from audit.entry where kind = 'read' and action = '{action}' and staff_id = '{reader.StaffId}' order by id desc limit 1
            """)).Order();

    private static async Task<string> Tag(HttpClient http, Guid id) => (await http.GetAsync($"/api/v1/contacts/{id}").Expect(200)).Tag();

    private static async Task<List<Guid>> Ids(HttpClient http, string query) =>
        [.. (await http.Read($"/api/v1/contacts?{query}")).Values<Guid>("items/*/id")];
}

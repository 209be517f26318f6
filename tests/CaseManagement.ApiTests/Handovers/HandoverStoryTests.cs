using System.Text.Json.Nodes;
using CaseManagement.Api.Handovers;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Handovers;

/// <summary>The way of a handover, use case by use case, seen from both sides.</summary>
public sealed class HandoverStoryTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_household_is_prepared_submitted_queried_answered_submitted_again_accepted_and_completed()
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Submitted();
        var package = await handover.Package(handover.To);
        Assert.True(package.Value<bool>("isVerified"));
        var place = $"/persons/{handover.Cases[1].ClientId}/documents/passport";
        Assert.Contains(place, package.Values<string>("places/*"));

        await handover
            .Move(
                handover.To,
                "review-items",
                new
                {
                    items = new object[]
                    {
                        new { place = $"/persons/{handover.Cases[0].ClientId}" },
                        new { place, question = "Original oder Kopie?" },
                    },
                })
            .Expect(200);
        await handover.Move(handover.To, "accept", new { }).ExpectProblem(409, "handover-queries-open");
        await handover.Move(handover.To, "request-clarification", new { note = "Nur noch der Pass." }).Expect(200);

        var asked = await handover.Get(handover.From);
        Assert.Equal(
            "Original oder Kopie?",
            asked["items"]!.AsArray().Single(item => item.Value<string>("verdict") == "queried").Value<string>("question"));
        var refused = await handover.Move(handover.From, "submit").ExpectProblem(409, "handover-incomplete");
        Assert.Equal((place, "answer-missing"), (refused.Value<string>("errors/0/pointer"), refused.Value<string>("errors/0/code")));
        await handover.Move(handover.From, "answer-queries", new { answers = new[] { new { place, answer = "Original." } } }).Expect(200);
        await handover.Move(handover.From, "submit").Expect(200);

        var again = await handover.Get(handover.To);
        Assert.Equal(2, again.Value<int>("packageVersion"));
        // What was accepted and has not changed need not be looked at again.
        Assert.Equal(
            [$"/persons/{handover.Cases[0].ClientId}"],
            again["items"]!.AsArray().Where(item => item.Value<int>("packageVersion") == 2).Select(item => item.Value<string>("place")));
        await handover.Move(handover.To, "accept", new { leadStaffId = handover.Receiver.StaffId }).Expect(200);

        var missing = await handover.Move(handover.To, "complete").ExpectProblem(409, "handover-first-contact-missing");
        Assert.Equal(2, missing["errors"]!.AsArray().Count);
        foreach (var c in handover.Cases)
        {
            await api.Given.ContactWith(c, handover.Receiver, handover.ReceivingTeam);
        }
        await handover.Move(handover.To, "complete").Expect(200);

        var done = await handover.Get(handover.From);
        Assert.Equal("completed", done.Value<string>("status"));
        Assert.Equal(
            ["prepare", "submit", "request-clarification", "submit", "accept", "complete"],
            done.Values<string>("timeline/*/action"));
        Assert.Equal("Nur noch der Pass.", done.Value<string>("timeline/2/note"));
    }

    [Fact]
    public async Task Nobody_waits_for_a_first_contact_with_whose_case_is_closed()
    {
        var handover = await (await api.Given.HouseholdToHandOver(2)).Accepted();
        await api.Given.ContactWith(handover.Cases[0], handover.Receiver, handover.ReceivingTeam);
        await handover.Move(handover.To, "complete").ExpectProblem(409, "handover-first-contact-missing");
        var to = await handover.To;
        var path = $"/api/v1/cases/{handover.Cases[1].CaseId}";
        await to.Post($"{path}/close", new { reasonCode = "deceased" }, (await to.GetAsync(path)).Tag()).Expect(200);
        await api.SendAsSystem(handover.Receiver.OrganisationId, new WatchHandovers());
        Assert.Equal("completed", (await handover.Get(handover.To)).Text("status"));
    }

    [Fact]
    public async Task An_incomplete_handover_is_refused_with_the_same_list_that_completeness_shows()
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Prepared();
        var (first, second) = (handover.Cases[0].ClientId, handover.Cases[1].ClientId);
        await api.Given.Assessed(handover.Cases[0],
            new GivenNeed("housing", "acute"), new GivenNeed("work", "medium"), new GivenNeed("finances", "high", GapReason: "no-offer"));

        var shown = await (await handover.From).Read($"{handover.Path}/completeness");
        var refused = await handover.Move(handover.From, "submit").ExpectProblem(409, "handover-incomplete");

        Assert.False(shown.Value<bool>("complete"));
        var missing = shown["missing"]!.AsArray().Select(item => (item.Value<string>("place"), item.Value<string>("code"))).ToList();
        Assert.Equal(missing, refused["errors"]!.AsArray().Select(error => (error.Value<string>("pointer"), error.Value<string>("code"))));
        var need = await api.Sql<Guid>($"select id from app.assessment_area where client_id = '{first}' and area = 'housing'");
        (string, string)[] expected =
        [
            ($"/persons/{first}/needs/{need}", "need-unsettled"),
            ($"/persons/{first}/documents", "documents-missing"),
            ($"/persons/{second}/assessment", "assessment-missing"),
            ($"/persons/{second}/documents", "documents-missing"),
            ("/openItems", "open-items-missing"),
        ];
        Assert.Equal(expected.Order(), missing.Order());
        Assert.Equal("draft", await handover.Status());
        Assert.Equal("handover-incomplete", Action(await handover.Get(handover.From), "submit").Value<string>("code"));
    }

    [Fact]
    public async Task Stating_that_nothing_is_open_settles_the_open_items_and_contradicting_it_is_refused()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Ready();
        var documents = new[] { new { clientId = handover.Cases[0].ClientId, kind = "passport", missingReason = "Bei der Botschaft" } };
        await handover.Write(new { receivingTeamId = handover.ReceivingTeam, documents, openItems = Array.Empty<object>(), noOpenItems = true }).Expect(200);
        Assert.True((await (await handover.From).Read($"{handover.Path}/completeness")).Value<bool>("complete"));
        var problem = await handover
            .Write(
                new
                {
                    receivingTeamId = handover.ReceivingTeam,
                    documents,
                    openItems = new[] { new { text = "Doch etwas" } },
                    noOpenItems = true,
                })
            .ExpectProblem(400, "validation-failed");
        Assert.Equal("/noOpenItems", problem.Value<string>("errors/0/pointer"));
    }

    [Fact]
    public async Task Every_fault_of_the_content_is_told_at_once()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Prepared();
        Task<string[]> Faults(string kind) => Pointers(handover.Write(new
        {
            receivingTeamId = handover.ReceivingTeam,
            documents = new object[] { new { kind }, new { clientId = Guid.CreateVersion7(), kind = "passport" }, new { kind = "medical-report" } },
            openItems = new object[] { new { id = Guid.CreateVersion7(), text = "x" } },
            includedItems = new[] { Guid.CreateVersion7() },
        }).ExpectProblem(400, "validation-failed"));
        // What no code list knows is told before the household is looked at.
        Assert.Equal(["/documents/0/kind"], await Faults("no-such-kind"));
        Assert.Equal(["/documents/1/clientId", "/documents/2/clientId", "/includedItems/0", "/openItems/0/id"], await Faults("tenancy"));
    }

    private static async Task<string[]> Pointers(Task<JsonNode> problem) =>
        [.. (await problem).Values<string>("errors/*/pointer").Order()];

    [Fact]
    public async Task That_one_is_being_prepared_stands_in_the_timeline_and_can_be_asked_for()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Prepared();
        var told = await (await handover.From).Read($"/api/v1/cases/{handover.Cases[0].CaseId}/timeline?kind=handover_draft");
        Assert.Equal([$"{handover.Id}"], told.Values<string>("items/*/subjectId"));
    }

    [Fact]
    public async Task A_second_open_handover_of_a_household_is_refused_with_a_link_to_the_first()
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Prepared();
        var problem = await (await handover.From)
            .Post("/api/v1/handovers", new { householdId = handover.Household, receivingTeamId = handover.ReceivingTeam })
            .ExpectProblem(409, "handover-already-open");
        Assert.Equal(handover.Id, problem.Value<Guid>("handoverId"));
    }

    [Fact]
    public async Task Two_drafts_at_once_leave_one()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => handover.From));
        var answers = await Task.WhenAll(
            clients.Select(client =>
                client.Post("/api/v1/handovers", new { householdId = handover.Household, receivingTeamId = handover.ReceivingTeam })));
        Assert.Single(answers, answer => (int)answer.StatusCode == 201);
        Assert.All(answers.Where(answer => (int)answer.StatusCode != 201), answer => Assert.Equal(409, (int)answer.StatusCode));
    }

    [Fact]
    public async Task Somebody_elses_household_and_one_of_another_team_cannot_be_handed_over()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var body = new { householdId = handover.Household, receivingTeamId = handover.ReceivingTeam };
        await (await handover.To).Post("/api/v1/handovers", body).ExpectProblem(404, "not-found");
        var colleague = await api.Given.Staff(handover.Sender.OrganisationId, Role.AccommodationStaff, await api.Given.Team(handover.Sender.OrganisationId));
        await (await api.As(colleague)).Post("/api/v1/handovers", body).ExpectProblem(404, "not-found");
        await (await handover.From)
            .Post("/api/v1/handovers", body with { receivingTeamId = handover.SendingTeam })
            .ExpectProblem(409, "handover-same-team");
        await (await handover.From)
            .Post("/api/v1/handovers", body with { receivingTeamId = Guid.CreateVersion7() })
            .ExpectProblem(400, "validation-failed");
        await (await api.As(await api.Given.Staff(handover.Sender.OrganisationId, Role.DataProtectionOfficer)))
            .Post("/api/v1/handovers", body)
            .ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task A_draft_is_the_senders_alone_and_leaves_nothing_but_the_trail_when_discarded()
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Prepared();
        await handover.Written();
        await (await handover.To).GetAsync(handover.Path).ExpectProblem(404, "not-found");
        var client = await handover.From;
        await client.Send(HttpMethod.Delete, handover.Path, ifMatch: await handover.Tag(client)).Expect(204);
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.handover where id = '{handover.Id}'"));
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry
            where action = 'DiscardHandover' and operation = 'delete' and table_name = 'app.handover' and row_id = '{handover.Id}'
            """));
        // And the household can be prepared anew.
        await handover.Prepared();
    }

    [Fact]
    public async Task What_was_submitted_is_not_discarded_but_withdrawn_for_a_coded_reason_and_the_sender_stays_responsible()
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Submitted();
        var client = await handover.From;
        await client.Send(HttpMethod.Delete, handover.Path, ifMatch: await handover.Tag(client)).ExpectProblem(409, "handover-only-drafts");
        await handover.Move(handover.From, "withdraw", new { reasonCode = "because" }).ExpectProblem(400, "validation-failed");
        await handover.Move(handover.From, "withdraw", new { reasonCode = "allocation-cancelled", note = "Neue Zuweisung" }).Expect(200);
        await AssertStaysWithSender(handover, "withdrawn");
        // The package was disclosed for an answer; there is nothing to answer any more.
        await (await handover.To).GetAsync($"{handover.Path}/package").ExpectProblem(404, "not-found");
        Assert.Equal("allocation-cancelled", (await handover.Get(handover.To))["timeline"]!.AsArray().Last().Value<string>("reasonCode"));
    }

    [Fact]
    public async Task A_declined_handover_changes_nothing_and_the_household_can_be_handed_to_somebody_else()
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Submitted();
        await handover.Move(handover.To, "decline", new { reasonCode = "not-responsible" }).Expect(200);
        await AssertStaysWithSender(handover, "declined");
        await handover.Prepared();
    }

    [Fact]
    public async Task A_return_is_a_new_handover_that_links_to_the_accepted_one()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Accepted();
        var client = await handover.To;
        await client
            .Post("/api/v1/handovers", new { householdId = handover.Household, returnsHandoverId = handover.Id })
            .ExpectProblem(400, "validation-failed");
        var id = await (
            await client
                .Post(
                    "/api/v1/handovers",
                    new
                    {
                        householdId = handover.Household,
                        returnsHandoverId = handover.Id,
                        returnReason = "housing-lost",
                    })
                .Expect(201)).Id();
        var returned = await client.Read($"/api/v1/handovers/{id}");
        Assert.Equal(handover.Id, returned.Value<Guid>("returnsHandoverId"));
        Assert.Equal(handover.SendingTeam, returned.Value<Guid>("receiver/teamId"));
        Assert.Equal(id, (await handover.Get(handover.To)).Value<Guid>("returnedBy/0"));
        // Once at a time, and it is said before.
        Assert.Equal("handover-already-open", await Returning());
        await client.Post("/api/v1/handovers", new { householdId = handover.Household, returnsHandoverId = handover.Id, returnReason = "housing-lost" })
            .ExpectProblem(409, "handover-already-open");

        // The household goes back the whole way, with the assessment that came along.
        var tag = (await client.GetAsync($"/api/v1/handovers/{id}")).Tag();
        tag = (
            await client
                .Put(
                    $"/api/v1/handovers/{id}",
                    new
                    {
                        receivingTeamId = handover.SendingTeam,
                        documents = new[] { new { clientId = handover.Cases[0].ClientId, kind = "passport" } },
                        openItems = Array.Empty<object>(),
                        noOpenItems = true,
                    },
                    tag)
                .Expect(200)).Tag();
        var back = await api.As(await api.Given.Staff(handover.Sender.OrganisationId, Role.Supervisor, handover.SendingTeam));
        await client.Post($"/api/v1/handovers/{id}/submit", null, tag).Expect(200);
        await back.Post($"/api/v1/handovers/{id}/accept", new { }, (await back.GetAsync($"/api/v1/handovers/{id}").Expect(200)).Tag()).Expect(200);
        Assert.Equal(handover.SendingTeam, await api.Sql<Guid>($"select team_id from app.\"case\" where id = '{handover.Cases[0].CaseId}'"));
        Assert.Equal("handover-not-responsible", await Returning()); // Who has given it back returns it no more.

        async Task<string?> Returning() => (await handover.Get(handover.To))["allowedActions"]!.AsArray()
            .Single(allowed => allowed.Text("action") == "return").Text("code");
    }

    [Theory]
    [InlineData("submit", true)]
    [InlineData("withdraw", true)]
    [InlineData("answer-queries", true)]
    [InlineData("accept", false)]
    [InlineData("decline", false)]
    [InlineData("request-clarification", false)]
    [InlineData("review-items", false)]
    [InlineData("complete", false)]
    public async Task A_move_of_the_other_side_an_illegal_one_and_a_stale_tag_are_refused_and_change_nothing(string action, bool isSenders)
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        object body = action switch
        {
            "withdraw" => new { reasonCode = "stays" },
            "decline" => new { reasonCode = "duplicate" },
            "request-clarification" or "review-items" => new { items = new[] { new { place = $"/persons/{handover.Cases[0].ClientId}", question = "?" } } },
            "answer-queries" => new { answers = new[] { new { place = "/x", answer = "y" } } },
            _ => new { },
        };
        var supervisor = await api.Given.Staff(handover.Sender.OrganisationId, Role.Supervisor, handover.SendingTeam);
        var (own, other) = isSenders ? (handover.From, handover.To) : (handover.To, api.As(supervisor));
        await handover.Move(other, action, body).ExpectProblem(409, "handover-other-side");
        if (!isSenders)
        {
            // Accommodation staff hand over; they never receive.
            await handover.Move(handover.From, action, body).ExpectProblem(403, "not-permitted");
        }
        if (action is "submit" or "complete" or "answer-queries")
        {
            var illegal = await handover.Move(own, action, body).ExpectProblem(409, "handover-transition");
            Assert.Equal(isSenders ? ["withdraw"] : ["accept", "decline", "request-clarification"], illegal.Values<string>("allowedActions/*"));
            var shown = (await (await own).Read(handover.Path))["allowedActions"]!.AsArray();
            var reason = shown.Single(allowed => allowed.Text("action") == (isSenders ? "submit" : "complete")).Text("reason")!;
            Assert.Equal((isSenders, !isSenders), (reason.Contains("withdraw", StringComparison.Ordinal), reason.Contains("accept", StringComparison.Ordinal)));
        }
        else
        {
            await (await own).Post($"{handover.Path}/{action}", body, "\"1\"").ExpectProblem(412, "stale");
            await (await own).Post($"{handover.Path}/{action}", body).ExpectProblem(428, "if-match-required");
        }
        Assert.Equal("submitted", await handover.Status());
        // Nobody else finds it.
        var town = await api.Given.Organisation();
        var stranger = await api.Given.Staff(town, Role.Caseworker, await api.Given.Team(town));
        await (await api.As(stranger)).Post($"{handover.Path}/{action}", body, "\"1\"").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Writing_while_the_package_is_with_the_receiver_is_refused_and_so_is_another_receiver_afterwards()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        var content = new { receivingTeamId = handover.ReceivingTeam, documents = Array.Empty<object>(), openItems = Array.Empty<object>() };
        await handover.Write(content).ExpectProblem(409, "handover-transition");
        await handover
            .Move(
                handover.To,
                "request-clarification",
                new { items = new[] { new { place = $"/persons/{handover.Cases[0].ClientId}", question = "?" } } })
            .Expect(200);
        var elsewhere = await api.Given.Team(await api.Given.Organisation());
        await handover.Write(content with { receivingTeamId = elsewhere }).ExpectProblem(409, "handover-receiver-fixed");
        await (await handover.From).Put(handover.Path, content, "\"1\"").ExpectProblem(412, "stale");
    }

    [Fact]
    public async Task Clarification_needs_a_question_about_an_item_that_is_there_and_answers_go_to_questions_only()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        await handover.Move(handover.To, "request-clarification", new { }).ExpectProblem(409, "handover-nothing-queried");
        var nowhere = await handover
            .Move(handover.To, "request-clarification", new { items = new[] { new { place = "/persons/nobody", question = "?" } } })
            .ExpectProblem(400, "validation-failed");
        Assert.Equal("/items/0/place", nowhere.Value<string>("errors/0/pointer"));
        await handover
            .Move(
                handover.To,
                "request-clarification",
                new { items = new[] { new { place = $"/persons/{handover.Cases[0].ClientId}", question = "Wer?" } } })
            .Expect(200);
        await handover
            .Move(handover.From, "answer-queries", new { answers = new[] { new { place = "/openItems/1", answer = "?" } } })
            .ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task A_repeated_idempotency_key_gets_the_first_answer_and_accepts_once()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        var client = await handover.To;
        var tag = await handover.Tag(client);
        var first = await client.Post($"{handover.Path}/accept", new { }, tag, "once").Expect(200);
        var second = await client.Post($"{handover.Path}/accept", new { }, tag, "once").Expect(200);
        Assert.Equal(first.Tag(), second.Tag());
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.handover_move where handover_id = '{handover.Id}' and action = 'accept'"));
    }

    [Fact]
    public async Task Lists_show_what_my_teams_send_and_receive_by_status_and_page_by_page()
    {
        var first = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        var sender = await first.From;
        var cases = await api.Given.CasesOfHousehold(first.SendingTeam, first.Sender, 2);
        var second = await new GivenHandover(api, first.Sender, first.Receiver, first.ReceivingTeam, cases).Prepared();

        var page = await sender.Read("/api/v1/handovers?direction=sent&limit=1");
        Assert.Equal(second.Id, page.Value<Guid>("items/0/id"));
        Assert.Equal(2, page.Value<int>("items/0/personCount"));
        var next = await (
            await sender.GetAsync($"/api/v1/handovers?direction=sent&limit=1&cursor={page.Value<string>("nextCursor")}").Expect(200)).Json();
        Assert.Equal(first.Id, next.Value<Guid>("items/0/id"));
        Assert.Null(next["nextCursor"]);

        Assert.Equal([first.Id], await Ids(first.To, "direction=received"));
        Assert.Equal([second.Id], await Ids(first.From, "direction=sent&status=draft"));
        Assert.Empty(await Ids(first.From, "direction=sent&overdue=true"));
        Assert.Empty(await Ids(first.From, "direction=received"));
        var colleague = await api.Given.Staff(first.Sender.OrganisationId, Role.AccommodationStaff, await api.Given.Team(first.Sender.OrganisationId));
        Assert.Empty(await Ids(api.As(colleague), "direction=sent"));
        await (await api.As(colleague)).GetAsync(first.Path).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Allowed_actions_say_why_not()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        var (from, to) = (await handover.Get(handover.From), await handover.Get(handover.To));
        Assert.True(Action(to, "accept").Value<bool>("allowed"));
        Assert.True(Action(to, "decline").Value<bool>("allowed"));
        Assert.Equal("handover-other-side", Action(to, "withdraw").Value<string>("code"));
        Assert.True(Action(from, "withdraw").Value<bool>("allowed"));
        Assert.Equal("handover-other-side", Action(from, "accept").Value<string>("code"));
        Assert.Equal("handover-transition", Action(from, "submit").Value<string>("code"));
        Assert.Equal("handover-system-only", Action(to, "expire").Value<string>("code"));
        Assert.Null(to["draft"]);
        Assert.NotNull(from["draft"]);
    }

    [Fact]
    public async Task The_list_names_whom_a_handover_is_about_as_far_as_that_was_disclosed_and_no_refusal_does()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Prepared();
        var name = await api.Sql<string>($"select family_name from app.client where id = '{handover.Cases[0].ClientId}'");
        var refused = await handover.Move(handover.From, "submit").ExpectProblem(409, "handover-incomplete");
        Assert.DoesNotContain(name, refused.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal([name], await Names(handover.From, "sent"));

        var submitted = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        name = await api.Sql<string>($"select family_name from app.client where id = '{submitted.Cases[0].ClientId}'");
        Assert.Equal([name], await Names(submitted.To, "received"));
        Assert.Equal(name, (await submitted.Get(submitted.To)).Text("persons/0/familyName"));
        await submitted.Move(submitted.To, "decline", new { reasonCode = "not-responsible" }).Expect(200);
        Assert.Empty(await Names(submitted.To, "received"));
        Assert.Equal([name], await Names(submitted.From, "sent"));

        static async Task<IEnumerable<string>> Names(Task<HttpClient> client, string direction) =>
            (await (await client).Read($"/api/v1/handovers?direction={direction}"))["items"]!.AsArray()
                .SelectMany(row => row.Values<string>("persons/*/familyName"));
    }

    private static JsonNode Action(JsonNode handover, string action) =>
        handover["allowedActions"]!.AsArray().Single(allowed => allowed.Value<string>("action") == action)!;

    private static async Task<List<Guid>> Ids(Task<HttpClient> who, string query) =>
        (await (await who).Read($"/api/v1/handovers?{query}")).Values<Guid>("items/*/id")
            .ToList();

    private async Task AssertStaysWithSender(GivenHandover handover, string status)
    {
        Assert.Equal(status, await handover.Status());
        Assert.Equal(handover.Cases.Count, await api.Sql<int>($"""
            select count(*)::int from app."case"
            where client_id in ({handover.Clients}) and organisation_id = '{handover.Sender.OrganisationId}'
              and team_id = '{handover.SendingTeam}' and status = 'open'
            """));
        Assert.Equal(handover.Cases.Count, await api.Sql<int>($"""
            select count(*)::int from app.case_responsibility r join app."case" c on c.id = r.case_id
            where c.client_id in ({handover.Clients}) and r.until_at is null
            """));
    }
}

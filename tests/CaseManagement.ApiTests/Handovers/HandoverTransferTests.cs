using CaseManagement.Api.Handovers;
using CaseManagement.ApiTests.Fixture;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CaseManagement.ApiTests.Handovers;

/// <summary>What moves to the receiver, what stays, and that it is all or nothing.</summary>
public sealed class HandoverTransferTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    // Every table of a person's file, by what names the person there.
    private static readonly string[] FileTables = ["client", "case", "household_member", "assessment", "assessment_area", "contact_client"];

    [Fact]
    public async Task The_receiver_sees_nothing_before_acceptance_everything_after_and_the_sender_reads_on_for_the_grace_period()
    {
        var handover = await api.Given.HouseholdToHandOver();
        await api.Given.ContactWith(handover.Cases[0], handover.Sender, handover.SendingTeam);
        await handover.Submitted();
        var (district, town) = (handover.Sender.OrganisationId, handover.Receiver.OrganisationId);
        await AssertSees(handover, district, true);
        await AssertSees(handover, town, false);

        await handover.Move(handover.To, "accept", new { leadStaffId = handover.Receiver.StaffId }).Expect(200);

        await AssertSees(handover, town, true);
        await AssertSees(handover, district, true);
        Assert.Equal(0, await api.InOrganisation(district, db => db.Database.ExecuteSqlAsync($"""
            update app.client set updated_at = access.now() where id = {handover.Cases[0].ClientId}
            """)));
        api.Clock.Offset += TimeSpan.FromDays(14) + TimeSpan.FromMinutes(1);
        await AssertSees(handover, district, false);
        await AssertSees(handover, town, true);
        // The frozen package stays.
        Assert.True((await handover.Package(handover.From)).Value<bool>("isVerified"));
    }

    [Fact]
    public async Task Responsibility_passes_in_one_instant_without_a_gap()
    {
        var handover = await (await api.Given.HouseholdToHandOver(3)).Accepted();
        await AssertOneTeamEach(handover);
        foreach (var c in handover.Cases)
        {
            Assert.Equal(1L, await api.Sql<long>($"""
                select count(*) from app.case_responsibility a join app.case_responsibility b on b.case_id = a.case_id and b.from_at = a.until_at
                join app.handover h on h.accepted_at = b.from_at
                where h.id = '{handover.Id}' and a.case_id = '{c.CaseId}' and a.ended_by = 'handed_over' and a.team_id = '{handover.SendingTeam}'
                  and b.team_id = '{handover.ReceivingTeam}' and b.lead_staff_id = '{handover.Receiver.StaffId}' and b.until_at is null
                """));
        }
    }

    [Fact]
    public async Task Who_assigns_cases_leads_what_she_accepts_only_with_a_reason_and_the_officers_are_told()
    {
        var given = await api.Given.HouseholdToHandOver();
        var town = given.Receiver.OrganisationId;
        var supervisor = await api.Given.Staff(town, Role.Supervisor, given.ReceivingTeam);
        var officer = await api.As(await api.Given.Staff(town, Role.DataProtectionOfficer));
        var handover = await new GivenHandover(api, given.Sender, supervisor, given.ReceivingTeam, given.Cases).Submitted();
        var own = new { leadStaffId = supervisor.StaffId };
        await handover.Move(handover.To, "accept", own).ExpectProblem(400, "validation-failed");
        await handover.Move(handover.To, "accept", new { own.leadStaffId, reason = " " }).ExpectProblem(400, "validation-failed");
        Assert.Equal("submitted", await handover.Status());
        await handover.Move(handover.To, "accept", new { own.leadStaffId, reason = "Kollegin krank" }).Expect(200);
        var told = (await officer.Read("/api/v1/notices"))["items"]!.AsArray().Where(notice => notice.Text("kind") == "case-lead-by-own-hand");
        Assert.Equal(handover.Cases.Select(of => of.CaseId).Order(), told.Select(notice => notice.Value<Guid>("subjectId")).Order());
        Assert.Equal("Kollegin krank", await api.Sql<string>(
            $"select max(reason) from audit.entry where organisation_id = '{town}' and action = 'AcceptHandover'"));
    }

    [Fact]
    public async Task Open_reminders_go_along_to_the_new_lead_closed_ones_and_private_notes_stay()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var open = await api.Given.Reminder(handover.Cases[0]);
        var done = await api.Given.Reminder(handover.Cases[0]);
        await api.Execute($"update app.reminder set status = 'done', closed_at = '{api.Given.Now:O}' where id = '{done}'");
        var contact = await api.Given.ContactWith(handover.Cases[0], handover.Sender, handover.SendingTeam);
        await handover.Accepted();

        Assert.Equal(
            (handover.Receiver.OrganisationId, handover.ReceivingTeam, handover.Receiver.StaffId),
            (
                await Owner("reminder", open),
                await api.Sql<Guid>($"select team_id from app.reminder where id = '{open}'"),
                await api.Sql<Guid>($"select assignee_id from app.reminder where id = '{open}'")));
        Assert.Equal(handover.Sender.OrganisationId, await Owner("reminder", done));
        Assert.Equal(handover.Receiver.OrganisationId, await Owner("contact", contact));
        Assert.Equal(handover.Receiver.OrganisationId, await api.Sql<Guid>($"""
            select organisation_id from app.contact_note where contact_id = '{contact}' and not is_private
            """));
        Assert.Equal(handover.Sender.OrganisationId, await api.Sql<Guid>($"""
            select organisation_id from app.contact_note where contact_id = '{contact}' and is_private
            """));
        // What the sender has listed as open is on the receiver's desk.
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from app.reminder
            where organisation_id = '{handover.Receiver.OrganisationId}' and kind = 'personal' and title = 'Kindergartenplatz beantragen'
              and due_on = '{api.Given.Today.AddDays(60):O}' and assignee_id = '{handover.Receiver.StaffId}'
            """));
    }

    [Fact]
    public async Task Whom_the_sender_has_admitted_to_a_compartment_is_admitted_no_longer()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var colleague = await api.Given.Staff(handover.Sender.OrganisationId, Role.Caseworker);
        var named = await api.Given.NamedPerson(handover.Cases[0], colleague);
        await handover.Accepted();
        Assert.True(await api.Sql<bool>($"select ended_at is not null from app.named_person where id = '{named}'"));
    }

    [Fact]
    public async Task Restricted_items_go_along_only_where_they_were_included_one_by_one()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var (included, kept) = (
            await api.Given.RestrictedRecord(handover.Cases[0], content: "Insulin"),
            await api.Given.RestrictedRecord(handover.Cases[0], content: "Trauma"));
        await api.Given.Assessed(
            handover.Cases[0],
            new GivenNeed("housing", "acute", "Wohnungshilfe"),
            new GivenNeed("health", "high", "Hausarzt", Need: "Bedarf health"));
        await (await handover.Prepared()).Written();
        var listed = await (await handover.From).Read($"{handover.Path}/includable");
        Assert.Equal(3, listed["items"]!.AsArray().Count);
        await handover.Written(included: [included]);
        await handover.Move(handover.From, "submit").Expect(200);

        // Before acceptance the receiver knows that there is something, and verifies it, without reading it.
        var preview = await handover.Package(handover.To);
        Assert.Equal([included], preview.Values<Guid>("package/restricted/*/itemId"));
        Assert.Empty(preview["restrictedItems"]!.AsArray());
        Assert.DoesNotContain("Insulin", preview.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Bedarf health", preview.ToJsonString(), StringComparison.Ordinal);

        await handover.Move(handover.To, "accept", new { leadStaffId = handover.Receiver.StaffId }).Expect(200);
        Assert.Equal("Insulin", (await handover.Package(handover.To)).Value<string>("restrictedItems/0/content/text"));
        var colleague = await api.Given.Staff(handover.Receiver.OrganisationId, Role.Caseworker, handover.ReceivingTeam);
        Assert.Empty((await handover.Package(api.As(colleague)))["restrictedItems"]!.AsArray());
        Assert.Equal(handover.Receiver.OrganisationId, await Owner("restricted_record", included));
        Assert.Equal(handover.Sender.OrganisationId, await Owner("restricted_record", kept));
        Assert.Equal(handover.Sender.OrganisationId, await api.Sql<Guid>($"""
            select organisation_id from app.assessment_area
            where client_id = '{handover.Cases[0].ClientId}' and area = 'health'
            """));
    }

    [Fact]
    public async Task Who_may_not_open_an_included_item_cannot_submit_it()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var included = await api.Given.RestrictedRecord(handover.Cases[0]);
        await handover.Ready(included: [included]);
        var colleague = await api.Given.Staff(handover.Sender.OrganisationId, Role.AccommodationStaff, handover.SendingTeam);
        var refused = await handover.Move(api.As(colleague), "submit").ExpectProblem(409, "handover-incomplete");
        Assert.Equal("included-item-hidden", refused.Value<string>("errors/0/code"));
        await handover.Move(handover.From, "submit").Expect(200);
    }

    [Fact]
    public async Task A_package_is_not_submitted_without_a_document_that_the_submitter_may_not_see()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Ready();
        var person = handover.Cases[0].ClientId;
        await handover.Write(new
        {
            receivingTeamId = handover.ReceivingTeam, noOpenItems = true, openItems = Array.Empty<object>(),
            documents = new[] { new { clientId = person, kind = "passport" }, new { clientId = person, kind = "vaccination" } },
        }).Expect(200);
        var colleague = api.As(await api.Given.Staff(handover.Sender.OrganisationId, Role.AccommodationStaff, handover.SendingTeam));

        Assert.DoesNotContain("vaccination", (await handover.Get(colleague)).ToJsonString(), StringComparison.Ordinal);
        var missing = await (await colleague).Read($"{handover.Path}/completeness");
        Assert.Equal(["included-item-hidden"], missing.Values<string>("missing/*/code"));
        var refused = await handover.Move(colleague, "submit").ExpectProblem(409, "handover-incomplete");
        Assert.Equal(["included-item-hidden"], refused.Values<string>("errors/*/code"));
        Assert.DoesNotContain("vaccination", refused.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("draft", await handover.Status());

        await handover.Move(handover.From, "submit").Expect(200);
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from app.handover_package_restricted
            where handover_id = '{handover.Id}' and compartment = 'health'
            """));
    }

    [Fact]
    public async Task A_package_stays_what_it_was_whatever_is_edited_later_and_its_hash_verifies_anywhere()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        var before = await handover.Package(handover.To);
        await api.Execute($"update app.client set family_name = 'Neuername' where id = '{handover.Cases[0].ClientId}'");
        var after = await handover.Package(handover.To);
        Assert.Equal(before["package"]!.ToJsonString(), after["package"]!.ToJsonString());
        Assert.True(after.Value<bool>("isVerified"));

        var content = await (await handover.To).GetAsync($"{handover.Path}/packages/1/content").Expect(200);
        var bytes = await content.Content.ReadAsByteArrayAsync();
        Assert.Equal(after.Value<string>("sha256"), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
        Assert.Equal(
            $"sha-256=:{Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(bytes))}:",
            content.Headers.GetValues("Repr-Digest").Single());

        // Not even past the product.
        string[] tampering =
        [
            "update app.handover_package set content = content", "delete from app.handover_package",
            "truncate app.handover_package cascade", "update app.handover_package_restricted set content = content",
        ];
        foreach (var tamper in tampering)
        {
            Assert.Equal("23514", (await Assert.ThrowsAsync<PostgresException>(() => api.Execute(tamper))).SqlState);
        }
    }

    [Fact]
    public async Task A_household_that_has_changed_since_the_submission_is_not_accepted()
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Submitted();
        await api.Given.Client(handover.Sender.OrganisationId, handover.Household);
        await handover.Move(handover.To, "accept", new { }).ExpectProblem(409, "handover-outdated");
        Assert.Equal("submitted", await handover.Status());
        await AssertNothingMoved(handover);
    }

    [Fact]
    public async Task Of_several_who_accept_at_once_one_wins_and_nothing_is_doubled()
    {
        var handover = await (await api.Given.HouseholdToHandOver(3)).Submitted();
        var client = await handover.To;
        var tag = await handover.Tag(client);
        var others = new List<HttpClient> { client };
        for (var i = 0; i < 3; i++)
        {
            others.Add(await api.As(await api.Given.Staff(handover.Receiver.OrganisationId, Role.Caseworker, handover.ReceivingTeam)));
        }
        var answers = await Task.WhenAll(others.Select(other => other.Post($"{handover.Path}/accept", new { }, tag)));

        Assert.Single(answers, answer => (int)answer.StatusCode == 200);
        foreach (var lost in answers.Where(answer => (int)answer.StatusCode != 200))
        {
            await Task.FromResult(lost).ExpectProblem(409, "handover-transition");
        }
        await AssertOneTeamEach(handover);
        Assert.Equal(2L * handover.Cases.Count, await api.Sql<long>($"""
            select count(*) from app.case_responsibility r join app."case" c on c.id = r.case_id
            where c.client_id in ({handover.Clients})
            """));
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.handover_move where handover_id = '{handover.Id}' and action = 'accept'"));
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.reminder where subject_id = '{handover.Id}' and kind = 'first_contact'"));
    }

    [Fact]
    public async Task Accepting_and_withdrawing_at_once_leaves_one_of_both()
    {
        for (var i = 0; i < 4; i++)
        {
            var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
            var (from, to) = (await handover.From, await handover.To);
            var tag = await handover.Tag(from);
            var answers = await Task.WhenAll(
                to.Post($"{handover.Path}/accept", new { }, tag),
                from.Post($"{handover.Path}/withdraw", new { reasonCode = "stays" }, tag));
            Assert.Equal([200, 409], answers.Select(answer => (int)answer.StatusCode).Order());
            Assert.Equal((int)answers[0].StatusCode == 200 ? "accepted" : "withdrawn", await handover.Status());
            Assert.Equal(
                (int)answers[0].StatusCode == 200 ? handover.Receiver.OrganisationId : handover.Sender.OrganisationId,
                await Owner("client", handover.Cases[0].ClientId));
            await AssertOneTeamEach(handover);
        }
    }

    [Theory]
    [InlineData("submit", "draft")]
    [InlineData("accept", "submitted")]
    public async Task A_handover_goes_no_step_further_to_a_team_that_is_being_dissolved(string step, string status)
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Ready();
        var client = await handover.From;
        if (step == "accept")
        {
            client = await (await handover.Submitted()).To;
        }
        var tag = await handover.Tag(client);
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var closer = await source.OpenConnectionAsync();
        await using var closing = await closer.BeginTransactionAsync();
        await new NpgsqlCommand($"""
            update app.team set closed_at = '{api.Given.Now:O}' where id = '{handover.ReceivingTeam}'
            """, closer, closing).ExecuteNonQueryAsync();

        var going = client.Post($"{handover.Path}/{step}", step == "accept" ? new { } : null, tag);
        await source.Waiting(going);
        await closing.CommitAsync();

        await going.ExpectProblem(409, "handover-team-closed");
        Assert.Equal(status, await handover.Status());
        await AssertNothingMoved(handover);
    }

    [Fact]
    public async Task A_handover_is_not_submitted_to_a_team_that_was_dissolved_while_it_was_drafted()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Ready();
        var admin = await api.As(await api.Given.Staff(handover.Receiver.OrganisationId, Role.Administrator));
        var path = $"/api/v1/teams/{handover.ReceivingTeam}";
        await admin.Post($"{path}/close", new { reason = "Neuordnung" }, (await admin.GetAsync(path).Expect(200)).Tag()).Expect(200);

        var read = await handover.Get(handover.From);
        Assert.Equal("handover-team-closed",
            read["allowedActions"]!.AsArray().Single(action => action.Text("action") == "submit").Text("code"));
        await handover.Move(handover.From, "submit").ExpectProblem(409, "handover-team-closed");

        var other = await api.Given.Team(handover.Receiver.OrganisationId);
        await api.Given.Staff(handover.Receiver.OrganisationId, Role.Caseworker, other);
        await handover.Write(new
        {
            receivingTeamId = other, noOpenItems = true, openItems = Array.Empty<object>(),
            documents = new[] { new { clientId = handover.Cases[0].ClientId, kind = "passport" } },
        }).Expect(200);
        await handover.Move(handover.From, "submit").Expect(200);
    }

    [Fact]
    public async Task A_team_into_which_a_household_is_being_accepted_is_not_dissolved()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        var (client, admin) = (await handover.To, await api.As(await api.Given.Staff(handover.Receiver.OrganisationId, Role.Administrator)));
        var (tag, path) = (await handover.Tag(client), $"/api/v1/teams/{handover.ReceivingTeam}");
        var teamTag = (await admin.GetAsync(path).Expect(200)).Tag();
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var blocker = await source.OpenConnectionAsync();
        await using var hold = await blocker.BeginTransactionAsync();
        await new NpgsqlCommand($"select from app.household where id = '{handover.Household}' for no key update", blocker, hold).ExecuteNonQueryAsync();

        var accepting = client.Post($"{handover.Path}/accept", new { }, tag);
        await source.Waiting(accepting);
        var closing = admin.Post($"{path}/close", new { reason = "Neuordnung" }, teamTag);
        await source.Waiting(closing, "query like '%app.team%for update%'");
        await hold.RollbackAsync();

        await accepting.Expect(200);
        await closing.ExpectProblem(409, "team-in-use");
        await AssertOneTeamEach(handover);
    }

    [Fact]
    public async Task A_household_that_is_being_changed_is_waited_for_and_not_accepted_as_it_was()
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Submitted();
        var (from, to) = (await handover.From, await handover.To);
        var (tag, household) = (await handover.Tag(to), $"/api/v1/households/{handover.Household}");
        var householdTag = (await from.GetAsync(household).Expect(200)).Tag();
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var blocker = await source.OpenConnectionAsync();
        await using var hold = await blocker.BeginTransactionAsync();
        await new NpgsqlCommand($"select from app.household_member where household_id = '{handover.Household}' for update", blocker, hold)
            .ExecuteNonQueryAsync();

        var leaving = from.Post($"{household}/members/{handover.Cases[1].ClientId}/remove", new { reason = "Trennung" }, householdTag);
        await source.Waiting(leaving);
        var accepting = to.Post($"{handover.Path}/accept", new { }, tag);
        await source.Waiting(accepting, "query like '%app.transfer_household%'");
        await hold.RollbackAsync();

        await leaving.Expect(200);
        await accepting.ExpectProblem(409, "handover-outdated");
        Assert.Equal("submitted", await handover.Status());
        await AssertNothingMoved(handover);
    }

    [Fact]
    public async Task What_the_sender_writes_while_a_household_is_being_accepted_does_not_stay_behind()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var (of, district) = (handover.Cases[0], handover.Sender.OrganisationId);
        var contact = await api.Given.ContactWith(of, handover.Sender, handover.SendingTeam);
        var mentor = await api.Given.Mentor(district);
        await api.Execute($"update app.client set birth_date = '{api.Given.Today.AddYears(-30):O}' where id = '{of.ClientId}'");
        var colleague = await api.Given.Staff(district, Role.AccommodationStaff, handover.SendingTeam);
        await handover.Submitted();
        var (from, to) = (await handover.From, await handover.To);
        var (person, day) = ($"/api/v1/clients/{of.ClientId}", api.Given.Today);
        (string Path, object Body)[] writes =
        [
            ("/api/v1/reminders", new { subjectType = "case", subjectId = of.CaseId, title = "Anruf", dueOn = day.AddDays(3) }),
            ("/api/v1/reminders", new { subjectType = "household", subjectId = handover.Household, title = "Besuch", dueOn = day.AddDays(3) }),
            ("/api/v1/contacts", new
            {
                persons = new[] { new { clientId = of.ClientId } }, kind = "accommodation", outcome = "counselled", at = api.Given.Now,
            }),
            ($"{person}/assessments", new { }),
            ($"{person}/presences", new { from = "2025-03-03", arrivedAs = "allocation" }),
            ($"{person}/restricted-records", new { compartment = "health", content = "Insulin" }),
            ($"{person}/named-persons", new { compartment = "health", colleague.StaffId }),
            ("/api/v1/mentor-assignments", new { mentorId = mentor, clientId = of.ClientId, from = day }),
        ];
        var tag = await handover.Tag(to);
        var tagOfContact = (await from.GetAsync($"/api/v1/contacts/{contact}").Expect(200)).Tag();
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var blocker = await source.OpenConnectionAsync();
        await using var hold = await blocker.BeginTransactionAsync();
        // The last table of the move but one: it has been over all others already.
        await new NpgsqlCommand($"select from app.contact_note where contact_id = '{contact}' for update", blocker, hold).ExecuteNonQueryAsync();

        var accepting = to.Post($"{handover.Path}/accept", new { leadStaffId = handover.Receiver.StaffId }, tag);
        await source.Waiting(accepting);
        Task<HttpResponseMessage> Send((string Path, object Body) write) => from.Post(write.Path, write.Body);
        var writing = writes.Select(Send).ToList();
        writing.Add(from.Post($"/api/v1/contacts/{contact}/add-note", new { note = new { text = "Nachtrag" } }, tagOfContact));
        await Waits.Until(async () =>
        {
            var early = writing.FirstOrDefault(written => written.IsCompleted);
            Assert.True(early is null, early is null ? "" : $"{(await early).RequestMessage!.RequestUri} {(await early).StatusCode} has not waited.");
            return await api.Sql<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
                == writing.Count + 1;
        }, "all wait for the acceptance");
        await hold.RollbackAsync();

        await accepting.Expect(200);
        // Each is told what the same call is told a minute later, and has left nothing.
        for (var i = 0; i < writes.Length; i++)
        {
            Assert.Equal(await Refusal(Send(writes[i])), await Refusal(writing[i]));
        }
        await writing[^1].ExpectProblem(403, "case-handed-over");
        foreach (var table in new[] { "assessment", "presence", "restricted_record", "named_person", "mentor_assignment", "contact_client" })
        {
            Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.{table} where client_id = '{of.ClientId}' and organisation_id = '{district}'"));
        }
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.reminder where title in ('Anruf', 'Besuch') and organisation_id = '{district}'"));
        // Nothing is in the receiver's way.
        await to.Post($"{person}/assessments", new { }).Expect(201);
        await to.Post($"{person}/presences", new { from = "2025-03-03", arrivedAs = "allocation" }).Expect(201);

        async Task<(int Status, string Code)> Refusal(Task<HttpResponseMessage> call)
        {
            var answer = await call;
            Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{answer.RequestMessage!.RequestUri} {answer.StatusCode}");
            return ((int)answer.StatusCode, (await answer.Json()).Text("code")!);
        }
    }

    [Fact]
    public async Task What_the_sender_is_writing_when_a_household_is_accepted_is_waited_for()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var colleague = await api.Given.Staff(handover.Sender.OrganisationId, Role.AccommodationStaff, handover.SendingTeam);
        var named = await api.Given.NamedPerson(handover.Cases[0], colleague);
        await handover.Submitted();
        var to = await handover.To;
        var tag = await handover.Tag(to);
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var writer = await source.OpenConnectionAsync();
        await using var writing = await writer.BeginTransactionAsync();
        await new NpgsqlCommand($"""
            insert into app.named_person select (jsonb_populate_record(n, jsonb_build_object('id', gen_random_uuid(), 'compartment', 'protection'))).*
            from app.named_person n where n.id = '{named}'
            """, writer, writing).ExecuteNonQueryAsync();

        var accepting = to.Post($"{handover.Path}/accept", new { }, tag);
        await source.Waiting(accepting);
        await writing.CommitAsync();

        await accepting.Expect(200);
        Assert.Equal(2L, await api.Sql<long>(
            $"select count(*) from app.named_person where client_id = '{handover.Cases[0].ClientId}' and ended_at is not null"));
    }

    [Fact]
    public async Task A_reminder_that_was_done_before_is_not_taken_up_again_by_the_sender()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var from = await handover.From;
        var made = await from.Post("/api/v1/reminders",
            new { subjectType = "case", subjectId = handover.Cases[0].CaseId, title = "Anruf", dueOn = api.Given.Today }).Expect(201);
        var path = made.Headers.Location!.ToString();
        await from.Post($"{path}/done", new { }, made.Tag()).Expect(200);
        await handover.Accepted();
        var read = await from.GetAsync(path).Expect(200);
        Assert.Equal("case-handed-over",
            (await read.Json())["allowedActions"]!.AsArray().Single(action => action.Text("action") == "reopen").Text("code"));
        await from.Post($"{path}/reopen", ifMatch: read.Tag()).ExpectProblem(403, "case-handed-over");
    }

    [Theory]
    [InlineData("app.household")] // In the middle of the transfer.
    [InlineData("app.case_event")] // At its beginning.
    [InlineData("app.handover_move")] // Behind it, at the last statement.
    public async Task A_connection_that_is_cut_leaves_all_or_nothing(string blocked)
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Submitted();
        var client = await handover.To;
        var tag = await handover.Tag(client);
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var blocker = await source.OpenConnectionAsync();
        await using var hold = await blocker.BeginTransactionAsync();
        await new NpgsqlCommand($"lock table {blocked} in share row exclusive mode", blocker, hold).ExecuteNonQueryAsync();

        var accepting = client.Post($"{handover.Path}/accept", new { leadStaffId = handover.Receiver.StaffId }, tag);
        await source.CreateCommand($"select pg_terminate_backend({await source.Waiting(accepting)})").ExecuteNonQueryAsync();
        await hold.RollbackAsync();

        await accepting.ExpectProblem(503, "unavailable");
        Assert.Equal("submitted", await handover.Status());
        await AssertNothingMoved(handover);
        // The same call again, as a frontend would.
        await client.Post($"{handover.Path}/accept", new { leadStaffId = handover.Receiver.StaffId }, tag).Expect(200);
        await AssertOneTeamEach(handover);
        Assert.Equal(handover.Receiver.OrganisationId, await Owner("client", handover.Cases[0].ClientId));
    }

    [Fact]
    public async Task Inside_one_organisation_only_the_responsibility_changes()
    {
        var handover = await (await api.Given.HouseholdToHandOver(sameOrganisation: true)).Accepted();
        await AssertOneTeamEach(handover);
        Assert.Equal(handover.ReceivingTeam, await api.Sql<Guid>($"select team_id from app.\"case\" where id = '{handover.Cases[0].CaseId}'"));
        Assert.Equal(handover.Sender.OrganisationId, await Owner("client", handover.Cases[0].ClientId));
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.client where id in ({handover.Clients}) and former_organisation_id is not null"));
    }

    [Fact]
    public async Task Without_a_lead_the_supervisor_is_reminded_to_assign()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var supervisor = await api.Given.Staff(handover.Receiver.OrganisationId, Role.Supervisor, handover.ReceivingTeam);
        await handover.Accepted(withLead: false);
        Assert.Equal(supervisor.StaffId, await api.Sql<Guid>($"""
            select assignee_id from app.reminder
            where subject_id = '{handover.Id}' and kind = 'assign_lead' and status = 'open'
            """));
        var stranger = await api.Given.Staff(handover.Receiver.OrganisationId, Role.Caseworker);
        var other = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        var problem = await other.Move(other.To, "accept", new { leadStaffId = stranger.StaffId }).ExpectProblem(400, "validation-failed");
        Assert.Equal("/leadStaffId", problem.Value<string>("errors/0/pointer"));
    }

    [Fact]
    public async Task Who_could_not_work_on_the_cases_does_not_become_their_lead()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        var (organisation, team) = (handover.Receiver.OrganisationId, handover.ReceivingTeam);
        var (clerk, gone, colleague) = (
            await api.Given.Staff(organisation, Role.Administrator, team),
            await api.Given.Staff(organisation, Role.Caseworker, team),
            await api.Given.Staff(organisation, Role.Caseworker, team));
        await api.Execute($"update app.staff set left_at = '{api.Given.Now:O}' where id = '{gone.StaffId}'");
        foreach (var unfit in new[] { clerk, gone })
        {
            var problem = await handover.Move(handover.To, "accept", new { leadStaffId = unfit.StaffId }).ExpectProblem(400, "validation-failed");
            Assert.Equal(
                ("/leadStaffId", "handover-lead-not-in-team"),
                (problem.Value<string>("errors/0/pointer"), problem.Value<string>("errors/0/code")));
        }
        await AssertNothingMoved(handover);
        await handover.Move(handover.To, "accept", new { leadStaffId = colleague.StaffId }).Expect(200);
    }

    [Fact]
    public async Task Both_controllers_find_the_move_in_their_trail_with_who_made_it()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Accepted();
        Assert.Equal(
            2L,
            await api.Sql<long>(
                $"""
                select count(distinct organisation_id) from audit.entry
                where table_name = 'app.client' and row_id = '{handover.Cases[
                    0
                ].ClientId}' and action = 'AcceptHandover' and staff_id = '{handover.Receiver.StaffId}'
                """));
    }

    [Fact]
    public async Task No_table_of_a_persons_file_is_forgotten()
    {
        var withFormer = await api.Sql<string[]>("""
            select array_agg(c.oid::regclass::text order by 1)
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'former_organisation_id'
            where c.relkind = 'r'
            """);
        var moving = await api.Sql<string[]>("select array_agg(moving::text order by 1) from app.moving_tables()");
        Assert.Equal(withFormer.Order(), moving.Order());
        Assert.True(withFormer.Length > 15);
        // What names a person, a case or a household and does not move is decided here, with its reason.
        string[] staying =
        [
            "app.break_glass", // who looked, at the sender: the sender's record
            "app.keeper", // who keeps what stays behind, at the sender
            "app.handover",
            "app.handover_person",
            "app.handover_document",
            "app.handover_open_item",
            "app.handover_package_restricted", // both sides', or the sender's own
            "app.referral_snapshot_restricted", // both sides': seen with its referral, which moves
            "app.disclosure", // the register stays with who disclosed
            "app.information_notice", // each controller informs for itself
            "app.information_notice_correction",
            "app.file_copy", // like the register
            "app.erasure", // each organisation erases its own
            "app.confidential_note", // its author's, wherever the case goes
            "app.allocation", // a fact of who allocates; the receiver gets a copy in the package
            "app.lease", // the dwelling is the sender's, and so is its contract
            "app.mentor_assignment", // of a volunteer of the sender's
            "app.client_search_key", // follows app.client by a trigger
            "app.import_row", // the sender's list
            "app.fact_list_row", // likewise
        ];
        var naming = await api.Sql<string[]>("""
            select array_agg(distinct c.oid::regclass::text) from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname in ('client_id', 'case_id', 'household_id') and not a.attisdropped
            where c.relkind = 'r' and c.relnamespace = 'app'::regnamespace
            """);
        Assert.Empty(naming.Except(moving).Except(staying));
        // A table that comes later and whose columns do not tell stops the move instead of being left behind.
        await api.Execute("create table app.forgotten (id uuid primary key, former_organisation_id uuid)");
        try
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => api.Sql<long>("select count(*) from app.moving_tables()"));
            Assert.Contains("app.forgotten", refused.MessageText, StringComparison.Ordinal);
        }
        finally
        {
            await api.Execute("drop table app.forgotten");
        }
    }

    [Fact]
    public async Task The_database_knows_the_same_moves_as_the_product()
    {
        var statuses = Enum.GetValues<HandoverStatus>();
        foreach (var (from, to) in from one in statuses from other in statuses select (one, other))
        {
            var legal = Handover.Moves.All.Any(move => move.From == from && move.To == to);
            Assert.Equal(legal, await api.Sql<bool>($"select app.handover_may_move('{SnakeCase.Of(from.ToString())}', '{SnakeCase.Of(to.ToString())}')"));
        }
    }

    [Fact]
    public async Task Only_the_addressed_team_can_start_the_transfer_and_only_of_a_submitted_handover()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Ready();
        // A draft; then the sender; then the receiver's organisation without the team; then somebody else.
        foreach (
            var (who, team) in new (Guid, bool)[]
            {
                (handover.Receiver.OrganisationId, false),
                (handover.Sender.OrganisationId, true),
                (handover.Receiver.OrganisationId, true),
                (await api.Given.Organisation(), true),
            })
        {
            if (team && await handover.Status() == "draft")
            {
                await handover.Submitted();
            }
            var refused = await Assert.ThrowsAsync<PostgresException>(() => api.InOrganisation(who, db => db.Database.ExecuteSqlAsync($"""
                select app.transfer_household({handover.Id}, null, access.now() + interval '14 days')
                """)));
            Assert.Equal("42501", refused.SqlState);
        }
        await AssertNothingMoved(handover);
    }

    [Fact]
    public async Task The_wall_around_handovers_shows_each_side_its_own()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Ready();
        var (district, town, third) = (handover.Sender.OrganisationId, handover.Receiver.OrganisationId, await api.Given.Organisation());
        string[] shared = ["handover", "handover_person", "handover_move", "handover_item", "handover_package"];
        string[] senders = ["handover_document", "handover_open_item", "handover_inclusion"];

        Assert.Equal(0, await Count(town, handover.Id, [.. shared, .. senders]));
        Assert.True(await Count(district, handover.Id, senders) > 0);
        await handover.Submitted();
        Assert.True(await Count(town, handover.Id, shared) >= 4);
        Assert.Equal(0, await Count(town, handover.Id, senders));
        Assert.Equal(0, await Count(third, handover.Id, [.. shared, .. senders]));

        // Each side makes its own moves only, even past the product.
        var foreign = await Assert.ThrowsAsync<PostgresException>(() => api.InOrganisation(town, db => db.Database.ExecuteSqlAsync($"""
            update app.handover set status = 'withdrawn', ended_at = access.now(), end_reason = 'stays'
            where id = {handover.Id}
            """)));
        Assert.Equal("42501", foreign.SqlState);
        var illegal = await Assert.ThrowsAsync<PostgresException>(() => api.InOrganisation(town, db => db.Database.ExecuteSqlAsync($"""
            update app.handover set status = 'completed', ended_at = access.now(), accepted_at = access.now(), first_contact_due_on = access.now()
            where id = {handover.Id}
            """)));
        Assert.Equal("handover_move_legal", illegal.ConstraintName);
        await handover.Move(handover.To, "decline", new { reasonCode = "duplicate" }).Expect(200);
        Assert.Equal(0, await Count(town, handover.Id, ["handover_package"]));
        Assert.Equal(1, await Count(district, handover.Id, ["handover_package"]));
        Assert.All(shared.Concat(senders).Append("handover_package_restricted"), table => Assert.True(api.Sql<bool>($"""
            select relrowsecurity and relforcerowsecurity from pg_class where oid = 'app.{table}'::regclass
            """).Result));
    }

    [Fact]
    public async Task Random_moves_of_both_sides_never_leave_a_case_without_exactly_one_responsible_team()
    {
        string[] actions = ["submit", "accept", "request-clarification", "answer", "decline", "withdraw", "expire", "complete", "contact", "watch"];
        foreach (var sequence in Gen.ArrayOf(Gen.Elements(actions), 10).Sample(10, 5))
        {
            var handover = await (await api.Given.HouseholdToHandOver(2)).Ready();
            foreach (var action in sequence.Prepend("submit"))
            {
                var before = Enum.Parse<HandoverStatus>((await handover.Status()).Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
                await Try(handover, action);
                var after = Enum.Parse<HandoverStatus>((await handover.Status()).Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
                Assert.True(
                    before == after
                        || Handover.Moves.All.Any(move => move.From == before && move.To == after)
                        || (before == HandoverStatus.Submitted && after == HandoverStatus.Expired),
                    $"{before} → {after} by {action}");
                await AssertOneTeamEach(handover);
                var isReceivers = after is HandoverStatus.Accepted or HandoverStatus.Completed;
                Assert.Equal(
                    isReceivers ? handover.ReceivingTeam : handover.SendingTeam,
                    await api.Sql<Guid>(
                        $"""
                        select team_id from app."case" where id = '{handover.Cases[0].CaseId}'
                        """));
                Assert.Equal(
                    isReceivers ? handover.Receiver.OrganisationId : handover.Sender.OrganisationId,
                    await Owner("client", handover.Cases[1].ClientId));
            }
        }
    }

    private async Task Try(GivenHandover handover, string action)
    {
        var place = $"/persons/{handover.Cases[0].ClientId}";
        switch (action)
        {
            case "contact":
                foreach (var c in handover.Cases)
                {
                    var isReceivers = await handover.Status() is "accepted" or "completed";
                    await api.Given.ContactWith(c with { HouseholdId = null },
                        isReceivers ? handover.Receiver : handover.Sender, isReceivers ? handover.ReceivingTeam : handover.SendingTeam);
                }
                return;
            case "expire" or "watch":
                api.Clock.Offset += TimeSpan.FromDays(action == "expire" ? 45 : 0);
                await api.SendAsSystem(handover.Sender.OrganisationId, new WatchHandovers());
                await api.SendAsSystem(handover.Receiver.OrganisationId, new WatchHandovers());
                return;
            case "answer":
                await handover.Move(handover.From, "answer-queries", new { answers = new[] { new { place, answer = "Ja." } } });
                return;
            case "request-clarification":
                await handover.Move(handover.To, action, new { items = new[] { new { place, question = "?" } } });
                return;
            default:
                await handover.Move(
                    action is "submit" or "withdraw" ? handover.From : handover.To,
                    action,
                    action switch
                    {
                        "decline" => new { reasonCode = "duplicate" },
                        "withdraw" => new { reasonCode = "stays" },
                        "accept" => new { },
                        _ => (object?)null,
                    });
                return;
        }
    }

    private Task<Guid> Owner(string table, Guid id) => api.Sql<Guid>($"select organisation_id from app.{table} where id = '{id}'");

    private async Task AssertSees(GivenHandover handover, Guid organisationId, bool sees)
    {
        foreach (var table in FileTables)
        {
            // What is behind a compartment stays, unless it was included.
            var where = $"{(table == "client" ? "id" : "client_id")} in ({handover.Clients}){(table == "assessment_area" ? " and compartment is null" : "")}";
            var seen = await Scalar(organisationId, $"select count(*)::int as \"Value\" from app.\"{table}\" where {where}");
            var all = await api.Sql<int>($"select count(*)::int from app.\"{table}\" where {where}");
            Assert.True(all > 0, table);
            Assert.True(seen == (sees ? all : 0), $"{table}: {seen} of {all}");
        }
    }

    private async Task<int> Count(Guid organisationId, Guid handoverId, string[] tables)
    {
        var count = 0;
        foreach (var table in tables)
        {
            count += await Scalar(organisationId, $"""
                select count(*)::int as "Value" from app.{table}
                where {(table == "handover" ? "id" : "handover_id")} = '{handoverId}'
                """);
        }
        return count;
    }

    private Task<int> Scalar(Guid organisationId, string sql) => api.InOrganisation(organisationId, db => db.Database.SqlQueryRaw<int>(sql).SingleAsync());

    private async Task AssertNothingMoved(GivenHandover handover)
    {
        foreach (var table in FileTables)
        {
            Assert.Equal(0L, await api.Sql<long>($"""
                select count(*) from app."{table}"
                where {(table == "client" ? "id" : "client_id")} in ({handover.Clients})
                  and (organisation_id <> '{handover.Sender.OrganisationId}' or former_organisation_id is not null)
                """));
        }
        Assert.Equal(0L, await api.Sql<long>($"""
            select count(*) from app.case_responsibility r join app."case" c on c.id = r.case_id
            where c.client_id in ({handover.Clients}) and (r.until_at is not null or r.team_id <> '{handover.SendingTeam}')
            """));
        await AssertOneTeamEach(handover);
    }

    private async Task AssertOneTeamEach(GivenHandover handover) =>
        Assert.Equal(handover.Cases.Count, await api.Sql<int>($"""
            select count(*)::int from app."case" c
            where c.client_id in ({handover.Clients}) and c.status = 'open'
              and (select count(*) from app.case_responsibility r where r.case_id = c.id and r.until_at is null and r.team_id = c.team_id) = 1
              and (select count(*) from app.case_responsibility r where r.case_id = c.id and r.until_at is null) = 1
            """));
}

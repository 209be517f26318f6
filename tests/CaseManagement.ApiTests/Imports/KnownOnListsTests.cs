using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Imports;

/// <summary>What a list says of somebody on file: what it would change, what applying it changed, who is responsible, and what is asked.</summary>
public sealed class KnownOnListsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task C28_after_closing_a_row_moves_the_person_and_opens_a_case()
    {
        var office = await api.Given.ImportOffice();
        var first = await office.Import(AllocationFile.Shown("C28a-first.csv"));
        await Close(office, (await office.Rows(first))[0].Value<Guid>("clientId"));

        var id = await office.Check(AllocationFile.Shown("C28b-again-after-closing.csv"));
        var row = (await office.Rows(id))[0];
        Assert.Equal("known", row.Text("verdict"));
        Assert.Equal([Allocated, "accommodation: Filsweg 7 → Gemeinschaftsunterkunft Zell", "case:  → open"], Differences(row));
        Assert.Equal(("closed", office.OrganisationId), (row.Text("responsible/caseStatus"), row.Value<Guid>("responsible/organisationId")));
        Assert.Equal(1L, await office.Count("app.\"case\""));

        await office.RequestApply(id, "all_or_nothing").Expect(202);
        await office.Process();
        Assert.Equal("closed open", await api.Sql<string>(
            $"select string_agg(status, ' ' order by opened_at) from app.\"case\" where organisation_id = '{office.OrganisationId}'"));
        Assert.Equal("Filsweg 7 2026-11-02 2026-11-23, Gemeinschaftsunterkunft Zell 2026-11-23", await Housing(office));
        Assert.Equal((1L, 1L), (await office.Count("app.client"), await office.Count("app.household")));
        row = (await office.Rows(id))[0];
        Assert.Equal("open", row.Text("responsible/caseStatus"));
        Assert.NotNull(row["appliedAt"]);

        // The same list once more has no news; nor has the first one, which is older than what is on file.
        foreach (var file in new[] { "C28b-again-after-closing.csv", "C28a-first.csv" })
        {
            row = (await office.Rows(await office.Import(AllocationFile.Shown(file))))[0];
            Assert.Equal("known", row.Text("verdict"));
            Assert.Empty(Differences(row));
            Assert.Contains("known-unchanged", row.Values<string>("findings/*/code"));
        }
        Assert.Equal("Filsweg 7 2026-11-02 2026-11-23, Gemeinschaftsunterkunft Zell 2026-11-23", await Housing(office));
        Assert.Equal(2L, await office.Count("app.\"case\""));
    }

    [Fact]
    public async Task A_status_of_a_later_list_is_the_next_in_the_history_and_a_corrected_list_corrects_its_own()
    {
        var office = await api.Given.ImportOffice();
        var row = AllocationFile.Row("Karimi", "Zahra", "26.10.1986");
        await office.Import(AllocationFile.Of(row));
        var later = AllocationFile.Row("Karimi", "Zahra", "26.10.1986", allocated: "01.03.2026");
        await office.Import(AllocationFile.Of(later.Replace("25-3", "25-2-1", StringComparison.Ordinal)));
        await office.Import(AllocationFile.Of(later.Replace("25-3", "duldung", StringComparison.Ordinal)));
        Assert.Equal("25-3 2026-02-12 2026-03-01, duldung 2026-03-01", await api.Sql<string>($"""
            select string_agg(concat_ws(' ', status, from_date, until_date), ', ' order by from_date) from app.client_residence_status
            where organisation_id = '{office.OrganisationId}'
            """));
    }

    [Fact]
    public async Task What_a_list_says_otherwise_and_does_not_correct_is_told_and_what_it_leaves_out_is_not()
    {
        var office = await api.Given.ImportOffice();
        string Row(string sex, string nationality, string languages, string role) => AllocationFile
            .Row("Bondar", "Ivan", "06.06.1972", sex: sex, nationality: nationality, role: role).Replace(";prs;", $";{languages};", StringComparison.Ordinal);
        await office.Import(AllocationFile.Of(Row("männlich", "UKR/MDA", "rus/ron", "Antragsteller")));
        string[] said =
        [
            "sex: male → female, to be settled", "nationalities: MDA, UKR → POL, UKR, to be settled", "languages: ron, rus → ukr, to be settled",
            "role: applicant → spouse, to be settled",
        ];
        // Before it is applied, after it, and when it comes again: until a person has settled it.
        var id = await office.Check(AllocationFile.Of(Row("weiblich", "UKR/POL", "ukr", "Ehefrau")));
        foreach (var applies in new[] { true, false })
        {
            var row = (await office.Rows(id))[0];
            Assert.Equal("known", row.Text("verdict"));
            Assert.Equal(said, Differences(row));
            Assert.DoesNotContain("known-unchanged", row.Values<string>("findings/*/code"));
            if (applies)
            {
                await office.RequestApply(id, "all_or_nothing").Expect(202);
                await office.Process();
            }
        }
        Assert.Equal("male MDA,UKR ron,rus applicant", await api.Sql<string>($"""
            select concat_ws(' ', c.sex, (select string_agg(n, ',' order by n) from unnest(c.nationalities) n),
                (select string_agg(l.language, ',' order by l.language) from app.client_language l where l.client_id = c.id),
                (select m.role from app.household_member m where m.client_id = c.id))
            from app.client c where c.organisation_id = '{office.OrganisationId}'
            """));

        // Less than on file, or nothing, contradicts nothing.
        foreach (var less in new[] { Row("unbekannt", "UKR", "rus", "Sonstige"), Row("männlich", "XXX", "", "Antragsteller") })
        {
            var row = (await office.Rows(await office.Import(AllocationFile.Of(less))))[0];
            Assert.Equal("known", row.Text("verdict"));
            Assert.Empty(Differences(row));
            Assert.Contains("known-unchanged", row.Values<string>("findings/*/code"));
        }
    }

    [Fact]
    public async Task What_lies_in_a_compartment_is_left_alone_and_told_only_to_those_who_see_the_person()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Shown("C28a-first.csv"));
        await api.Execute($"update app.client_accommodation set protected_itself = true where organisation_id = '{office.OrganisationId}'");
        var id = await office.Import(AllocationFile.Shown("C28b-again-after-closing.csv"));
        var row = (await office.Rows(id))[0];
        Assert.Equal([Allocated, "accommodation:  → Gemeinschaftsunterkunft Zell, to be settled"], Differences(row));
        Assert.Equal("Filsweg 7 2026-11-02", await Housing(office));

        // Another team's person: what the list itself says, nothing of the file.
        var team = await api.Given.Team(office.OrganisationId);
        await api.Execute($"""
            update app.case_responsibility set team_id = '{team}' where organisation_id = '{office.OrganisationId}';
            update app."case" set team_id = '{team}' where organisation_id = '{office.OrganisationId}'
            """);
        row = (await office.Rows(id))[0];
        Assert.Equal([Allocated], Differences(row));
        Assert.Equal((null, null), (row.Text("responsible/teamName"), row.Text("responsible/caseStatus")));
    }

    [Fact]
    public async Task Somebody_handed_over_stays_with_who_took_over_and_the_row_says_who_that_is()
    {
        var office = await api.Given.ImportOffice();
        var first = await office.Import(AllocationFile.Shown("C28a-first.csv"));
        var town = await HandOver(office, first);
        foreach (var days in new[] { 0, 40 })
        {
            api.Clock.Offset += TimeSpan.FromDays(days);
            var worker = office with { Client = await api.As(office.Worker) };
            var id = await worker.Import(AllocationFile.Shown("C28b-again-after-closing.csv"));
            var row = (await worker.Rows(id))[0];
            Assert.Equal("known", row.Text("verdict"));
            Assert.Equal(town, row.Value<Guid>("responsible/organisationId"));
            Assert.NotNull(row.Text("responsible/organisationName"));
            Assert.NotNull(row["responsible"]!["handedOverAt"]);
            Assert.Contains("known-elsewhere", row.Values<string>("findings/*/code"));
            Assert.Empty(Differences(row));
            if (days > 0)
            {
                Assert.Equal((null, null, null), (row.Text("responsible/teamName"), row.Text("responsible/leadName"), row.Text("responsible/caseId")));
            }
        }
        Assert.Equal(0L, await office.Count("app.client"));
        Assert.Equal("Filsweg 7 2026-11-02", await api.Sql<string>($"""
            select string_agg(concat_ws(' ', a.name, h.from_date, h.until_date), ', ') from app.client_accommodation h
            join app.accommodation a on a.id = h.accommodation_id where h.organisation_id = '{town}'
            """));
    }

    [Fact]
    public async Task Corrections_of_somebody_handed_over_are_asked_about_too()
    {
        var office = await api.Given.ImportOffice();
        await HandOver(office, await office.Import(AllocationFile.Shown("C28a-first.csv")));
        api.Clock.Offset += TimeSpan.FromDays(40);
        var worker = office with { Client = await api.As(office.Worker) };
        string Row(string family, string given, string born, string label = "J1") =>
            AllocationFile.Row(family, given, born, label, "CC-2026-J1", allocated: "23.11.2026");
        foreach (var corrected in new[]
        {
            Row("Qasimi", "Tamana", "03.05.1985"), Row("Ahmadzai", "Tamana", "03.04.1985"),
            Row("Qasimi", "Tamena", "03.04.1985"), Row("Qasimi", "Tamana", "", "H5"),
        })
        {
            var id = await worker.Check(AllocationFile.Of(corrected));
            var row = (await worker.Rows(id))[0];
            Assert.Equal("likely_duplicate", row.Text("verdict"));
            var candidate = Assert.Single(row["candidates"]!.AsArray())!;
            Assert.Null(candidate["familyName"]);
            await worker.Discard(id).Expect(200);
        }
        var decided = await worker.Check(AllocationFile.Of(Row("Qasimi", "Tamana", "03.05.1985")));
        var chosen = (await worker.Rows(decided))[0].Text("candidates/0/clientId");
        await worker.Decide(decided, 2, new { decision = "use_existing", clientId = chosen }).Expect(200);
        await worker.RequestApply(decided, "all_or_nothing").Expect(202);
        await worker.Process();
        Assert.Equal("applied", await worker.Status(decided));
        Assert.NotNull((await worker.Rows(decided))[0].Text("responsible/organisationId"));
        Assert.Equal(0L, await office.Count("app.client"));
    }

    [Fact]
    public async Task C31_of_father_and_son_without_birth_dates_the_second_is_asked_about_and_the_same_list_again_is_not()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Shown("C31a-son.csv"));
        var again = await office.Import(AllocationFile.Shown("C31a-son.csv"));
        Assert.Equal("known", (await office.Rows(again))[0].Text("verdict"));
        var id = await office.Check(AllocationFile.Shown("C31b-father.csv"));
        Assert.Equal("likely_duplicate", (await office.Rows(id))[0].Text("verdict"));
        await office.Decide(id, 2, new { decision = "create" }).Expect(200);
        await office.RequestApply(id, "row_by_row").Expect(202);
        await office.Process();
        Assert.Equal("Abdul Abdul", await office.Households());
    }

    [Fact]
    public async Task C32_a_corrected_list_asks_about_each_of_its_corrections_and_creates_nobody_unasked()
    {
        var office = await api.Given.ImportOffice();
        var first = await office.Rows(await office.Import(AllocationFile.Shown("C32a-first.csv")));
        var id = await office.Check(AllocationFile.Shown("C32b-corrected.csv"));
        var rows = await office.Rows(id);
        foreach (var (row, known) in rows.Zip(first))
        {
            Assert.Equal("likely_duplicate", row.Text("verdict"));
            Assert.Equal(known.Text("clientId"), row.Text("candidates/0/clientId"));
            Assert.Contains("same-list-entry", row.Values<string>("candidates/0/reasons/*/code"));
            await office.Decide(id, row.Value<int>("line"), new { decision = "use_existing", clientId = known.Text("clientId") }).Expect(200);
        }
        await office.RequestApply(id, "all_or_nothing").Expect(202);
        await office.Process();
        Assert.Equal((3L, 3L), (await office.Count("app.client"), await office.Count("app.household")));
        rows = await office.Rows(id);
        // A birth date that contradicts is a person's to correct; a name is kept beside the one in use, and found.
        const string Again = "allocation:  → 2026-11-23, Filsweg 7, 25-2-1";
        Assert.Equal([Again, "birth_date: 1985-04-03 → 1985-05-03, to be settled"], Differences(rows[0]));
        Assert.Equal([Again, "birth_date: 2009-08-15 → 2006, to be settled"], Differences(rows[1]));
        Assert.Equal([Again, "name: Sultani, Diba → Ahmadzai, Diba"], Differences(rows[2]));
        Assert.Equal("Ahmadzai", await api.Sql<string>($"select family_name from app.client_name where organisation_id = '{office.OrganisationId}'"));
        Assert.All(await office.Rows(await office.Import(AllocationFile.Shown("C32b-corrected.csv"))), row => Assert.Equal("known", row.Text("verdict")));
    }

    [Fact]
    public async Task A_birth_date_that_arrives_later_is_asked_about_and_then_on_file()
    {
        var office = await api.Given.ImportOffice();
        await office.Import(AllocationFile.Of(AllocationFile.Row("Karimi", "Zahra", "", "H001", "CC-1")));
        var id = await office.Check(AllocationFile.Of(AllocationFile.Row("Karimi", "Zahra", "26.10.1986", "H044", "CC-1", allocated: "01.03.2026")));
        var row = (await office.Rows(id))[0];
        Assert.Equal("likely_duplicate", row.Text("verdict"));
        await office.Decide(id, 2, new { decision = "use_existing", clientId = row.Text("candidates/0/clientId") }).Expect(200);
        await office.RequestApply(id, "row_by_row").Expect(202);
        await office.Process();
        Assert.Equal("karimi|zahra|1986-10-26|day|female|CC-1", await office.Persons());
        Assert.Equal(["allocation:  → 2026-03-01, Filsweg 7, 25-3", "birth_date:  → 1986-10-26"], Differences((await office.Rows(id))[0]));
    }

    [Fact]
    public async Task Two_of_one_placeholder_name_and_other_file_numbers_are_asked_about()
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(AllocationFile.Of(
            AllocationFile.Row("-", "Sediqa", "", "F4", "CC-4"), AllocationFile.Row("-", "Sediqa", "", "F5", "CC-5"),
            AllocationFile.Row("-", "Roya", "14.02.1990", "F6", "CC-6"), AllocationFile.Row("-", "Laila", "14.02.1990", "F7", "CC-7")));
        Assert.Equal(["new", "likely_duplicate", "new", "new"], (await office.Rows(id)).Select(row => row.Text("verdict")));
    }

    [Fact]
    public async Task One_list_uploaded_and_applied_three_times_at_once_puts_everybody_on_file_once()
    {
        var office = await api.Given.ImportOffice();
        var file = AllocationFile.Shown("C35-twins.csv");
        var ids = await Task.WhenAll(office.Upload(file), office.Upload(file), office.Upload(file));
        await Task.WhenAll(office.Process(), office.Process());
        await Task.WhenAll(ids.Select(id => office.RequestApply(id, "row_by_row").Expect(202)));
        await Task.WhenAll(office.Process(), office.Process(), office.Process());
        Assert.Equal((6L, 3L, 6L), (await office.Count("app.client"), await office.Count("app.household"), await office.Count("app.\"case\"")));
    }

    private const string Allocated = "allocation:  → 2026-11-23, Gemeinschaftsunterkunft Zell, 25-2-1";

    private async Task<Guid> HandOver(ImportOffice office, Guid import)
    {
        var client = (await office.Rows(import))[0].Value<Guid>("clientId");
        var (id, household) = (await api.Sql<Guid>($"select id from app.\"case\" where client_id = '{client}'"),
            await api.Sql<Guid>($"select household_id from app.household_member where client_id = '{client}'"));
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        var receiver = await api.Given.Staff(town, Role.Caseworker, team);
        await new GivenHandover(
            api, office.Worker, receiver, team, [new GivenCase(id, client, office.OrganisationId, office.TeamId, household, office.Worker)]).Accepted();
        return town;
    }

    private async Task Close(ImportOffice office, Guid client)
    {
        var id = await api.Sql<Guid>($"select id from app.\"case\" where client_id = '{client}'");
        await office.Client.Post($"/api/v1/cases/{id}/close", new { reasonCode = "moved-away" },
            (await office.Client.GetAsync($"/api/v1/cases/{id}")).Tag()).Expect(200);
    }

    private Task<string> Housing(ImportOffice office) => api.Sql<string>($"""
        select string_agg(concat_ws(' ', a.name, h.from_date, h.until_date), ', ' order by h.from_date) from app.client_accommodation h
        join app.accommodation a on a.id = h.accommodation_id where h.organisation_id = '{office.OrganisationId}'
        """);

    private static IEnumerable<string> Differences(JsonNode row) => row["differences"]!.AsArray().Select(difference =>
        $"{difference.Text("field")}: {difference.Text("onFile")} → {difference.Text("inList")}"
        + (difference!.Value<bool>("applies") ? "" : ", to be settled"));
}

using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Http;

/// <summary>
/// Of several who write one list on one reading of it, one wins, and the others are told that what they read is old (412). Of several who make what there is
/// once, one does, and the others are told which one it is (409), whether they came a minute later or at the same time.
/// </summary>
public sealed class TwoWritersTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private sealed record Write(string Path, string Of, HttpMethod Method, object Body);

    [Fact]
    public async Task Of_several_writers_of_one_list_each_loser_gets_412()
    {
        var given = await api.Given.CaseWithLead();
        var (household, persons) = await api.Given.HouseholdOf(given.OrganisationId, 1);
        var (another, _) = await api.Given.HouseholdOf(given.OrganisationId, 1);
        var contact = await api.Given.Contact(given);
        var colleague = await api.Given.Staff(given.OrganisationId, Role.Caseworker);
        var joiner = await api.Given.Staff(given.OrganisationId, Role.Caseworker);
        var (client, of) = ($"/api/v1/clients/{given.ClientId}", $"/api/v1/cases/{given.CaseId}");
        var loose = await api.Given.Client(given.OrganisationId);
        Write[] writes =
        [
            new($"{client}/languages", client, HttpMethod.Put, new { languages = new[] { new { language = "prs" }, new { language = "deu" } } }),
            new($"{client}/languages", client, HttpMethod.Put,
                new { languages = new[] { new { language = "deu", levels = new[] { new { skill = "speaking", level = "A1" } } } } }),
            new($"{client}/names", client, HttpMethod.Put,
                new { names = new[] { new { kind = "former", script = "Latn", familyName = "Amiri", givenName = "Laila" } } }),
            new($"{client}/references", client, HttpMethod.Put, new { references = new[] { new { source = "azr", value = "AZR 77-88" } } }),
            new($"{client}/qualifications", client, HttpMethod.Put,
                new { qualifications = new[] { new { title = "Schneiderin", recognitionStage = "not-started" } } }),
            new($"{client}/dispute", client, HttpMethod.Post, new { field = "birth_date", statedBy = "client" }),
            new($"{client}/benefits", client, HttpMethod.Post, new { regime = "sgb2", from = "2025-01-01" }),
            new($"{client}/works", client, HttpMethod.Post, new { status = "full-time", from = "2025-01-01" }),
            new($"{of}/add-participant", of, HttpMethod.Post, new { colleague.StaffId }),
            new($"{of}/participants/{colleague.StaffId}/end", of, HttpMethod.Post, new { }),
            new($"/api/v1/contacts/{contact}/add-note", $"/api/v1/contacts/{contact}", HttpMethod.Post, new { note = new { text = "Vermerk" } }),
            new($"/api/v1/households/{household}/add-member", $"/api/v1/households/{household}", HttpMethod.Post, new { clientId = loose, role = "child" }),
            new($"/api/v1/households/{household}/members/{persons[0]}/change-role", $"/api/v1/households/{household}", HttpMethod.Post,
                new { role = "spouse" }),
            new($"/api/v1/households/{household}/members/{loose}/move", $"/api/v1/households/{household}", HttpMethod.Post,
                new { toHouseholdId = another, role = "child" }),
            new($"/api/v1/teams/{given.TeamId}/add-member", $"/api/v1/teams/{given.TeamId}", HttpMethod.Post, new { joiner.StaffId }),
        ];
        var lead = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.As(given.Lead!)));
        var administrators = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            await api.As(await api.Given.Staff(given.OrganisationId, Role.Administrator))));
        var wrong = new List<string>();
        foreach (var write in writes)
        {
            var writers = write.Path.StartsWith("/api/v1/teams", StringComparison.Ordinal) ? administrators : lead;
            var tag = (await writers[0].GetAsync(write.Of).Expect(200)).Tag();
            var answers = await Task.WhenAll(writers.Select(writer => writer.Send(write.Method, write.Path, write.Body, tag)));
            var statuses = answers.Select(answer => (int)answer.StatusCode).Order().ToList();
            if (!statuses.SequenceEqual([200, 412, 412, 412]))
            {
                var other = answers.FirstOrDefault(answer => (int)answer.StatusCode is not (200 or 412));
                wrong.Add($"{write.Path}: {string.Join(' ', statuses)} {(other is null ? "" : await other.Content.ReadAsStringAsync())}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task Of_several_who_make_what_there_is_once_each_loser_is_told_which_one_there_is()
    {
        var of = await api.Given.CaseWithLead();
        var referral = await api.Given.Referral();
        var loose = await api.Given.Client(of.OrganisationId);
        (Person By, string Path, object Body, string Code, string Member)[] things =
        [
            (of.Lead!, "/api/v1/cases", new { clientId = loose, of.TeamId }, "case-already-open", "caseId"),
            (of.Lead!, $"/api/v1/clients/{of.ClientId}/assessments", new { }, "assessment-draft-exists", "assessmentId"),
            (of.Lead!, "/api/v1/agreements", new { caseIds = new[] { of.CaseId }, language = "deu" }, "agreement-exists", "agreementId"),
            (referral.Of.Lead!, "/api/v1/referrals", referral.Body(), "referral-exists", "referralId"),
        ];
        foreach (var thing in things)
        {
            var callers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => api.As(thing.By)));
            var answers = await Task.WhenAll(callers.Select(caller => caller.Post(thing.Path, thing.Body)));
            var made = await Assert.Single(answers, answer => (int)answer.StatusCode == 201).Id();
            foreach (var answer in answers.Where(answer => (int)answer.StatusCode != 201))
            {
                Assert.Equal(made, (await Task.FromResult(answer).ExpectProblem(409, thing.Code)).Value<Guid>(thing.Member));
            }
        }
    }
}

using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Organisations;

public sealed class OrganisationTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task A_new_organisation_comes_with_an_administrator_who_can_sign_in()
    {
        var admin = await api.As(await Administrator());
        var created = await admin.Post("/api/v1/organisations", New("Stadt Neuhausen", "08116999")).Expect(201);
        var id = await created.Id();
        Assert.Equal($"/api/v1/organisations/{id}", created.Headers.Location!.ToString());

        var signIn = new { userName = "first@08116999.example", password = Password };
        var tokens = await (await api.Anonymous().Post("/api/v1/sessions", signIn).Expect(200)).Json();

        Assert.Equal(id, tokens.Value<Guid>("organisationId"));
        Assert.Equal(["administrator"], tokens.Values<string>("roles/*"));
        Assert.Equal(id, await api.Sql<Guid>("""
            select e.organisation_id from audit.entry e join app.staff s on s.id = e.row_id
            where e.table_name = 'app.staff' and s.email = 'first@08116999.example'
            """));
    }

    [Fact]
    public async Task Two_persons_begin_a_new_office_and_together_let_the_first_worker_in()
    {
        var operating = await api.As(await Administrator());
        object First(string name) => new { familyName = "Erste", givenName = "Alex", userName = $"{name}@zwei.example", initialPassword = Password };
        object Office(string supervisor) => new
        {
            name = "Stadt Zwei", kind = "municipality", ags = "08116990", firstAdministrator = First("admin"), firstSupervisor = First(supervisor),
        };
        await operating.Post("/api/v1/organisations", Office("ADMIN")).ExpectProblem(409, "user-name-taken");
        await operating.Post("/api/v1/organisations", Office("leitung")).Expect(201);
        var (administrator, supervisor) = (await Begin("admin"), await Begin("leitung"));
        var worker = new { familyName = "Drei", givenName = "Kim", userName = "kim@zwei.example", initialPassword = Password, roles = new[] { "caseworker" } };
        await administrator.Post("/api/v1/staff", worker).Expect(201);
        await api.Anonymous().Post("/api/v1/sessions", new { userName = "kim@zwei.example", password = Password }).ExpectProblem(401, "sign-in-refused");

        var right = (await supervisor.Read("/api/v1/role-grants?state=pending")).Value<Guid>("items/0/id");
        await supervisor.Post($"/api/v1/role-grants/{right}/confirm").Expect(200);

        Assert.Equal(["caseworker"], (await (await Begin("kim")).Read("/api/v1/me")).Values<string>("roles/*"));

        async Task<HttpClient> Begin(string name)
        {
            var (http, chosen) = (api.Anonymous(), $"{Password} {name}");
            await SignIn(Password);
            await http.Put("/api/v1/sessions/current/password", new { currentPassword = Password, newPassword = chosen }).Expect(204);
            await SignIn(chosen);
            if ((await http.Read("/api/v1/me")).Value<bool>("mustSetUpSecondFactor"))
            {
                await http.SetUpSecondFactor();
            }
            return http;

            async Task SignIn(string password) => http.DefaultRequestHeaders.Authorization = new("Bearer",
                (await (await api.Anonymous().Post("/api/v1/sessions", new { userName = $"{name}@zwei.example", password }).Expect(200)).Json())
                .Text("accessToken"));
        }
    }

    [Fact]
    public async Task A_repeated_key_creates_one_organisation_and_another_body_is_refused()
    {
        var admin = await api.As(await Administrator());
        var first = await (await admin.Post("/api/v1/organisations", New("Stadt Einmal", "08116998"), key: "one").Expect(201)).Id();
        Assert.Equal(first, await (await admin.Post("/api/v1/organisations", New("Stadt Einmal", "08116998"), key: "one").Expect(201)).Id());
        await admin.Post("/api/v1/organisations", New("Stadt Zweimal", "08116997"), key: "one").ExpectProblem(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task Two_municipalities_never_share_an_official_key()
    {
        var admin = await api.As(await Administrator());
        await admin.Post("/api/v1/organisations", New("Stadt A", "08116996")).Expect(201);
        await admin.Post("/api/v1/organisations", New("Stadt B", "08116996", "other@example.org")).ExpectProblem(409, "ags-taken");
        await admin.Post("/api/v1/organisations", New("Stadt B", "08116995", "first@08116996.example")).ExpectProblem(409, "user-name-taken");
        var invalid = await admin.Post("/api/v1/organisations", New("Stadt B", null)).ExpectProblem(400, "validation-failed");
        Assert.Equal("/ags", invalid.Value<string>("errors/0/pointer"));
    }

    [Fact]
    public async Task Who_is_no_administrator_creates_nothing_and_is_told_so_in_allowed_actions()
    {
        var organisation = await api.Given.Organisation();
        var caseworker = await api.As(await api.Given.Staff(organisation, Role.Caseworker));
        await caseworker.Post("/api/v1/organisations", New("Stadt C", "08116994")).ExpectProblem(403, "not-permitted");
        var view = await caseworker.Read($"/api/v1/organisations/{organisation}");
        Assert.All(view["allowedActions"]!.AsArray(), action => Assert.Equal("not-permitted", action.Text("code")));
    }

    [Fact]
    public async Task An_organisation_is_changed_by_itself_or_the_one_above_and_by_nobody_else()
    {
        var district = await Administrator(OrganisationKind.District);
        var above = await api.As(district);
        var town = await (await above.Post("/api/v1/organisations", New("Stadt Unten", "08116993", parent: district.OrganisationId)).Expect(201)).Id();
        var read = await above.GetAsync($"/api/v1/organisations/{town}").Expect(200);
        var change = new { name = "Stadt Unten am Neckar", ags = "08116993", parentId = district.OrganisationId, email = "post@unten.example" };
        await (await api.As((await Administrator()) with { IsOperator = false })).Put($"/api/v1/organisations/{town}", change, read.Tag())
            .ExpectProblem(404, "not-found");

        var changed = await above.Put($"/api/v1/organisations/{town}", change, read.Tag()).Expect(200);

        await above.Put($"/api/v1/organisations/{town}", change with { name = "Zu spät" }, read.Tag()).ExpectProblem(412, "stale");
        await above.Put($"/api/v1/organisations/{town}", change).ExpectProblem(428, "if-match-required");
        var view = await above.Read($"/api/v1/organisations/{town}");
        Assert.Equal("Stadt Unten am Neckar", view.Text("name"));
        Assert.StartsWith("Organisation", view.Text("parentName"), StringComparison.Ordinal);
        Assert.NotEqual(read.Tag(), changed.Tag());
        var own = $"/api/v1/organisations/{district.OrganisationId}";
        await above.Put(own, new { name = "Kreis", parentId = town }, (await above.GetAsync(own)).Tag()).ExpectProblem(400, "validation-failed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_organisation_below_another_or_none_is_changed_and_closed_by_the_operator_and_by_no_other_administrator(bool isBelow)
    {
        var administrator = await Administrator();
        var above = await api.As(administrator with { IsOperator = true });
        var (town, ags) = (await api.Given.Organisation(), isBelow ? "08116971" : "08116972");
        var agency = await (await above.Post("/api/v1/organisations", New("Stadt Allein", ags, parent: isBelow ? town : null)).Expect(201)).Id();
        var path = $"/api/v1/organisations/{agency}";
        var tag = (await above.GetAsync(path).Expect(200)).Tag();
        var change = new { name = "Stadt Für Sich", ags, parentId = isBelow ? town : (Guid?)null };
        await (await api.As(administrator with { IsOperator = false })).Put(path, change, tag).ExpectProblem(404, "not-found");

        tag = (await above.Put(path, change, tag).Expect(200)).Tag();
        Assert.Equal(["change", "close"], (await above.Read(path))["allowedActions"]!.AsArray()
            .Where(action => action.Value<bool>("allowed")).Select(action => action.Text("action")).Order());
        await above.Post($"{path}/close", new { reason = "Aufgelöst" }, tag).Expect(200);
    }

    [Fact]
    public async Task A_closed_organisation_lets_nobody_in_and_is_closed_once()
    {
        var district = await Administrator(OrganisationKind.District);
        var above = await api.As(district);
        var town = await (await above.Post("/api/v1/organisations", New("Stadt Ende", "08116992", parent: district.OrganisationId)).Expect(201)).Id();
        var team = await api.Given.Team(town);
        var inside = await api.As(await api.Given.Staff(town, Role.Administrator));
        var tag = (await above.GetAsync($"/api/v1/organisations/{town}")).Tag();
        await inside.Post($"/api/v1/organisations/{town}/close", new { reason = "Ende" }, tag).ExpectProblem(409, "own-access");
        await above.Post($"/api/v1/organisations/{town}/close", new { reason = "Ende" }, tag).ExpectProblem(409, "organisation-in-use");
        var teamTag = (await inside.GetAsync($"/api/v1/teams/{team}")).Tag();
        await inside.Post($"/api/v1/teams/{team}/close", new { reason = "Ende" }, teamTag).Expect(200);

        var closed = await above.Post($"/api/v1/organisations/{town}/close", new { reason = "Ende" }, tag).Expect(200);

        await inside.GetAsync("/api/v1/me").ExpectProblem(401, "session-ended");
        await api.Anonymous().Post("/api/v1/sessions", new { userName = "first@08116992.example", password = Password })
            .ExpectProblem(401, "sign-in-refused");
        await above.Post($"/api/v1/organisations/{town}/close", new { reason = "Ende" }, closed.Tag()).ExpectProblem(409, "organisation-transition");
        Assert.Equal("Ende", await api.Sql<string>(
            "select distinct reason from audit.entry where action = 'CloseOrganisation' and operation is not null"));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("-createdAt")]
    public async Task The_directory_is_paged_without_gap_or_repetition_in_every_order(string sort)
    {
        var client = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker));
        foreach (var name in (string[])["Zwiefalten", "Aalen", "Mengen", "Aalen", "Öhringen"])
        {
            await api.Given.Organisation(OrganisationKind.Operator, name);
        }
        var ids = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await client.Read($"/api/v1/organisations?kind=operator&limit=2&count=true&sort={sort}{(cursor is null ? "" : $"&cursor={cursor}")}");
            ids.AddRange(page.Values<Guid>("items/*/id"));
            cursor = page.Text("nextCursor");
            Assert.Equal(await api.Sql<int>("select count(*)::int from app.organisation where kind = 'operator'"), page.Number("count"));
        }
        while (cursor is not null);
        var order = sort switch { "name" => "name, id", "-name" => "name desc, id desc", _ => "created_at desc, id desc" };
        Assert.Equal(await api.Sql<Guid[]>($"select array_agg(id order by {order}) from app.organisation where kind = 'operator'"), ids);
    }

    [Fact]
    public async Task A_cursor_of_another_filter_and_an_unknown_order_are_refused()
    {
        var client = await api.As(await Administrator());
        await api.Given.Organisation(OrganisationKind.PartnerAgency);
        await api.Given.Organisation(OrganisationKind.PartnerAgency);
        var page = await client.Read("/api/v1/organisations?kind=partner_agency&limit=1");
        await client.GetAsync($"/api/v1/organisations?limit=1&cursor={page["nextCursor"]}").ExpectProblem(400, "cursor-invalid");
        var refused = await client.GetAsync("/api/v1/organisations?sort=colour").ExpectProblem(400, "validation-failed");
        Assert.Equal(["name", "-name", "-createdAt"], refused.Values<string>("errors/0/allowed/*"));
        await api.Anonymous().GetAsync("/api/v1/organisations").ExpectProblem(401, "not-signed-in");
    }

    private async Task<Person> Administrator(OrganisationKind kind = OrganisationKind.Municipality) =>
        await api.Given.Staff(await api.Given.Organisation(kind), Role.Administrator);

    private static object New(string name, string? ags, string? userName = null, Guid? parent = null) => new
    {
        name, kind = "municipality", ags, parentId = parent,
        firstAdministrator = new
        {
            familyName = "Erste", givenName = "Alex", userName = userName ?? $"first@{ags}.example", initialPassword = Password,
            email = userName ?? $"first@{ags}.example",
        },
    };
}

using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseManagement.ApiTests.Access;

/// <summary>Nobody ever sees more or less than the one definition allows (<see cref="SightModel"/>).</summary>
public sealed class SightTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly string[] Compartments = [.. Api.Rules.Compartments.All];

    // A town in which everything that gives sight happens at random, and moments at which some of it has ended.
    private sealed record Town(SightModel Model, IReadOnlyList<(Guid Staff, Guid Organisation, Guid Session)> Callers);

    [Fact]
    public void What_the_database_shows_is_what_the_model_allows_in_any_town_at_any_time() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => Compare(seed).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(12));

    // A deputy's part under an absence of another organisation, which the wall hides.
    [Theory]
    [InlineData(104173607)]
    [InlineData(723650166)]
    [InlineData(1595491402)]
    public Task Towns_in_which_they_once_differed(int seed) => Compare(seed);

    private async Task Compare(int seed)
    {
        var town = await Build(new Random(seed));
        var start = api.Clock.Offset;
        try
        {
            foreach (var later in (double[])[0, 3, 5, 30, 24 * 4, 24 * 40])
            {
                api.Clock.Offset = start + TimeSpan.FromHours(later);
                foreach (var (staff, organisation, session) in town.Callers)
                {
                    await CompareFor(town.Model, staff, organisation, session, $"seed {seed}, {later} hours later");
                }
            }
        }
        finally
        {
            api.Clock.Offset = start;
        }
    }

    private async Task CompareFor(SightModel model, Guid staff, Guid organisation, Guid session, string when)
    {
        await using var scope = api.Services.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallContext>();
        var db = scope.ServiceProvider.GetRequiredService<CaseDb>();
        call.Caller = new Caller { StaffId = staff, OrganisationId = organisation, SessionId = session, Roles = [Role.Caseworker] };
        var asked = new SightModel.Asked(staff, organisation, call.Now);
        var known = model.Cases.Select(of => of.Id).ToList();

        Same("sees", model.Sees(asked), await db.Set<Case>().VisibleTo(db, call.Caller).Where(c => known.Contains(c.Id)).Select(c => c.Id).ToListAsync());
        // The page's own way to the same cases (Desk/ListCases).
        var listed = db.Set<Case>().FirstVisibleTo(db, call.Caller, some => some.OrderBy(c => c.Id).Take(1000).Select(c => c.Id));
        Same("lists", model.Sees(asked), await listed.Where(id => known.Contains(id)).ToListAsync());
        Same("works on", model.WorksOn(asked),
            await db.Set<Case>().WorkedOnBy(db, call.Caller).Where(c => known.Contains(c.Id)).Select(c => c.Id).ToListAsync());
        var clients = model.Cases.Select(of => of.Client).Distinct().ToArray();
        var open = await db.Database.SqlQuery<string>($"""
            select c.id || ' ' || k.name as "Value" from unnest({clients}) c(id) cross join unnest({Compartments}) k(name) where access.may_open(c.id, k.name)
            """).ToListAsync();
        Same("may open",
            from client in clients
            from compartment in Compartments
            where model.MayOpen(client, compartment, asked)
            select $"{client} {compartment}",
            open);

        void Same<T>(string what, IEnumerable<T> allowed, IEnumerable<T> shown) where T : notnull
        {
            var (must, does) = (allowed.ToHashSet(), shown.ToHashSet());
            Assert.True(must.SetEquals(does), $"{what}: {when}: {staff} for {organisation}: "
                + $"too much [{string.Join(", ", does.Except(must))}], too little [{string.Join(", ", must.Except(does))}]");
        }
    }

    private async Task<Town> Build(Random random)
    {
        var (now, today) = (api.Given.Now, api.Given.Today);
        Guid[] organisations = [await api.Given.Organisation(), await api.Given.Organisation()];
        var teams = new List<SightModel.Team>();
        foreach (var organisation in (Guid[])[organisations[0], organisations[0], organisations[0], organisations[1]])
        {
            teams.Add(new(await api.Given.Team(organisation), organisation));
        }
        var people = new List<Person>();
        for (var i = 0; i < 5; i++)
        {
            people.Add(await api.Given.Staff(organisations[0], Role.Caseworker));
        }
        Guid Anybody() => people[random.Next(people.Count)].StaffId;
        bool Maybe(double chance = 0.5) => random.NextDouble() < chance;
        DateOnly Day(int from, int until) => today.AddDays(random.Next(from, until));

        var members = people
            .SelectMany(person =>
                teams
                    .Where(_ => Maybe(0.35))
                    .Select(team => new SightModel.Member(team.Id, person.StaffId, Day(-20, 2), Maybe(0.4) ? Day(2, 6) : null)))
            .ToList();
        members =
        [
            .. members
                .Select(member =>
                    member.Until is null || Maybe(0.7) ? member : member with { Until = Day(member.From.DayNumber - today.DayNumber + 1, 4) })
                .Where(member => member.Until is null || member.Until > member.From),
        ];
        var absences = people
            .Where(_ => Maybe(0.6))
            .Select(person => (Away: person.StaffId, Deputy: Maybe(0.8) ? (Guid?)Anybody() : null, From: Day(-5, 3)))
            .Where(absence => absence.Deputy != absence.Away)
            .Select(absence => new SightModel.Absence(
                Guid.CreateVersion7(),
                organisations[0],
                absence.Away,
                absence.Deputy,
                absence.From,
                absence.From.AddDays(random.Next(0, 8)),
                Maybe(0.15)))
            .ToList();

        var cases = new List<SightModel.Case>();
        for (var i = 0; i < 9; i++)
        {
            var (team, former) = (teams[random.Next(teams.Count)], Maybe(0.4) ? teams[random.Next(teams.Count)] : null);
            cases.Add(new(Guid.CreateVersion7(), await api.Given.Client(team.Organisation), team.Organisation, team.Id,
                Maybe(0.7) ? Anybody() : null, Maybe(0.75), former?.Organisation, former?.Id, former is null ? null : now.AddHours(random.Next(-10, 200))));
        }
        SightModel.Case AnyCase() => cases[random.Next(cases.Count)];
        var parts = Enumerable.Range(0, 6).Select(_ => (Case: AnyCase().Id, Staff: Anybody())).Distinct()
            .Select(part => new SightModel.Part(part.Case, part.Staff, Maybe(0.25),
                absences.Count > 0 && Maybe() ? absences[random.Next(absences.Count)].Id : null)).ToList();
        var namings = Enumerable.Range(0, 6).Select(_ => (Of: AnyCase(), Compartment: Compartments[random.Next(3)], Staff: Anybody())).Distinct()
            .Select(naming => new SightModel.Naming(naming.Of.Client, naming.Compartment, naming.Staff, Maybe(0.3))).ToList();
        var glasses = Enumerable.Range(0, 3).Select(_ => (Of: AnyCase(), Staff: Anybody()))
            .Select(glass => new SightModel.Glass(glass.Of.Organisation, glass.Of.Client, glass.Staff, now.AddHours(-random.Next(0, 6)))).ToList();

        var keepers = cases.Where(_ => Maybe(0.7)).Select(of => (Of: of, Team: teams[random.Next(teams.Count)]))
            .Select(kept => new SightModel.Keeper(
                kept.Team.Organisation, kept.Of.Client, kept.Team.Id, Maybe(0.85) ? Anybody() : null, Maybe(0.2))).ToList();

        teams = [.. teams.Select(team => team with { IsDissolved = Maybe(0.4) })];
        var supervisors = organisations.SelectMany(organisation => people.Where(_ => Maybe(0.4))
            .Select(person => new SightModel.Supervisor(organisation, person.StaffId, Maybe(0.3)))).ToList();

        var model = new SightModel(teams, members, absences, cases, parts, namings, glasses, keepers, supervisors);
        await Write(model, now);
        var callers = new List<(Guid, Guid, Guid)>();
        foreach (var (person, organisation) in people.SelectMany(person => organisations.Select(organisation => (person, organisation))))
        {
            callers.Add((person.StaffId, organisation, await LongSession(person, organisation, now)));
        }
        return new(model, callers);
    }

    // Tokens of months would not be given; the clock moves by months here.
    private async Task<Guid> LongSession(Person person, Guid organisation, DateTimeOffset now) => await api.Sql<Guid>($"""
        insert into access.session (id, account_id, staff_id, organisation_id, created_at, expires_at)
        values (gen_random_uuid(), '{person.AccountId}', '{person.StaffId}', '{organisation}', '{now:O}', '{now.AddDays(90):O}') returning id
        """);

    // Straight into the tables, because the town holds what the product would not let happen at one moment: its past.
    private async Task Write(SightModel model, DateTimeOffset now)
    {
        var organisationOf = model.Cases.ToDictionary(of => of.Id, of => of.Organisation);
        var rows = model.Members.Select(row => Row("team_member", new
        {
            id = Guid.CreateVersion7(), team_id = row.Team, staff_id = row.Staff, from_date = row.From, until_date = row.Until,
        }))
            .Concat(model.Absences.Select(row => Row("absence", new
            {
                id = row.Id, organisation_id = row.Organisation, staff_id = row.Staff, deputy_id = row.Deputy, from_date = row.From, until_date = row.Until,
                cancelled_at = At(row.IsCancelled),
            })))
            .Concat(model.Cases.Select(row => Row("case", new
            {
                id = row.Id, organisation_id = row.Organisation, client_id = row.Client, team_id = row.Team, lead_staff_id = row.Lead,
                status = row.IsOpen ? "open" : "closed", opened_at = now.AddDays(-9), recorded_at = now.AddDays(-9),
                closed_at = At(!row.IsOpen), closing_reason = row.IsOpen ? null : "goals-reached",
                updated_at = now, former_organisation_id = row.FormerOrganisation, former_team_id = row.FormerTeam, former_access_until = row.FormerUntil,
            })))
            .Concat(model.Cases.Select(row => Row("case_responsibility", new
            {
                id = Guid.CreateVersion7(), organisation_id = row.Organisation, case_id = row.Id, team_id = row.Team, lead_staff_id = row.Lead,
                from_at = now.AddDays(-9), until_at = At(!row.IsOpen), ended_by = row.IsOpen ? null : "closed",
            })))
            .Concat(model.Parts.Select(row => Row("case_participant", new
            {
                id = Guid.CreateVersion7(), organisation_id = organisationOf[row.Case], case_id = row.Case, staff_id = row.Staff, from_at = now.AddDays(-8),
                until_at = At(row.HasEnded), absence_id = row.Absence,
            })))
            .Concat(model.Namings.Select(row => Row("named_person", new
            {
                id = Guid.CreateVersion7(), organisation_id = model.Cases.First(of => of.Client == row.Client).Organisation, client_id = row.Client,
                compartment = row.Compartment, staff_id = row.Staff, named_by = row.Staff, named_at = now.AddDays(-8), ended_at = At(row.HasEnded),
            })))
            .Concat(model.Glasses.Select(row => Row("break_glass", new
            {
                id = Guid.CreateVersion7(), organisation_id = row.Organisation, client_id = row.Client, staff_id = row.Staff, reason = "Notfall am Wochenende",
                opened_at = row.Opened, until_at = row.Opened.AddHours(4),
            })))
            .Concat(model.Keepers.Select(row => Row("keeper", new
            {
                id = Guid.CreateVersion7(), organisation_id = row.Organisation, client_id = row.Client, team_id = row.Team, staff_id = row.Staff,
                since = now.AddDays(-4), updated_at = now, ended_at = At(row.HasEnded),
            })));
        rows = rows.Concat(model.Supervisors
            .SelectMany(row => ((string[])[.. row.Administers ? ["administrator"] : Array.Empty<string>(), "supervisor"]).Select(role => (row, role)))
            .Select(grant => $"insert into access.role_grant (id, staff_id, organisation_id, role) "
                + $"values ('{Guid.CreateVersion7()}', '{grant.row.Staff}', '{grant.row.Organisation}', '{grant.role}');"));
        await api.Execute($"begin; {string.Join(' ', rows)} commit;");
        // Apart, because no case comes to one that is dissolved.
        await api.Execute(string.Join(' ', model.Teams.Where(team => team.IsDissolved)
            .Select(team => $"update app.team set closed_at = '{now:O}' where id = '{team.Id}';").Append("select 1;")));

        DateTimeOffset? At(bool happened) => happened ? now : null;
    }

    private static string Row(string table, object values)
    {
        var members = values.GetType().GetProperties();
        return $"insert into app.\"{table}\" ({string.Join(", ", members.Select(member => member.Name))}) "
            + $"values ({string.Join(", ", members.Select(member => Text(member.GetValue(values))))});";
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        DateOnly or DateTimeOffset => $"'{value:O}'",
        _ => $"'{value}'",
    };
}

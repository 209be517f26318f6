using System.Security.Cryptography;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>
/// The demo municipality: a district with its accommodations, a town whose integration management takes families over, a
/// welfare association that lends the town a worker, and a partner agency. Made through the same commands as the API's,
/// by the system, so that the trail tells of it. Looks at each part before it makes it: running twice changes nothing.
/// </summary>
public static class DemoMunicipality
{
    // Without letters and digits that are taken for one another.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>The command "seed-demo".</summary>
    /// <param name="services">The product's services.</param>
    /// <param name="resetPasswords">Give accounts that exist already a new password, too: for a lost list.</param>
    /// <param name="output">Gets one line "role user password" for each account that was made or reset, its second factor's secret behind it.</param>
    /// <returns>How many lines were written.</returns>
    public static async Task<int> Seed(IServiceProvider services, bool resetPasswords, TextWriter output)
    {
        var seeding = new Seeding(services, output);
        var district = await seeding.Organisation("Landkreis Esslingen", OrganisationKind.District, "08116000",
            "admin@landkreis-esslingen.example", "Vogel", "Ines");
        var town = await seeding.Organisation("Stadt Plochingen", OrganisationKind.Municipality, "08116056",
            "admin@plochingen.example", "Brandt", "Jonas");
        var caritas = await seeding.Organisation("Caritas Fils-Neckar-Alb", OrganisationKind.WelfareAssociation, null,
            "admin@caritas.example", "Seidel", "Ruth");
        var agency = await seeding.Organisation("Berufsberatung Neckar-Fils", OrganisationKind.PartnerAgency, null,
            "admin@berufsberatung.example", "Lorenz", "Paul");

        var accommodation = await seeding.Team(district, "Unterbringung und Soziale Beratung", TeamKind.Accommodation);
        await seeding.Accommodation(district, accommodation, "Ehemaliges Schwesternwohnheim",
            new AccommodationAddress(null, "73207", "Plochingen", "08116056"), 45);
        await seeding.Accommodation(district, accommodation, "Filsweg 7",
            new AccommodationAddress("Filsweg 7", "73207", "Plochingen", "08116056"), 60);
        await seeding.Accommodation(district, accommodation, "Gemeinschaftsunterkunft Zell",
            new AccommodationAddress(null, "73730", "Esslingen am Neckar", "08116019"), 90);
        await seeding.Staff(district, Role.AccommodationStaff, "unterkunft@landkreis-esslingen.example", "Keller", "Mira", ["deu", "eng"], accommodation);
        await seeding.Staff(district, Role.Supervisor, "leitung@landkreis-esslingen.example", "Hartmann", "Georg", ["deu"], accommodation);
        await seeding.Staff(district, Role.DataProtectionOfficer, "datenschutz@landkreis-esslingen.example", "Winter", "Carla", ["deu"], null);

        var integration = await seeding.Team(town, "Integrationsmanagement Plochingen", TeamKind.IntegrationManagement,
            "Stadtmitte", "Stumpenhof", "Lettenäcker");
        await seeding.Staff(town, Role.Caseworker, "fallarbeit@plochingen.example", "Aydin", "Selma", ["deu", "tur", "eng"], integration);
        await seeding.Staff(town, Role.Supervisor, "leitung@plochingen.example", "Maurer", "Stefan", ["deu"], integration);
        await seeding.Staff(town, Role.DataProtectionOfficer, "datenschutz@plochingen.example", "Franke", "Nora", ["deu"], null);
        await seeding.Lend(caritas, town, Role.Caseworker, "fallarbeit@caritas.example", "Haddad", "Karim", ["deu", "ara", "fra"], integration);

        await seeding.Staff(agency, Role.Partner, "empfang@berufsberatung.example", "Petrov", "Anna", ["deu", "rus", "ukr"], null);
        if (resetPasswords)
        {
            await seeding.ResetTheOthers();
        }
        return seeding.Lines;
    }

    private sealed class Seeding(IServiceProvider services, TextWriter output)
    {
        private readonly HashSet<string> written = [];
        private readonly List<(Guid Employer, Role Role, string User)> accounts = [];

        public int Lines => written.Count;

        public async Task<Guid> Organisation(string name, OrganisationKind kind, string? ags, string administrator, string familyName, string givenName)
        {
            var id = await Find(null, db => db.Set<Organisation>().Where(o => o.Name == name && o.Kind == kind && o.ClosedAt == null)
                .Select(o => (Guid?)o.Id).FirstOrDefaultAsync());
            if (id is null)
            {
                var password = NewPassword();
                var first = new FirstStaff(familyName, givenName, administrator, password, administrator);
                id = (await Send(null, new CreateOrganisation { Name = name, Kind = kind, Ags = ags, FirstAdministrator = first })).Id;
                await Write(Role.Administrator, administrator, password);
            }
            accounts.Add((id.Value, Role.Administrator, administrator));
            return id.Value;
        }

        public async Task<Guid> Team(Guid organisation, string name, TeamKind kind, params string[] districts) =>
            await Find(organisation, db => db.Set<Team>().Where(t => t.OrganisationId == organisation && t.Name == name && t.ClosedAt == null)
                .Select(t => (Guid?)t.Id).FirstOrDefaultAsync())
            ?? (await Send(organisation, new CreateTeam { Name = name, Kind = kind, Districts = districts })).Id;

        public async Task Accommodation(Guid organisation, Guid team, string name, AccommodationAddress address, int places)
        {
            if (!await Find(organisation, db => db.Set<Accommodation>()
                .AnyAsync(a => a.OrganisationId == organisation && a.Name == name && a.ClosedAt == null)))
            {
                await Send(organisation, new CreateAccommodation
                {
                    Name = name, Kind = "gemeinschaftsunterkunft", TeamId = team, Address = address, Places = places,
                });
            }
        }

        public Task Staff(Guid organisation, Role role, string user, string familyName, string givenName, string[] languages, Guid? team) =>
            Staff(organisation, organisation, role, user, familyName, givenName, languages, team);

        // Employed by one organisation, acting for another: a role there, granted by user name as its administrator would.
        public Task Lend(Guid employer, Guid organisation, Role role, string user, string familyName, string givenName, string[] languages, Guid team) =>
            Staff(employer, organisation, role, user, familyName, givenName, languages, team);

        private async Task Staff(
            Guid employer, Guid organisation, Role role, string user, string familyName, string givenName, string[] languages, Guid? team)
        {
            var id = await Find(employer, db => db.Set<Account>().Where(a => a.UserName == user).Select(a => (Guid?)a.StaffId).FirstOrDefaultAsync());
            if (id is null)
            {
                var password = NewPassword();
                Role[] roles = employer == organisation ? [role] : [];
                id = (await Send(employer, new CreateStaff(familyName, givenName, user, roles, password, user, null, languages))).Id;
                await Write(role, user, password);
            }
            accounts.Add((employer, role, user));
            if (!await Find(organisation, db => db.Set<RoleGrant>().AnyAsync(g => g.StaffId == id && g.OrganisationId == organisation && g.Role == role)))
            {
                await Send(organisation, new GrantRole(role, UserName: user));
            }
            if (team is { } joined && !await Find(organisation, db => db.Set<TeamMember>()
                .AnyAsync(m => m.StaffId == id && m.TeamId == joined && m.UntilDate == null)))
            {
                var version = await Find(organisation, db => db.Set<Team>().Where(t => t.Id == joined).Select(t => t.Version).SingleAsync());
                await Send(organisation, new AddTeamMember(id.Value) { Id = joined, Version = version });
            }
        }

        public async Task ResetTheOthers()
        {
            foreach (var (employer, role, user) in accounts.Where(account => !written.Contains(account.User)).ToList())
            {
                var staff = await Find(employer, db => (
                    from a in db.Set<Account>()
                    join s in db.Set<Staff>() on a.StaffId equals s.Id
                    where a.UserName == user
                    select new { s.Id, s.Version }).SingleAsync());
                var password = NewPassword();
                await Send(employer, new ResetPassword(password) { Id = staff.Id, Version = staff.Version });
                await Write(role, user, password);
            }
        }

        // Drawn at random and shown to nobody but the reader of the list: in the demo it counts as chosen by the person.
        private async Task Chosen(string user)
        {
            await using var scope = Scope(null);
            var (db, call) = (scope.ServiceProvider.GetRequiredService<CaseDb>(), scope.ServiceProvider.GetRequiredService<CallContext>());
            var account = await db.Set<Account>().SingleAsync(a => a.UserName == user);
            await db.Database.ExecuteSqlAsync($"CALL access.give_password({account.StaffId}, null, {call.Now}, true)");
        }

        // For any authenticator app; `make demo` is one.
        private async Task<string> SecretFor(string user)
        {
            await using var scope = Scope(null);
            var account = await scope.ServiceProvider.GetRequiredService<CaseDb>().Set<Account>().SingleAsync(a => a.UserName == user);
            return await scope.ServiceProvider.GetRequiredService<SecondFactors>().Give(account.StaffId, CancellationToken.None);
        }

        // Written at once: an account whose password nobody has seen would be of no use if the run were cut here.
        private async Task Write(Role role, string user, string password)
        {
            await Chosen(user);
            written.Add(user);
            var secret = SecondFactors.Obliged.Contains(role) ? " " + await SecretFor(user) : "";
            await output.WriteLineAsync($"{SnakeCase.Of(role.ToString()),-24} {user,-42} {password}{secret}");
            await output.FlushAsync();
        }

        private async Task<T> Find<T>(Guid? organisation, Func<CaseDb, Task<T>> query)
        {
            await using var scope = Scope(organisation);
            return await query(scope.ServiceProvider.GetRequiredService<CaseDb>());
        }

        private async Task<T> Send<T>(Guid? organisation, ICommand<T> command)
        {
            await using var scope = Scope(organisation);
            return await scope.ServiceProvider.GetRequiredService<ISender>().Send(command, CancellationToken.None);
        }

        private AsyncServiceScope Scope(Guid? organisation)
        {
            var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(organisation);
            return scope;
        }

        private static string NewPassword() =>
            string.Join('-', RandomNumberGenerator.GetString(Alphabet, 16).Chunk(4).Select(chunk => new string(chunk)));
    }
}

using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>
/// Builds what a test stands on, through the product's own entities. Each slice adds its builders in a partial file
/// of its own (Given.Clients.cs, Given.Cases.cs …).
/// </summary>
public sealed partial class Given(Api api)
{
    private static readonly Lazy<string> PasswordHash = new(() => new PasswordHasher<Account>().HashPassword(null!, Person.Password));
    private int number;

    /// <summary>The product's time, the only one that tests know.</summary>
    public DateTimeOffset Now => api.Clock.GetUtcNow();

    /// <summary>Today in Germany.</summary>
    public DateOnly Today => LocalTime.DateOf(Now);

    public async Task<Guid> Organisation(OrganisationKind kind = OrganisationKind.Municipality, string? name = null)
    {
        var n = Interlocked.Increment(ref number);
        var organisation = new Organisation(name ?? $"Organisation {n}", kind, kind == OrganisationKind.Municipality ? $"08{n:000000}" : null, null, Now);
        return await Add(organisation.Id, organisation, organisation.Id);
    }

    public async Task<Guid> Team(Guid organisationId, TeamKind kind = TeamKind.IntegrationManagement)
    {
        var team = new Team(organisationId, $"Team {Interlocked.Increment(ref number)}", kind, [], Now);
        return await Add(organisationId, team, team.Id);
    }

    /// <summary>A member of staff with an account and roles, and membership of a team where one is given.</summary>
    public Task<Person> Staff(Guid organisationId, Role role, Guid? teamId = null, Guid? employerId = null) =>
        Staff(organisationId, [role], teamId, employerId);

    public async Task<Person> Staff(Guid organisationId, Role[] roles, Guid? teamId = null, Guid? employerId = null)
    {
        var n = Interlocked.Increment(ref number);
        var staff = new Staff(employerId ?? organisationId, $"Fachkraft{n}", "Kim", $"kim{n}@example.org", Now);
        var account = new Account(staff.Id, $"kim{n}@example.org", Now);
        return await api.InOrganisation(employerId ?? organisationId, async db =>
        {
            db.Add(staff);
            db.Add(account);
            db.AddRange(roles.Select(role => new RoleGrant(staff.Id, organisationId, role, Now)));
            if (teamId is { } team)
            {
                db.Add(new TeamMember(team, staff.Id, Today.AddDays(-1), Now));
            }
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync($"CALL access.give_password({staff.Id}, {PasswordHash.Value}, {Now}, true)");
            await transaction.CommitAsync();
            return new Person(staff.Id, account.Id, organisationId, roles, account.UserName);
        });
    }

    /// <summary>The person's password is from now on one that somebody else has chosen; it stays <see cref="Person.Password"/>.</summary>
    public Task<int> InitialPassword(Person person) => api.InOrganisation(person.OrganisationId,
        db => db.Database.ExecuteSqlAsync($"CALL access.give_password({person.StaffId}, null, {Now})"));

    public async Task<Guid> Accommodation(Guid organisationId, Guid teamId, string name = "Filsweg 7")
    {
        var accommodation = new Accommodation(organisationId, teamId, name, "gemeinschaftsunterkunft", Now);
        return await Add(organisationId, accommodation, accommodation.Id);
    }

    private Task<Guid> Add(Guid organisationId, object entity, Guid id) => api.InOrganisation(organisationId, async db =>
    {
        db.Add(entity);
        await db.SaveChangesAsync();
        return id;
    });
}

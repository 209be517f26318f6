using CaseManagement.Api.Statistics;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Statistics;

/// <summary>
/// What figures of a large town count is kept beside the ledger: whatever happened, in whichever order, it says what the definition says of the ledger, before
/// it is made anew, after it, and while it is.
/// </summary>
public sealed class KeptUnitsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Theory]
    [InlineData(1), InlineData(2)]
    public async Task Kept_or_not_figures_say_what_their_definition_says_of_any_history(int seed)
    {
        await using var town = await RandomTown.Of(api, seed);
        Assert.Equal("", await town.Ask<string>($"select reference.differences({seed})"));
        Assert.Equal(0L, await town.Ask<long>($"select count(*) from ledger.unit where organisation_id = '{town.Organisation}'"));

        while (await town.Ask<int>($"select ledger.renew_units('{town.Organisation}', 100)") > 0)
        {
        }
        Assert.Equal("", await town.Ask<string>($"select reference.differences({seed + 1})"));
        Assert.Equal(0L, await town.Ask<long>($"select count(*) from ledger.stale where organisation_id = '{town.Organisation}'"));
        Assert.True(await town.Ask<long>($"select count(*) from ledger.unit where organisation_id = '{town.Organisation}'") > 100);

        // Of some of them more happens.
        await town.Ask<object>("""
            insert into ledger.entry (organisation_id, unit, pseudonym, kind, on_date, date_precision, recorded_at, origin, withheld, attributes, dimensions)
            select organisation_id, unit, pseudonym, kind, on_date + 1, date_precision, recorded_at, origin, withheld, attributes, dimensions
            from ledger.entry where organisation_id = access.organisation_id() and abs(hashint8(no)) % 20 = 0
            """);
        Assert.InRange(await town.Ask<long>("select count(distinct pseudonym) from ledger.stale where organisation_id = access.organisation_id()"), 1, 20);
        Assert.Equal("", await town.Ask<string>($"select reference.differences({seed + 2})"));
    }

    [Fact]
    public async Task While_two_make_it_anew_and_others_write_every_answer_is_exact()
    {
        await using var town = await RandomTown.Of(api, 3);
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        using var written = new CancellationTokenSource();
        var makers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!written.IsCancellationRequested)
            {
                await using var renew = source.CreateCommand($"select ledger.renew_units('{town.Organisation}', 3)");
                await renew.ExecuteNonQueryAsync();
            }
        })).ToList();
        var writers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await using var write = source.CreateCommand("""
                    insert into ledger.entry (organisation_id, unit, pseudonym, kind, on_date, date_precision, recorded_at, origin, withheld, attributes,
                        dimensions)
                    select organisation_id, unit, pseudonym, kind, date '2026-01-01' + floor(random() * 25)::integer, date_precision, recorded_at, origin,
                        withheld, attributes, dimensions from ledger.entry where pseudonym is not null order by random() limit 1
                    """);
                await write.ExecuteNonQueryAsync();
            }
        })).ToList();
        var reader = Task.Run(async () =>
        {
            do
            {
                await using var connection = await town.Enter(System.Data.IsolationLevel.RepeatableRead);
                const string asked = "cells('open_cases', '2026-01-20', null, '{team,sex}', '{}', figures.codes())";
                Assert.Equal(await RandomTown.Ask<string>(connection, $"select reference.{asked}"),
                    await RandomTown.Ask<string>(connection, $"select reference.kept_{asked}"));
            }
            while (!written.IsCancellationRequested);
        });
        await Task.WhenAll(writers);
        await written.CancelAsync();
        await Task.WhenAll([.. makers, reader]);
        while (await town.Ask<int>($"select ledger.renew_units('{town.Organisation}', 100)") > 0)
        {
        }
        Assert.Equal("", await town.Ask<string>("select reference.differences(3)"));
    }

    [Fact]
    public async Task The_recurring_command_makes_units_anew_for_its_organisation_alone_and_nobody_else_may()
    {
        var (of, other) = (await api.Given.CaseWithLead(), await api.Given.CaseWithLead());
        var before = await api.Sql<long>($"select count(*) from ledger.stale where organisation_id = '{other.OrganisationId}'");
        Assert.True(before > 0);
        var changed = await api.SendAsSystem(of.OrganisationId, new RenewUnits());
        Assert.True(changed > 0);
        Assert.Equal((0L, before, 1L), (
            await api.Sql<long>($"select count(*) from ledger.stale where organisation_id = '{of.OrganisationId}'"),
            await api.Sql<long>($"select count(*) from ledger.stale where organisation_id = '{other.OrganisationId}'"),
            await api.Sql<long>($"select count(*) from ledger.unit where organisation_id = '{of.OrganisationId}' and kind = 'open_case'")));
        Assert.Equal(0, await api.SendAsSystem(of.OrganisationId, new RenewUnits()));

        await using var source = NpgsqlDataSource.Create(api.App);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var enter = new NpgsqlCommand($"call access.enter('{await api.SessionOf(of.Lead!)}', '{api.Given.Now:O}', 'test', 'test', null)",
            connection, transaction);
        await enter.ExecuteNonQueryAsync();
        await using var renew = new NpgsqlCommand("select app.renew_units(10)", connection, transaction);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => renew.ExecuteNonQueryAsync())).SqlState);
    }

    [Fact]
    public async Task Where_a_benefit_gets_another_law_or_another_meaning_everybody_is_looked_at_once_more()
    {
        var of = await api.Given.CaseWithLead();
        await api.SendAsSystem(of.OrganisationId, new RenewUnits());
        Assert.Equal(0L, await Waiting());
        await using (var town = await RandomTown.Enter(api, of.OrganisationId))
        {
            await RandomTown.Ask<object>(town, $"""
                insert into app.code (list, code, label_de, label_en, valid_from, valid_to, attributes)
                values ('benefit-regime', 'new-benefit', 'Neu', 'New', date '{api.Given.Today:O}', date '{api.Given.Today.AddDays(9):O}', {Law("SGB XII")})
                """);
            Assert.Equal(0L, await RandomTown.Ask<long>(town, $"select count(*) from ledger.stale where organisation_id = '{of.OrganisationId}'"));
            await RandomTown.Ask<object>(town, $"""
                insert into app.code (list, code, label_de, label_en, valid_from, attributes)
                values ('benefit-regime', 'new-benefit', 'Neu', 'New', date '{api.Given.Today.AddDays(9):O}', {Law("SGB II")})
                """);
            Assert.True(await RandomTown.Ask<long>(town, $"select count(*) from ledger.stale where organisation_id = '{of.OrganisationId}'") > 0);
        }
        await using (var town = await RandomTown.Enter(api, of.OrganisationId))
        {
            await RandomTown.Ask<object>(town, "call ledger.keep_units(3)");
            Assert.Equal(0L, await RandomTown.Ask<long>(town, $"select count(*) from ledger.stale where organisation_id = '{of.OrganisationId}'"));
            await RandomTown.Ask<object>(town, "call ledger.keep_units(4)");
            Assert.True(await RandomTown.Ask<long>(town, $"select count(*) from ledger.stale where organisation_id = '{of.OrganisationId}'") > 0);
        }

        static string Law(string law) => $$"""'{"law": "{{law}}"}'""";

        Task<long> Waiting() => api.Sql<long>($"select count(*) from ledger.stale where organisation_id = '{of.OrganisationId}'");
    }
}

using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Ledger;

/// <summary>Facts of before, and facts that mean something else from now on: migrate tells the ledger of them behind its own transaction.</summary>
public sealed class CatchUpTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Meaning = "Facts/LedgerOfPresences.sql", Wall = "Facts/Wall.sql";

    [Fact]
    public async Task The_ledger_catches_up_with_what_it_was_not_told_and_with_what_means_something_else_now()
    {
        var of = await api.Given.CaseWithLead();
        var known = await api.Given.Allocation(of);
        await api.Execute("alter table app.presence disable trigger z_ledger");
        var facts = new List<Guid> { await api.Given.Presence(of) };
        for (var i = 0; i < 2; i++)
        {
            facts.Add(await api.Given.Presence(await api.Given.CaseWithLead()));
        }
        await api.Execute("alter table app.presence enable trigger z_ledger");
        Assert.Equal(0, await Entries());

        // As an upgrade does that builds the walls anew; killed after its transaction, it goes on when it is run again.
        await api.Execute($"delete from access.routine where name = '{Wall}'");
        Assert.Contains("caught up ledger.catch_up_facts: 3", await Migrate(SqlFiles.OfThisBuild));
        Assert.Equal(3, await Entries());
        await KeptLedger.AgreesWithTheFacts(api);
        await api.Execute($"""
            insert into ledger.catching_up (organisation_id, fact_table, fact_id, origin)
            values ('{of.OrganisationId}', 'app.presence', '{facts[0]}', 'recorded'), ('{of.OrganisationId}', 'app.presence', gen_random_uuid(), 'recorded'),
                ('{of.OrganisationId}', 'person', '{of.ClientId}', 'recorded'), ('{of.OrganisationId}', 'app.gone', gen_random_uuid(), 'recorded')
            """);
        Assert.Contains("caught up ledger.catch_up_facts: 4", await Migrate(SqlFiles.OfThisBuild));
        Assert.DoesNotContain("caught up", string.Concat(await Migrate(SqlFiles.OfThisBuild)), StringComparison.Ordinal);
        Assert.Equal(3, await Entries());

        // Another meaning of the same rows, with its number; facts of other tables stay as they were told.
        var before = await Told(known);
        var files = new SqlFiles(SqlFiles.OfThisBuild.Migrations, SqlFiles.OfThisBuild.Routines.Select(file => file.Name switch
        {
            Meaning => Edited(file, "'as', r.arrived_as", "'as', r.arrived_as, 'more', 1"),
            Wall => Edited(file, "call ledger.keep('app.presence');", "call ledger.keep('app.presence', 2);"),
            _ => file,
        }));
        Assert.Contains("caught up ledger.catch_up_facts: 3", await Migrate(files));
        Assert.Equal(3, await api.Sql<long>("""
            select count(*) from ledger.entry where kind = 'arrived' and attributes @> '{"more": 1}' and reversal_of is null and not is_reversed
            """));
        Assert.Equal(before, await Told(known));
        await KeptLedger.AgreesWithTheFacts(api);
        await api.Execute($"delete from access.routine where name = '{Wall}'");
        Assert.DoesNotContain("caught up", string.Concat(await Migrate(files)), StringComparison.Ordinal);
    }

    private static SqlFile Edited(SqlFile file, string old, string next)
    {
        Assert.Contains(old, file.Text, StringComparison.Ordinal);
        return file with { Text = file.Text.Replace(old, next, StringComparison.Ordinal) };
    }

    private async Task<string[]> Migrate(SqlFiles files)
    {
        var says = new StringWriter();
        await MigrateCommand.Run(api.Owner, null, says, TestContext.Current.CancellationToken, files);
        return says.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    private Task<long> Entries() => api.Sql<long>("select count(*) from ledger.entry where kind = 'arrived' and reversal_of is null and not is_reversed");

    private Task<long[]> Told(Guid fact) => api.Sql<long[]>($"select array_agg(entry_no order by entry_no) from ledger.source where fact_id = '{fact}'");
}

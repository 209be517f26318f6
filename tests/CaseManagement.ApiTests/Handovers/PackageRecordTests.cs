using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Handovers;

/// <summary>What a room adds to a package by a function of its own: here one of a room that is made up, out of restricted records.</summary>
public sealed class PackageRecordTests(Fixture.Api api) : IClassFixture<Fixture.Api>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await api.Execute("""
        create or replace function app.package_of_trials(p_clients uuid[]) returns table (id uuid, client_id uuid, compartment text, content jsonb)
            language sql stable as $$
            select c.id, c.client_id, null, jsonb_build_object('opened', c.opened_at is not null) from app."case" c where c.client_id = any(p_clients)
            union all
            select r.id, r.client_id, r.compartment, jsonb_build_object('text', r.content) from app.restricted_record r where r.client_id = any(p_clients)
            $$;
        grant execute on function app.package_of_trials(uuid[]) to casemanagement_app;
        """);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_a_room_tells_stands_in_the_package_and_can_be_queried()
    {
        var handover = await (await api.Given.HouseholdToHandOver()).Submitted();
        var records = (await handover.Package(handover.To)).At("package/records")!.AsArray();
        Assert.Equal(2, records.Count);
        Assert.All(records, record => Assert.Equal(("trials", true), (record.Text("section"), record.Value<bool>("content/opened"))));
        var asked = new[] { new { place = $"/records/{records[0].Value<Guid>("id")}", question = "Seit wann?" } };
        await handover.Move(handover.To, "request-clarification", new { items = asked }).Expect(200);
    }

    [Fact]
    public async Task What_a_room_tells_of_a_compartment_goes_along_only_where_it_was_chosen()
    {
        var handover = await api.Given.HouseholdToHandOver();
        var record = await api.Given.RestrictedRecord(handover.Cases[0]);
        await handover.Submitted();
        var package = (await handover.Package(handover.To)).At("package")!;
        Assert.DoesNotContain(record, package.Values<Guid>("records/*/id"));
        Assert.Empty(package["restricted"]!.AsArray());
    }
}

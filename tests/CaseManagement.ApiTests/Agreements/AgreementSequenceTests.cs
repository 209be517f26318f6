using CaseManagement.Api.Agreements;
using CaseManagement.ApiTests.Fixture;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.ApiTests.Agreements;

/// <summary>Whatever is called in whatever order: never in force without both acknowledgements, never two for a case, and versions never change.</summary>
public sealed class AgreementSequenceTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly string[] Calls =
    [
        AgreementTable.Propose, AgreementTable.Revise, "client", "office", AgreementTable.StartReview, AgreementTable.Reviewed, AgreementTable.Amend,
        AgreementTable.DiscardAmendment, AgreementTable.Goals, AgreementTable.Complete, AgreementTable.Terminate, "start",
    ];

    [Fact]
    public void No_sequence_of_calls_reaches_a_forbidden_state() =>
        Prop.ForAll(
            // What brings an agreement into force comes more often than chance would have it.
            Gen.Frequency((3, Gen.Elements(AgreementTable.Propose, "client", "office")), (4, Gen.Elements(Calls))).NonEmptyListOf().ToArbitrary(),
            calls => Play([AgreementTable.Propose, "client", "office", .. calls.Take(14)]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(10));

    private async Task Play(IReadOnlyList<string> calls)
    {
        var of = await api.Given.CaseWithLead();
        var agreement = await api.Given.StartedAgreement(of);
        await agreement.Complete();
        var known = new Dictionary<string, string>();
        foreach (var call in calls)
        {
            var before = await agreement.Read();
            var allowed = before["allowedActions"]!.AsArray().ToDictionary(action => action!.Text("action")!, action => action!.Value<bool>("allowed"));
            var answer = await Take(agreement, of, call);
            if (allowed.TryGetValue(call is "client" or "office" ? AgreementTable.Acknowledge : call, out var isAllowed) && !isAllowed)
            {
                Assert.Equal(409, (int)answer.StatusCode);
            }
            if (call == "start" && answer.IsSuccessStatusCode)
            {
                agreement = api.Given.AgreementAt(of.Lead!, (await answer.Id()).ToString());
                await agreement.Complete();
            }
            await HoldsInTheDatabase(of.CaseId);
            var versions = (await (await agreement.Client).Read($"{agreement.Path}/versions"))["items"]!.AsArray().Select(version => version.Number("number"));
            foreach (var path in versions.Select(number => $"{agreement.Path}/versions/{number}").ToList())
            {
                var now = await (await agreement.Client).Read(path);
                var text = now["goals"]!.ToJsonString() + now["steps"]!.ToJsonString() + now.Text("version/hash");
                Assert.Equal(known.TryAdd(path, text) ? text : known[path], text);
            }
        }
    }

    private static async Task<HttpResponseMessage> Take(GivenAgreement agreement, GivenCase of, string call) => call switch
    {
        "client" or "office" => await agreement.Acknowledge(call),
        "start" => await (await agreement.Client).Post("/api/v1/agreements", new { caseIds = new[] { of.CaseId }, language = "ara" }),
        AgreementTable.Goals => await agreement.Call("goals", agreement.Goal("leisure", "Einen Verein finden")),
        AgreementTable.Amend => await agreement.Call("amend", new { kind = "goals", what = "Mehr", why = "Weil" }),
        AgreementTable.DiscardAmendment => await agreement.Call(call, new { reason = "Doch nicht" }),
        AgreementTable.Terminate => await agreement.Call(call, new { reasonCode = "other" }),
        AgreementTable.Reviewed or AgreementTable.Complete => await agreement.Call(call, new { }),
        _ => await agreement.Call(call),
    };

    private async Task HoldsInTheDatabase(Guid caseId) => Assert.Equal(0L, await api.Sql<long>($"""
        select count(*) from app.agreement a where a.case_id = '{caseId}' and (
            a.status in ('active', 'under_review') and (
                not app.has_acknowledged(a.id, a.in_force_number, 'client') or not app.has_acknowledged(a.id, a.in_force_number, 'office')
                or 1 <> (select count(*) from app.agreement_version v where v.agreement_id = a.id and v.in_force_from is not null and v.in_force_until is null))
            or (select count(*) from app.agreement o where o.case_id = a.case_id and o.ended_at is null) > 1)
        """));
}

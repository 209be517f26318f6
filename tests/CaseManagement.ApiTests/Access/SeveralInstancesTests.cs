using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Access;

public sealed class SeveralInstancesTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_token_of_one_instance_is_good_on_another_and_ends_on_both_at_once()
    {
        var person = await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
        var here = await api.As(person);
        await using var other = await ApiProcess.Start(api);
        var there = other.As(here.DefaultRequestHeaders.Authorization!.Parameter!);

        await there.GetAsync("/api/v1/notices").Expect(200);
        await here.DeleteAsync("/api/v1/sessions/current").Expect(204);
        await there.GetAsync("/api/v1/notices").ExpectProblem(401, "session-ended");
    }
}

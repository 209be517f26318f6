using CaseManagement.Api.Jobs;

namespace CaseManagement.UnitTests.Jobs;

public sealed class RecurringCommandTests
{
    public static TheoryData<string, string> All => [.. RecurringCommand.All.Select(command => (command.Name, command.Cron))];

    [Theory, MemberData(nameof(All))]
    public void A_schedule_has_five_fields_and_means_the_same_to_every_reader(string name, string cron)
    {
        var fields = cron.Split(' ');
        Assert.Equal(5, fields.Length);
        Assert.All(fields, field => Assert.Matches(@"^(\*|\d+(-\d+)?)(/\d+)?(,\d+(-\d+)?)*$", field)); // That Hangfire reads it is seen where it starts.
        Assert.True(fields[2] == "*" || fields[4] == "*",
            $"{name}: '{cron}' names a day of the month and a weekday; classic cron takes one of them for enough, Hangfire does not.");
    }

    [Fact]
    public void Names_are_unique_and_speak_in_kebab_case()
    {
        var names = RecurringCommand.All.Select(command => command.Name).ToList();

        Assert.NotEmpty(names);
        Assert.Distinct(names);
        Assert.All(names, name => Assert.Matches("^[a-z]+(-[a-z]+)*$", name));
    }
}

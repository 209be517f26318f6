using CaseManagement.Api.Jobs;
using Quartz;

namespace CaseManagement.UnitTests.Jobs;

public sealed class RecurringCommandTests
{
    public static TheoryData<string, string> All => [.. RecurringCommand.All.Select(command => (command.Name, command.Cron))];

    [Theory, MemberData(nameof(All))]
    public void Every_engine_reads_the_schedule_alike(string name, string cron)
    {
        Assert.True(CronExpression.TryParse(cron, CronFormat.Unix, out _), $"{name}: '{cron}' is no crontab of five fields.");
        var fields = cron.Split(' ');
        Assert.True(fields[2] == "*" || fields[4] == "*", $"{name}: '{cron}' names a day of the month and a weekday; engines differ on whether both must match.");
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

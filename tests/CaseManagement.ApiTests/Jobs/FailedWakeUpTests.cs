using CaseManagement.Api.Jobs;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Jobs;

/// <summary>A command that is committed is answered so, whether or not the engine can be woken behind it.</summary>
public sealed class FailedWakeUpTests
{
    [Fact]
    public async Task What_was_committed_is_told_also_where_nobody_can_be_woken()
    {
        var engine = new Broken();
        await using var api = new Fixture.Api { Engine = engine };
        await api.InitializeAsync();
        var referral = await (await api.Given.Referral()).Sent();
        Assert.Equal("sent", await referral.Status());
        Assert.Contains("deliver-webhooks", engine.Asked);
    }

    private sealed class Broken : IJobEngine
    {
        public List<string> Asked { get; } = [];

        public string Name => "broken";

        public Task Recur(string command, string cron, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task RecurOnly(IReadOnlyCollection<string> commands, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task WakeAt(string command, DateTimeOffset at, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task WakeNow(string command, CancellationToken cancellationToken)
        {
            Asked.Add(command);
            throw new InvalidOperationException("The store is not there.");
        }
    }
}

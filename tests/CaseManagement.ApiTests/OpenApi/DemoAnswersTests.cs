using System.Diagnostics;
using CaseManagement.Api.Demo;
using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Jobs;

namespace CaseManagement.ApiTests.OpenApi;

/// <summary>What the demo is answered, from its first call to its last, refusals included, is what the documents say: held against them by Ajv.</summary>
[Collection(HangfireEngineTests.Collection)]
public sealed class DemoAnswersTests : IDisposable
{
    private static readonly string Contract = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "contract"));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("casemanagement-answers-");

    [Fact]
    public async Task Every_answer_of_the_demo_is_as_the_documents_describe_it()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Contract, "node_modules", "ajv")), "npm ci in tests/contract has not run yet.");
        var (answers, signIns) = (Path.Combine(folder.FullName, "answers"), Path.Combine(folder.FullName, "sign-ins"));
        await using (var recorder = File.CreateText(answers))
        {
            await using var api = new Fixture.Api { OnSocket = true, Recorder = recorder };
            api.Settings["Demo:ClockAhead"] = TestDay.AheadOf("2027-06-16T10:00").ToString("c");
            api.Settings.Remove("Jobs:Engine");
            await api.InitializeAsync();
            await using (var written = File.CreateText(signIns))
            {
                await DemoMunicipality.Seed(api.Services, resetPasswords: false, written);
            }
            await using var told = new StringWriter();
            var exit = await DemoStory.Run(
                api.Address.ToString(), AllocationFile.PathOf("zuweisungsliste.csv"), signIns, told, TestContext.Current.CancellationToken);
            Assert.True(exit == 0, told.ToString());
        }

        using var node = Process.Start(new ProcessStartInfo("node", ["answers.mjs", answers])
        {
            WorkingDirectory = Contract, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (said, faults) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, $"{await said}{await faults}");
    }

    public void Dispose() => folder.Delete(recursive: true);
}

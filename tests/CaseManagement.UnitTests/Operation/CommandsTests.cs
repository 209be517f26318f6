using CaseManagement.Api;
using CaseManagement.Api.Persistence;
using FluentValidation;
using FluentValidation.Results;
using Npgsql;

namespace CaseManagement.UnitTests.Operation;

/// <summary>Whoever types a command is told in one line what is wrong; a fault of the program keeps its trace.</summary>
public sealed class CommandsTests
{
    public static TheoryData<Exception, string> Refusals => new()
    {
        // As EF passes it on.
        { new InvalidOperationException("A transient failure.", new NpgsqlException("Failed to connect to db:1")), "found: Failed to connect to db:1" },
        { new MigrationRefusedException("It is newer.\nInstall 2."), "found: It is newer. Install 2." },
        {
            new ValidationException([new ValidationFailure("Ags", "Eight digits.") { ErrorCode = "ags" }]),
            $"found: {HttpProblems.Invalid.Text()} /ags: Eight digits."
        },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task A_refusal_is_one_line_and_the_exit_code_1(Exception refusal, string line)
    {
        var errors = new StringWriter();

        Assert.Equal(1, await Commands.Run(["found", "Amt", "municipality", "kim@example.org"], () => throw refusal, errors));
        Assert.Equal(line, errors.ToString().TrimEnd());
    }

    public static TheoryData<Exception> Faults => [new InvalidOperationException("A fault."), new ArgumentException("The same key twice.")];

    [Theory, MemberData(nameof(Faults))]
    public async Task A_fault_of_the_program_keeps_its_trace(Exception fault) => Assert.Same(fault, await Assert.ThrowsAnyAsync<Exception>(
        () => Commands.Run(["found", "Amt", "municipality", "kim@example.org"], () => throw fault, TextWriter.Null)));

    [Theory]
    [InlineData("Owner", "Host=db;Porrt=1")]
    [InlineData("App", "db:5432")]
    public async Task A_connection_string_that_is_none_is_told_by_its_setting_and_without_its_values(string name, string given)
    {
        var errors = new StringWriter();

        Assert.Equal(1, await Commands.Run(
            ["reset-administrator", $"--ConnectionStrings:{name}={given};Password=s3cret"], () => throw new NotSupportedException(), errors));
        Assert.StartsWith($"reset-administrator: ConnectionStrings__{name}: ", errors.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_without_the_owner_s_connection_says_which_setting_is_missing()
    {
        var errors = new StringWriter();

        Assert.Equal(1, await Commands.Run(["verify-audit", "--ConnectionStrings:Owner="], () => throw new NotSupportedException(), errors));
        Assert.Contains("ConnectionStrings__Owner", errors.ToString(), StringComparison.Ordinal);
    }
}

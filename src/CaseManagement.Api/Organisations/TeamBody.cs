using FluentValidation;

namespace CaseManagement.Api.Organisations;

/// <summary>What is said of a team, when it is added and when it is changed.</summary>
public abstract record TeamBody
{
    /// <summary>One open team of a name.</summary>
    [Example(Sample.Team)]
    public required string Name { get; init; }
    /// <summary>The quarters of the town that it serves.</summary>
    [Example("Innenstadt")]
    public string[]? Districts { get; init; }
    /// <summary>Where to write to.</summary>
    [Example(Sample.Email)]
    public string? Email { get; init; }
    /// <summary>Where to call.</summary>
    [Example(Sample.Phone)]
    public string? Phone { get; init; }
}

internal sealed class TeamValidator : AbstractValidator<TeamBody>
{
    public TeamValidator()
    {
        RuleFor(team => team.Name).Name();
        RuleFor(team => team.Districts).AtMost(100);
        RuleForEach(team => team.Districts).Name();
        RuleFor(team => team.Email).Email();
        RuleFor(team => team.Phone).Phone();
    }
}

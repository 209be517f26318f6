using CaseManagement.Api.Http;
using CaseManagement.Api.Pipeline;
using FluentValidation;
using FluentValidation.Validators;
using Microsoft.Extensions.DependencyInjection;

namespace CaseManagement.ApiTests.Http;

/// <summary>Every rule of every request says what it is.</summary>
public sealed class RuleTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public void No_rule_only_says_that_a_rule_is_broken()
    {
        using var scope = api.Services.CreateScope();
        var validators = typeof(HandledRequest).Assembly.GetTypes().Where(type => type is { IsAbstract: false, ContainsGenericParameters: false }
            && type.IsAssignableTo(typeof(IValidator))).Select(type => (IValidator)ActivatorUtilities.CreateInstance(scope.ServiceProvider, type)).ToList();
        Assert.True(validators.Count > 50);
        Assert.Equal("", string.Join(", ", validators.SelectMany(validator => validator.CreateDescriptor().Rules.SelectMany(rule => rule.Components
            .Where(component => component.Validator is IPropertyValidator { Name: "PredicateValidator" or "AsyncPredicateValidator" }
                && (component.ErrorCode is null || component.GetUnformattedErrorMessage().Contains("does not follow the rule", StringComparison.Ordinal)))
            .Select(_ => $"{validator.GetType().Name}.{rule.PropertyName}"))).Distinct()));
        // Nor does one speak in the library's words, which name members as the code has them, and the language of its own choice.
        Assert.Equal("", string.Join(", ", validators.SelectMany(validator => validator.CreateDescriptor().Rules.SelectMany(rule => rule.Components
            .Where(component => component.ErrorCode is null && component.Validator is IPropertyValidator known
                && known.Name is not ("ChildValidatorAdaptor" or "ChildRulesContainer") && !ValidationTexts.Validators.Contains(known.Name))
            .Select(component => component.Validator.Name))).Distinct()));
    }
}

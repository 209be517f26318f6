using System.Text.Json;
using System.Text.Json.Nodes;
using CaseManagement.Api.Http;
using CaseManagement.Api.Pipeline;
using CaseManagement.Dev;
using FluentValidation;
using FluentValidation.Validators;
using MediatR;
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

    [Fact]
    public async Task The_longest_text_that_a_rule_takes_is_what_the_document_says()
    {
        var document = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "openapi", "caseworker.json")))!;
        var requests = typeof(HandledRequest).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IBaseRequest))).ToDictionary(type => type.Name);
        using var scope = api.Services.CreateScope();
        var (compared, wrong) = (0, new List<string>());
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
        {
            if (!requests.TryGetValue(name, out var type))
            {
                continue;
            }
            foreach (var rule in scope.ServiceProvider.GetServices(typeof(IValidator<>).MakeGenericType(type)).Cast<IValidator>()
                .SelectMany(validator => validator.CreateDescriptor().Rules).Where(rule => !rule.HasCondition && rule.PropertyName is not null))
            {
                var said = schema!["properties"]?[JsonNamingPolicy.CamelCase.ConvertName(rule.PropertyName)]?["maxLength"]?.GetValue<int>();
                foreach (var length in rule.Components.Where(component => !component.HasCondition).Select(component => component.Validator)
                    .OfType<ILengthValidator>().Where(length => said is not null && length.Max > 0))
                {
                    compared++;
                    if (said > length.Max)
                    {
                        wrong.Add($"{name}.{rule.PropertyName}: {said}, {length.Max} in the rule");
                    }
                }
            }
        }
        Assert.True(compared > 200, $"{compared}");
        Assert.Empty(wrong);
    }
}

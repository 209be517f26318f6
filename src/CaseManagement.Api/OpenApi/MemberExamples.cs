using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseManagement.Api.Http;

namespace CaseManagement.Api.OpenApi;

/// <summary>The examples that stand at the members themselves ([Example]) or at the list that a member's codes are of ([CodeOf]).</summary>
internal static class MemberExamples
{
    private const BindingFlags Constants = BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    private static readonly Type[] Types = [.. typeof(MemberExamples).Assembly.GetTypes().Where(type => type is { IsClass: true, IsPublic: true })];

    private static readonly Dictionary<string, ExampleAttribute> ByList = Types.SelectMany(type => type.GetFields(Constants))
        .Where(field => field.IsLiteral && field.IsDefined(typeof(ExampleAttribute)))
        .ToDictionary(field => (string)field.GetRawConstantValue()!, field => field.GetCustomAttribute<ExampleAttribute>()!);

    private static readonly Dictionary<string, ExampleAttribute> ByMember =
    (
        from type in Types
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        let example = property.Find<ExampleAttribute>() ?? (property.Find<CodeOfAttribute>() is { } code ? ByList.GetValueOrDefault(code.List) : null)
        where example is not null
        let spoken = type.IsDefined(typeof(SpokenInSnakeCaseAttribute), false) ? JsonNamingPolicy.SnakeCaseLower : JsonNamingPolicy.CamelCase
        select (Key: $"{type.Name.Split('`')[0]}.{spoken.ConvertName(property.Name)}", example)
    ).DistinctBy(member => member.Key).ToDictionary(member => member.Key, member => member.example);

    /// <summary>The example of a member, null where none stands at it.</summary>
    /// <param name="owner">The schema that has the member: its type's name.</param>
    /// <param name="member">The member's name.</param>
    public static ExampleValue? Find(string owner, string member) =>
        ByMember.TryGetValue($"{(owner.StartsWith("PageOf", StringComparison.Ordinal) ? "Page" : owner)}.{member}", out var example)
            ? new ExampleValue(example is { IsJson: true, Value: string json } ? JsonNode.Parse(json) : JsonSerializer.SerializeToNode(example.Value)) : null;
}

/// <summary>An example; null is one, too: left out of a body, null in an answer.</summary>
/// <param name="Value">The value.</param>
internal sealed record ExampleValue(JsonNode? Value);

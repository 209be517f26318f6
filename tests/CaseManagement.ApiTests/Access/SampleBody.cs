using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CaseManagement.Api.Rules;
using Microsoft.AspNetCore.Mvc;

namespace CaseManagement.ApiTests.Access;

/// <summary>A body that binds: every required member of the request type with a value of its type, or with one that is known to fit.</summary>
internal static class SampleBody
{
    public static JsonObject Of(Type type, DateTimeOffset now, Func<PropertyInfo, JsonNode?>? known = null, int depth = 0)
    {
        var body = new JsonObject();
        foreach (var member in Members(type).Where(IsRequired))
        {
            body[NameOf(member)] = known?.Invoke(member) ?? Value(member.PropertyType, now, known, depth);
        }
        return body;
    }

    /// <summary>What a body may hold.</summary>
    public static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(member => member.CanWrite && !member.IsDefined(typeof(JsonIgnoreAttribute)) && !member.IsDefined(typeof(FromQueryAttribute)));

    /// <summary>As it is written.</summary>
    public static string NameOf(PropertyInfo member) =>
        member.GetCustomAttribute<FromQueryAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(member.Name);

    private static bool IsRequired(PropertyInfo member) => member.IsDefined(typeof(RequiredMemberAttribute))
        || member.ReflectedType!.GetConstructors().Any(made => made.GetParameters().Any(given => given.Name == member.Name && !given.HasDefaultValue));

    private static JsonNode? Value(Type type, DateTimeOffset now, Func<PropertyInfo, JsonNode?>? known, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(string) => "sample",
            _ when type == typeof(Guid) => Guid.CreateVersion7().ToString(),
            _ when type == typeof(bool) => true,
            _ when type == typeof(int) || type == typeof(long) || type == typeof(decimal) => 1,
            _ when type == typeof(DateOnly) => $"{LocalTime.DateOf(now):O}",
            _ when type == typeof(DateTimeOffset) => $"{now:O}",
            _ when type.IsEnum => SnakeCase.Of(Enum.GetNames(type)[0]),
            _ when type.IsAssignableTo(typeof(IEnumerable)) =>
                type.IsGenericType && type.GetGenericArguments().Length == 2 ? new JsonObject() : new JsonArray(),
            _ when type.IsClass && depth < 3 => Of(type, now, known, depth + 1),
            _ => null,
        };
    }
}

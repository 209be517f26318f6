using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace CaseManagement.Api.Http;

/// <summary>
/// Reads a parameter's text as the type that the request wants, spoken as in JSON: enums by their JSON names, days as
/// 2026-11-21, instants with an offset. Says which rule a text breaks; never repeats the text, which may be a name.
/// </summary>
public static class ValueText
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyDictionary<string, object>> Names = new();

    /// <summary>The names of an enum's values as JSON speaks them, in the order of declaration.</summary>
    public static IReadOnlyDictionary<string, object> NamesOf(Type type) => Names.GetOrAdd(type, static type =>
        Enum.GetValues(type).Cast<object>()
            .ToDictionary(value => JsonSerializer.SerializeToElement(value, type, ApiJson.Stored).GetString()!, StringComparer.Ordinal));

    /// <summary>The value of a text.</summary>
    /// <param name="name">The parameter, for the fault.</param>
    /// <param name="text">As it was sent.</param>
    /// <param name="type">What the request wants; of a list of enum values, each text between commas is one.</param>
    /// <param name="fault">Which rule the text breaks, null where none.</param>
    public static object? Read(string name, string text, Type type, out ProblemError? fault)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        fault = null;
        if (text.Length == 0)
        {
            fault = new ProblemError(name, HttpProblems.MissingMember.Code, HttpProblems.MissingMember.Text());
            return null;
        }
        if (PlainText.HasNul(text))
        {
            fault = new ProblemError(name, HttpProblems.NulInText.Code, HttpProblems.NulInText.Text());
            return null;
        }
        if (type == typeof(string))
        {
            return PlainText.Of(text);
        }
        if (type.IsEnum)
        {
            if (NamesOf(type).TryGetValue(text, out var value))
            {
                return value;
            }
            fault = Fault(name, type);
            return null;
        }
        if (ElementOf(type) is { } element)
        {
            var parts = text.Split(',');
            var values = Array.CreateInstance(element, parts.Length);
            for (var i = 0; i < parts.Length && fault is null; i++)
            {
                values.SetValue(Read(name, parts[i], element, out fault), i);
            }
            return fault is null ? values : null;
        }
        ProblemType? rule = null;
        object? read = type == typeof(DateOnly) ? Moments.Day(text, out rule)
            : type == typeof(DateTimeOffset) ? Moments.Instant(text, out rule) : Parse(text, type);
        fault = rule is not null ? new ProblemError(name, rule.Code, rule.Text()) : read is null ? Fault(name, type) : null;
        return read;
    }

    /// <summary>The rule that a value of another kind breaks, for parameters and members alike.</summary>
    internal static ProblemError Fault(string pointer, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? ProblemError.Outside(pointer, HttpProblems.UnknownValue, [.. NamesOf(type).Keys])
            : type == typeof(DateOnly) ? new(pointer, HttpProblems.MalformedDate.Code, HttpProblems.MalformedDate.Text())
            : type == typeof(DateTimeOffset) ? new(pointer, HttpProblems.MalformedInstant.Code, HttpProblems.MalformedInstant.Text())
            : new(pointer, HttpProblems.WrongType.Code, HttpProblems.WrongType.Text(Word(type)));
    }

    /// <summary>The element type of a list; null of everything else.</summary>
    internal static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static object? Parse(string text, Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => text switch { "true" => true, "false" => false, _ => null },
        TypeCode.Int32 => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        TypeCode.Int64 => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ when type == typeof(Guid) => Guid.TryParseExact(text, "D", out var id) ? id : null,
        _ => throw new InvalidOperationException($"A parameter cannot be of the type {type.Name}."),
    };

    private static string Word(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type == typeof(Guid) => Language.Choose("eine UUID", "a UUID"),
        TypeCode.Boolean => Language.Choose("true oder false", "true or false"),
        TypeCode.String => Language.Choose("ein Text", "a text"),
        TypeCode.Byte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 => Language.Choose("eine ganze Zahl", "a whole number"),
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => Language.Choose("eine Zahl", "a number"),
        _ when type != typeof(object) && typeof(System.Collections.IEnumerable).IsAssignableFrom(type)
            && !(type.IsGenericType && type.GetGenericArguments().Length == 2) => Language.Choose("eine Liste", "a list"),
        _ => Language.Choose("ein Objekt", "an object"),
    };
}

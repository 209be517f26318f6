using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaseManagement.Api.Rules;

/// <summary>
/// A kind of something (of reminders, of notices) to which several rooms contribute: each declares its own as public static
/// readonly fields, with the words that people read. Stored and spoken by name.
/// </summary>
/// <param name="Name">As in the database and on the wire.</param>
/// <param name="German">What it says.</param>
/// <param name="English">The same.</param>
public abstract record NamedKind(string Name, string German, string English)
{
    /// <summary>What it says, in the language of the request.</summary>
    public string Text() => Language.Choose(German, English);
}

/// <summary>The kinds of each sort, found by scan.</summary>
public static class NamedKinds
{
    /// <summary>The kind of a name; null where no room has declared it.</summary>
    public static T? Find<T>(string name) where T : NamedKind => Sort<T>.ByName.GetValueOrDefault(name);

    /// <summary>The kind of a name on file.</summary>
    /// <exception cref="InvalidOperationException">No room has declared it.</exception>
    public static T Get<T>(string name) where T : NamedKind =>
        Find<T>(name) ?? throw new InvalidOperationException($"No {typeof(T).Name} has the name '{name}'.");

    /// <summary>The names of a sort, in a stable order.</summary>
    public static IReadOnlyList<string> Of<T>() where T : NamedKind => [.. Sort<T>.ByName.Keys.Order(StringComparer.Ordinal)];

    private static class Sort<T> where T : NamedKind
    {
        internal static readonly FrozenDictionary<string, T> ByName = Contributions.Values<T>(kind => kind.Name);
    }
}

/// <summary>Kinds are spoken by name.</summary>
public sealed class NamedKindConverter : JsonConverterFactory
{
    /// <inheritdoc />
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsSubclassOf(typeof(NamedKind));

    /// <inheritdoc />
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(ByName<>).MakeGenericType(typeToConvert))!;

    private sealed class ByName<T> : JsonConverter<T> where T : NamedKind
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            NamedKinds.Find<T>(reader.GetString() ?? "") ?? throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
    }
}

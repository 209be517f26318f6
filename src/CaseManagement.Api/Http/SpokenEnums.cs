using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaseManagement.Api.Http;

/// <summary>
/// Reads values of enums by the one name that the documents give them, as parameters do: the library's own converter also takes <c>INTERNAL</c> for
/// <c>internal</c>. For bodies only: what is written, and the schemas of the documents, stay the library's.
/// </summary>
internal sealed class SpokenEnums : JsonConverterFactory
{
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Strict = [];

    /// <summary>The options with which bodies are read, made once out of those with which answers are written.</summary>
    public static JsonSerializerOptions Reading(JsonSerializerOptions writing) => Strict.GetValue(writing, static options =>
    {
        var reading = new JsonSerializerOptions(options);
        reading.Converters.Insert(0, new SpokenEnums());
        return reading;
    });

    /// <inheritdoc />
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    /// <inheritdoc />
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(One<>).MakeGenericType(typeToConvert))!;

    private sealed class One<TEnum> : JsonConverter<TEnum> where TEnum : struct, Enum
    {
        public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? Value(ref reader) : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, ApiJson.Stored);

        public override TEnum ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Value(ref reader);

        private static TEnum Value(ref Utf8JsonReader reader) =>
            ValueText.NamesOf(typeof(TEnum)).TryGetValue(reader.GetString()!, out var value) ? (TEnum)value : throw new JsonException();
    }
}

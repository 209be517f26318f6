using System.Globalization;
using System.Reflection;
using CaseManagement.Api.Http;
using FluentValidation.Results;

namespace CaseManagement.Api.Imports;

/// <summary>Why a row is not applied: at which column, by which rule, in both languages. Never with the value.</summary>
/// <param name="Column">The column's key; null where the whole row is meant.</param>
/// <param name="Code">The rule's stable code.</param>
/// <param name="De">In German; {0} is the column's header.</param>
/// <param name="En">In English; likewise.</param>
internal sealed record FactFault(string? Column, string Code, string De, string En)
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE"), English = CultureInfo.GetCultureInfo("en-GB");

    private static readonly Dictionary<string, ProblemType> ByCode = typeof(FactFault).Assembly.GetTypes()
        .Where(type => !type.ContainsGenericParameters).SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Where(field => field.FieldType == typeof(ProblemType)).Select(field => (ProblemType)field.GetValue(null)!)
        .DistinctBy(type => type.Code).ToDictionary(type => type.Code);

    internal static FactFault Of(AllocationRule rule, string? column) => new(column, rule.Code, rule.German, rule.English);

    internal static FactFault Of(ProblemType type, string? column, params object[] values) =>
        new(column, type.Code, string.Format(German, type.German, values), string.Format(English, type.English, values));

    /// <summary>What validators say, once in each language.</summary>
    /// <param name="validate">Says it.</param>
    /// <param name="columnOf">The column of a pointer; left out: the one by its first part.</param>
    internal static IReadOnlyList<FactFault> Of(Func<IEnumerable<ValidationFailure>> validate, Func<string, string?>? columnOf = null)
    {
        if (!validate().Any())
        {
            return [];
        }
        return [.. In(German, validate).Zip(In(English, validate)).Select(pair => new FactFault(
            (columnOf ?? ColumnOf)(Http.Pointer.Of(pair.First.PropertyName)), ValidationTexts.CodeOf(pair.First.ErrorCode),
            pair.First.ErrorMessage, pair.Second.ErrorMessage))];
    }

    /// <summary>What an entity or a handler's check has refused.</summary>
    internal static IReadOnlyList<FactFault> Of(RefusedException refused, Func<string, string?>? columnOf = null) => refused.Errors.Count == 0
        ? [Of(refused.Type, null, [.. refused.Values])]
        : [.. refused.Errors.Select(error => ByCode.GetValueOrDefault(error.Code) is { } type ? Of(type, (columnOf ?? ColumnOf)(error.Pointer))
            : new FactFault((columnOf ?? ColumnOf)(error.Pointer), error.Code, error.Message, error.Message))];

    internal StoredFinding Stored(Func<string, string> headerOf, bool refuses)
    {
        var header = Column is null ? null : headerOf(Column);
        return new StoredFinding(header, Column, Code, Named(De), Named(En), refuses);

        string Named(string text) => header is null ? text
            : text.StartsWith("{0}: ", StringComparison.Ordinal) ? text.Replace("{0}", header, StringComparison.Ordinal) : $"{header}: {text}";
    }

    private static string? ColumnOf(string pointer) => pointer.Length <= 1 ? null : pointer[1..].Split('/')[0];

    private static List<ValidationFailure> In(CultureInfo language, Func<IEnumerable<ValidationFailure>> validate)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = language;
            return [.. validate()];
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseManagement.Api.Http;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Assessments;

/// <summary>Whether answers fit the questions of an area. Pure: codes of lists are collected, to be looked up by the caller.</summary>
public static class AnswerRules
{
    /// <summary>The longest text and the most choices of one answer.</summary>
    public const int LongestText = 4000, MostChoices = 50;

    /// <summary>What does not fit, with the place of each fault; and the codes that have to be valid today.</summary>
    /// <param name="area">The area of the form.</param>
    /// <param name="person">Whose questions.</param>
    /// <param name="answers">Question's code to answer, without nulls.</param>
    /// <param name="before">What the area holds already: an answer that stands as it was is not held against today's codes.</param>
    public static (IReadOnlyList<ProblemError> Faults, IReadOnlyList<CodeUse> Codes) Check(
        FormArea area, AssessedPerson person, JsonObject answers, JsonObject before)
    {
        var faults = new List<ProblemError>();
        var codes = new List<CodeUse>();
        foreach (var (code, answer) in answers)
        {
            var pointer = $"/answers/{code.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
            if (area.Questions.SingleOrDefault(candidate => candidate.Code == code) is not { } question)
            {
                // The name of an unknown member is the caller's own text, and texts may hold anything: it is not repeated.
                faults.Add(Fault("/answers", AssessmentProblems.UnknownQuestion));
            }
            else if (!FormArea.Applies(question.AppliesTo, person))
            {
                faults.Add(Fault(pointer, AssessmentProblems.NotForPerson));
            }
            else if (Values(question, answer!) is not { } chosen)
            {
                faults.Add(Fault(pointer, AssessmentProblems.AnswerKind, Expected(question.Kind)));
            }
            else if (question.Options is { } options && chosen.Any(value => options.All(option => option.Code != value)))
            {
                faults.Add(Fault(pointer, AssessmentProblems.UnknownOption));
            }
            else if (question.OptionsFrom is { } list && !JsonNode.DeepEquals(answer, before[code]))
            {
                codes.AddRange(chosen.Select(value => new CodeUse(pointer, list, value)));
            }
        }
        return (faults, codes);
    }

    /// <summary>The chosen codes of an answer (none for a text, number, date or yes and no); null when the kind is wrong.</summary>
    private static IReadOnlyList<string>? Values(FormQuestion question, JsonNode answer) => (question.Kind, answer.GetValueKind()) switch
    {
        ("text", JsonValueKind.String) => Text(answer) is { Length: <= LongestText } text && !string.IsNullOrWhiteSpace(text) ? [] : null,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => [],
        ("number", JsonValueKind.Number) => decimal.TryParse(answer.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? [] : null,
        ("date", JsonValueKind.String) =>
            DateOnly.TryParseExact(Text(answer), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? [] : null,
        ("single", JsonValueKind.String) => [Text(answer)],
        ("multiple", JsonValueKind.Array) => Choices(answer.AsArray()),
        _ => null,
    };

    private static string[]? Choices(JsonArray answer)
    {
        if (answer.Count is 0 or > MostChoices || answer.Any(item => item?.GetValueKind() != JsonValueKind.String))
        {
            return null;
        }
        string[] chosen = [.. answer.Select(item => Text(item!))];
        return chosen.Distinct(StringComparer.Ordinal).Count() == chosen.Length ? chosen : null;
    }

    private static string Text(JsonNode node) => node.GetValue<string>();

    private static string Expected(string kind) => kind switch
    {
        "text" => Language.Choose("Text bis 4000 Zeichen", "text of at most 4000 characters"),
        "single" => Language.Choose("einer der Auswahlmöglichkeiten", "one of the options"),
        "multiple" => Language.Choose("einer Liste verschiedener Auswahlmöglichkeiten", "a list of different options"),
        "boolean" => Language.Choose("Ja oder Nein", "true or false"),
        "number" => Language.Choose("einer Zahl", "a number"),
        _ => Language.Choose("einem Datum wie 2026-11-21", "a date such as 2026-11-21"),
    };

    private static ProblemError Fault(string pointer, ProblemType rule, params object[] values) => new(pointer, rule.Code, rule.Text(values));
}

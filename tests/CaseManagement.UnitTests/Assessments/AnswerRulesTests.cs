using System.Text.Json.Nodes;
using CaseManagement.Api.Assessments;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Assessments;

public class AnswerRulesTests
{
    private static readonly Form Shipped = ReadShipped();

    [Theory]
    [InlineData("text", "\"Fußball\"", true)]
    [InlineData("text", "\"  \"", false)]
    [InlineData("text", "5", false)]
    [InlineData("boolean", "false", true)]
    [InlineData("boolean", "\"ja\"", false)]
    [InlineData("number", "2.5", true)]
    [InlineData("number", "1e400", false)]
    [InlineData("number", "\"2\"", false)]
    [InlineData("date", "\"2026-12-01\"", true)]
    [InlineData("date", "\"01.12.2026\"", false)]
    [InlineData("date", "\"2026-02-30\"", false)]
    [InlineData("single", "\"a\"", true)]
    [InlineData("single", "\"c\"", false)]
    [InlineData("single", "[\"a\"]", false)]
    [InlineData("multiple", "[\"a\",\"b\"]", true)]
    [InlineData("multiple", "[\"a\",\"a\"]", false)]
    [InlineData("multiple", "[\"a\",\"c\"]", false)]
    [InlineData("multiple", "[\"a\",null]", false)]
    [InlineData("multiple", "[]", false)]
    [InlineData("multiple", "\"a\"", false)]
    public void An_answer_is_of_the_questions_kind(string kind, string answer, bool fits)
    {
        FormOption[]? options = kind is "single" or "multiple" ? [new("a", "A", "A"), new("b", "B", "B")] : null;
        var area = new FormArea("leisure", "Freizeit", "Leisure", null, null, [new("q", "Q", "Q", null, null, kind, options, null, false, null)]);
        var (faults, codes) = AnswerRules.Check(area, AssessedPerson.Adult, new JsonObject { ["q"] = JsonNode.Parse(answer) }, []);
        Assert.Equal(fits, faults.Count == 0);
        Assert.All(faults, fault => Assert.Equal("/answers/q", fault.Pointer));
        Assert.Empty(codes);
    }

    [Fact]
    public void Codes_of_lists_are_to_be_looked_up_unless_the_answer_stands_as_it_was()
    {
        var area = Shipped.Areas.Single(area => area.Code == "language");
        var answers = new JsonObject { ["first-language"] = "tir", ["german-level"] = "A1" };
        var (faults, codes) = AnswerRules.Check(area, AssessedPerson.Adult, answers, new JsonObject { ["german-level"] = "A1" });
        Assert.Empty(faults);
        Assert.Equal(("/answers/first-language", "language", "tir"), (codes.Single().Pointer, codes.Single().List, codes.Single().Code));
    }

    [Fact]
    public void Whatever_is_answered_is_accepted_or_told_with_its_place_and_never_thrown_at()
    {
        var questions = Shipped.Areas.SelectMany(area => area.Questions.Select(question => (area, question))).ToArray();
        var cases = from question in Gen.Elements(questions)
                    from person in Gen.Elements(AssessedPerson.Adult, AssessedPerson.Child)
                    from answer in Json(2)
                    select (question.area, question.question, person, answer);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var answers = new JsonObject { [given.question.Code] = JsonNode.Parse(given.answer) };
            if (answers[given.question.Code] is null)
            {
                return; // Null is no answer and never gets here.
            }
            var (faults, codes) = AnswerRules.Check(given.area, given.person, answers, []);
            Assert.All(faults, fault => Assert.Equal($"/answers/{given.question.Code}", fault.Pointer));
            Assert.True(faults.Count == 0 || codes.Count == 0);
            if (faults.Count == 0)
            {
                Assert.True(Fits(given.question, given.answer), given.answer);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void The_shipped_form_can_be_completed_by_adults_and_children_and_asks_each_of_them_enough()
    {
        foreach (var person in Enum.GetValues<AssessedPerson>())
        {
            Assert.NotEmpty(Shipped.Missing(person, new Dictionary<string, (string?, JsonObject)>()));
            var all = Shipped
                .For(person)
                .ToDictionary(
                    area => area.Code,
                    area =>
                        ((string?)"none", new JsonObject(area.For(person).Select(question => KeyValuePair.Create(question.Code, (JsonNode?)true)))));
            Assert.Empty(Shipped.Missing(person, all));
            Assert.All(Shipped.For(person), area => Assert.InRange(area.For(person).Count(), 3, 8));
        }
        Assert.Equal(13, Shipped.Areas.Count);
    }

    [Fact]
    public void What_is_missing_is_every_urgency_and_every_required_answer_outside_the_compartments()
    {
        var missing = Shipped
            .Missing(
                AssessedPerson.Adult,
                new Dictionary<string, (string?, JsonObject)> { ["work"] = ("low", new JsonObject { ["status"] = "retired" }) })
            .Select(fault => fault.Pointer)
            .ToList();
        Assert.Contains("/areas/work/answers/permission", missing);
        Assert.DoesNotContain("/areas/work/urgency", missing);
        Assert.DoesNotContain("/areas/work/answers/status", missing);
        Assert.Contains("/areas/finances/urgency", missing);
        Assert.DoesNotContain(missing, pointer => pointer.StartsWith("/areas/health", StringComparison.Ordinal));
        Assert.DoesNotContain("/areas/language/answers/language-support-child", missing);
    }

    // An independent reading of the rules, from the text of the answer.
    private static bool Fits(FormQuestion question, string answer) => question.Kind switch
    {
        "text" or "single" or "date" => answer.StartsWith('"') && (question.Options is null || question.Options.Any(option => $"\"{option.Code}\"" == answer)),
        "boolean" => answer is "true" or "false",
        "number" => answer[0] is '-' or (>= '0' and <= '9'),
        _ => answer.StartsWith("[\"", StringComparison.Ordinal),
    };

    private static Gen<string> Json(int depth)
    {
        var codes = Shipped
            .Areas.SelectMany(area => area.Questions)
            .SelectMany(question => question.Options ?? [])
            .Select(option => $"\"{option.Code}\"")
            .Distinct()
            .ToArray();
        var leaf = Gen.OneOf(
            Gen.Elements("null", "true", "false", "0", "-1.5", "1e400", "\"\"", "\"2026-11-21\"", "\"2026-13-01\"", "\"ä\\u0000\"", "\"A1\""),
            Gen.Elements(codes));
        return depth == 0
            ? leaf
            : Gen.Frequency(
                (4, leaf),
                (2, Json(depth - 1).ListOf(3).Select(items => $"[{string.Join(',', items)}]")),
                (1, Json(depth - 1).Select(item => $"{{\"a\":{item}}}")));
    }

    private static Form ReadShipped()
    {
        using var stream = typeof(Form).Assembly.GetManifestResourceStream("migrations/0004_assessment_template.sql")!;
        return Form.Read(new StreamReader(stream).ReadToEnd().Split("$form$")[1]);
    }
}

using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using CaseManagement.UnitTests.Architecture;

namespace CaseManagement.UnitTests.Http;

/// <summary>Who reads German reads no names of states, moves or members.</summary>
public sealed partial class GermanTextTests
{
    private const BindingFlags Fields = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;

    private static readonly IReadOnlyList<FieldInfo> All =
        [.. typeof(RefusedException).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters).SelectMany(type => type.GetFields(Fields))];

    private static readonly IReadOnlyList<ITransitions> Machines =
        [.. All.Where(field => field.FieldType.IsAssignableTo(typeof(ITransitions))).Select(field => (ITransitions)field.GetValue(null)!)];

    [Fact]
    public void Every_state_and_every_move_has_a_german_word()
    {
        Assert.True(Machines.Count > 25);
        InGerman(() =>
        {
            Assert.DoesNotContain(Machines.SelectMany(machine => machine.States), state => StateWords.OfState(state) == state);
            Assert.DoesNotContain(Machines.SelectMany(machine => machine.Actions), action => StateWords.OfMove(action) == action);
        });
    }

    [Fact]
    public void An_illegal_move_is_refused_in_one_language_and_named_for_programs_beside_it()
    {
        var moves = new Transitions<Light>("light", (Light.OnHold, "start-next", Light.Done), (Light.Done, "reopen", Light.OnHold));
        InGerman(() => Assert.Equal("Dieser Schritt ist im Zustand „erledigt“ nicht möglich. Möglich: wieder öffnen.", Text(moves.Refusal(Light.Done))));
        var refused = moves.Refusal(Light.OnHold);
        Assert.Equal("This move is not possible in the state 'on hold'. Possible: start next.", Text(refused));
        Assert.Equal("on_hold", refused.Extensions["state"]);
        Assert.Equal(["start-next"], (IReadOnlyList<string>)refused.Extensions["allowedActions"]!);

        static string Text(RefusedException refused) => refused.Type.Text([.. refused.Values]);
    }

    [Fact]
    public void No_german_text_of_a_refusal_names_a_member_or_a_value()
    {
        var texts = All.Where(field => field.FieldType == typeof(ProblemType)).Select(field => (ProblemType)field.GetValue(null)!).ToList();
        Assert.True(texts.Count > 300);
        Assert.Equal(["until muss nach from", "nur bei use_existing", "Bitte clientId", "Dort steht „draft“"],
            ((string[])["until muss nach from", "nur bei use_existing", "Bitte clientId", "Dort steht „draft“", "Das E-Mail-Feld"]).Where(SpeaksCode));
        Assert.Empty(texts.Where(type => SpeaksCode(type.German)).Select(type => $"{type.Code}: {type.German}"));
    }

    [Fact]
    public void No_message_shows_a_pattern()
    {
        var bare = Directory.EnumerateFiles(Repository.Source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Pattern().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .Where(rule => !rule.Contains("WithProblem", StringComparison.Ordinal) && !rule.Contains("WithMessage", StringComparison.Ordinal)).ToList();
        Assert.Empty(bare);
    }

    private static bool SpeaksCode(string text) => Code().IsMatch(text);

    private static void InGerman(Action look)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
            look();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private enum Light
    {
        OnHold,
        Done,
    }

    // clientId, use_existing, „draft“, from and until by themselves.
    [GeneratedRegex(@"\b[a-z]+[A-Z]\w*|\b[a-z]+_[a-z]+\b|„[a-z]+“|\b(from|until|null|true|false)\b")]
    private static partial Regex Code();

    // From a rule's pattern to the end of the statement.
    [GeneratedRegex(@"\.Matches\((@""|Time)[^;]*;")]
    private static partial Regex Pattern();
}

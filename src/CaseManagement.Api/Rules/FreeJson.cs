using System.Reflection;

namespace CaseManagement.Api.Rules;

/// <summary>What stands in a member whose type is any JSON; the documents could not say it otherwise.</summary>
public enum FreeJson
{
    /// <summary>An object with any members.</summary>
    Object,
    /// <summary>The answer to one question of a form: a text, number, truth or several texts.</summary>
    Answer,
    /// <summary>A question's code, and the answer to it.</summary>
    Answers,
}

/// <summary>Says what a member of any JSON holds.</summary>
/// <param name="what">What.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class HoldsAttribute(FreeJson what) : Attribute
{
    /// <summary>What.</summary>
    public FreeJson What { get; } = what;
}

/// <summary>The values of a text are a closed set that several rooms contribute to, so that no enum can name them.</summary>
/// <param name="of">The type that knows them.</param>
/// <param name="member">Its static member of <c>IReadOnlyList&lt;string&gt;</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ClosedSetAttribute(Type of, string member) : Attribute
{
    /// <summary>Whether a parameter takes several of them, between commas.</summary>
    public bool Several { get; init; }

    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values => (IReadOnlyList<string>)(of.GetField(member, BindingFlags.Public | BindingFlags.Static)?.GetValue(null)
        ?? of.GetProperty(member, BindingFlags.Public | BindingFlags.Static)?.GetValue(null)
        ?? throw new InvalidOperationException($"{of.Name} has no {member}."));
}

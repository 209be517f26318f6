namespace CaseManagement.Api.Rules;

/// <summary>
/// What stands for a member in the documents' examples. Null is an example, too: left out of a body, null in an answer.
/// At a list of codes it is the code that stands for the list wherever <c>[CodeOf]</c> names it.
/// </summary>
/// <param name="value">A text, number or truth; of a list one element.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Field)]
public sealed class ExampleAttribute(object? value) : Attribute
{
    /// <summary>The value.</summary>
    public object? Value { get; } = value;

    /// <summary>Whether the value is written as JSON: for objects.</summary>
    public bool IsJson { get; init; }
}

using System.Reflection;

namespace CaseManagement.Api.Pipeline;

/// <summary>
/// The member holds a code of a dated list, or several. The documents name the list; the pipeline refuses a command whose
/// code is not in force on its day, and a query whose code was never one of the list.
/// </summary>
/// <param name="list">One of <c>CodeLists</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CodeOfAttribute(string list) : Attribute
{
    /// <summary>The list's name.</summary>
    public string List { get; } = list;

    /// <summary>The neighbouring member (a day or an instant) on whose day the code has to be in force; today where left out or null.</summary>
    public string? On { get; init; }

    /// <summary>What stands already may stay after its code has ended: the handler, which knows what stood, refuses; the documents say the list.</summary>
    public bool MayStand { get; init; }
}

/// <summary>Attributes of a record's member, whether they stand at a property or at the parameter that it is made of.</summary>
public static class MemberAttributes
{
    /// <summary>The attribute of a member, or null.</summary>
    public static T? Find<T>(this PropertyInfo member) where T : Attribute =>
        member.GetCustomAttribute<T>() ?? member.DeclaringType!.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .FirstOrDefault(parameter => parameter.Name == member.Name)?.GetCustomAttribute<T>();
}

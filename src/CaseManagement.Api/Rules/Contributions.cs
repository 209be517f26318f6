using System.Collections.Frozen;
using System.Reflection;

namespace CaseManagement.Api.Rules;

/// <summary>
/// What rooms contribute to one below them, which asks without knowing who answers: the lower room owns the interface, each
/// contributor is a class without state that implements it beside its slice, and the scan of the product finds them all.
/// </summary>
public static class Contributions
{
    private static readonly Type[] Types = typeof(Contributions).Assembly.GetTypes();

    /// <summary>Every contribution of a kind, in a stable order.</summary>
    public static IReadOnlyList<T> Of<T>() where T : class => Found<T>.All;

    /// <summary>The contribution of which there is exactly one.</summary>
    public static T The<T>() where T : class => Found<T>.All.Single();

    /// <summary>
    /// Every public value of a kind that a class of the product holds as a static readonly field (a kind of reminder, say), by its key.
    /// </summary>
    public static FrozenDictionary<string, T> Values<T>(Func<T, string> key) where T : class =>
        Types.Where(type => !type.ContainsGenericParameters).SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.FieldType == typeof(T)).Select(field => (T)field.GetValue(null)!).ToFrozenDictionary(key);

    private static class Found<T> where T : class
    {
        internal static readonly IReadOnlyList<T> All =
        [
            .. Types.Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(T)))
                .OrderBy(type => type.FullName, StringComparer.Ordinal).Select(type => (T)Activator.CreateInstance(type, nonPublic: true)!),
        ];
    }
}

using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using MediatR;

namespace CaseManagement.Api.Pipeline;

/// <summary>A code that a request uses, and where.</summary>
/// <param name="Pointer">RFC 6901 pointer of the member that holds it.</param>
/// <param name="List">The list it must belong to.</param>
/// <param name="Code">The code; null is no code and always fine.</param>
/// <param name="On">The day on which it must be in force; null means today.</param>
/// <param name="Ever">Any day will do: a filter may ask for what was recorded with a code that has ended since.</param>
public readonly record struct CodeUse(string Pointer, string List, string? Code, DateOnly? On = null, bool Ever = false);

/// <summary>Looks codes up, any number in one round trip; the reference data implement it.</summary>
public interface ICodesInForce
{
    /// <summary>The codes that are not in force, as errors with their places.</summary>
    Task<IReadOnlyList<ProblemError>> Faults(IReadOnlyCollection<CodeUse> uses, CancellationToken cancellationToken);
}

/// <summary>Refuses codes that are not in force: what <see cref="CodeOfAttribute"/> promises, all in one look-up.</summary>
public sealed class CodesBehavior<TRequest, TResponse>(ICodesInForce codes) : IPipelineBehavior<TRequest, TResponse> where TRequest : notnull
{
    private static readonly bool IsQuery = typeof(IQuery<TResponse>).IsAssignableFrom(typeof(TRequest));

    /// <inheritdoc />
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var uses = CodeUses.Of(request, IsQuery);
        return uses.Count > 0 && await codes.Faults(uses, cancellationToken) is { Count: > 0 } faults
            ? throw new RefusedException(HttpProblems.Invalid) { Errors = faults } : await next();
    }
}

/// <summary>Finds the coded members of a request, those of the records inside it included. Types are looked at once.</summary>
public static class CodeUses
{
    private sealed record Member(PropertyInfo Property, CodeOfAttribute? Code, PropertyInfo? Day)
    {
        public string Name { get; } = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(Property.Name);
    }

    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Member>> Known = new();

    /// <summary>Every code in the request with its place.</summary>
    public static IReadOnlyList<CodeUse> Of(object request, bool ever = false)
    {
        List<CodeUse>? uses = null;
        Collect(request, "");
        return uses ?? (IReadOnlyList<CodeUse>)[];

        void Collect(object of, string at)
        {
            foreach (var member in MembersOf(of.GetType()))
            {
                Walk(of, member, member.Property.GetValue(of), $"{at}/{member.Name}");
            }
        }

        void Walk(object of, Member member, object? value, string at)
        {
            switch (value)
            {
                case null:
                    return;
                case string code:
                    (uses ??= []).Add(new CodeUse(at, member.Code!.List, code, Day(of, member), ever));
                    return;
                case IEnumerable elements:
                    var place = 0;
                    foreach (var element in elements)
                    {
                        Walk(of, member, element, $"{at}/{place++}");
                    }
                    return;
                default:
                    Collect(value, at);
                    return;
            }
        }
    }

    private static DateOnly? Day(object of, Member member) => member.Day?.GetValue(of) switch
    {
        DateOnly day => day,
        DateTimeOffset at => LocalTime.DateOf(at),
        _ => null,
    };

    private static IReadOnlyList<Member> MembersOf(Type type) => Known.GetOrAdd(type, Look);

    // Only members that hold a code or lead to one; a type that contains itself is not looked into again.
    private static IReadOnlyList<Member> Look(Type type) =>
    [
        .. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
           where property.GetIndexParameters().Length == 0
           let code = Checked(property)
           where code is not null || Leads(Element(property.PropertyType), [type])
           select new Member(property, code, DayOf(type, code)),
    ];

    private static CodeOfAttribute? Checked(PropertyInfo property) => property.Find<CodeOfAttribute>() is { MayStand: false } code ? code : null;

    private static PropertyInfo? DayOf(Type type, CodeOfAttribute? code) => code?.On is not { } name ? null
        : type.GetProperty(name) ?? throw new InvalidOperationException($"{type.Name} has no member {name}.");

    private static bool Leads(Type type, HashSet<Type> seen) => type.Namespace?.StartsWith("CaseManagement.", StringComparison.Ordinal) == true
        && type is { IsEnum: false, IsClass: true } && seen.Add(type)
        && type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Any(property => Checked(property) is not null || Leads(Element(property.PropertyType), seen));

    private static Type Element(Type type) => type == typeof(string) ? type
        : type.IsArray ? type.GetElementType()!
        : type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[^1] : type;
}

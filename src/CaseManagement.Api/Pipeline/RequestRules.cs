using FluentValidation;
using FluentValidation.Results;

namespace CaseManagement.Api.Pipeline;

/// <summary>What a request has to fulfil: its own validator's rules and those of whatever it derives from or implements, the most general first.</summary>
public sealed class RequestRules(IServiceProvider provider)
{
    /// <summary>All faults at once; none where the request may be handled.</summary>
    public List<ValidationFailure> Faults(object request) =>
    [
        .. provider.GetServices(typeof(IValidator<>).MakeGenericType(request.GetType())).Cast<IValidator>()
            .SelectMany(validator => validator.Validate(new ValidationContext<object>(request)).Errors),
    ];

    /// <summary>Registers each validator for the type of which it is, and for all types that are one of those.</summary>
    internal static void Add(IServiceCollection services, IReadOnlyList<Type> types)
    {
        var validators =
            from type in types
            where type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
            from contract in type.GetInterfaces()
            where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IValidator<>)
            select (Type: type, Of: contract.GenericTypeArguments[0]);
        foreach (var (validator, of) in validators.OrderBy(validator => Generations(validator.Of)))
        {
            foreach (var served in of.IsSealed ? [of] : types.Where(of.IsAssignableFrom))
            {
                services.AddScoped(typeof(IValidator<>).MakeGenericType(served), validator);
            }
        }
    }

    // An interface comes last: what a command states beside what it is about.
    private static int Generations(Type type) => type.IsInterface ? int.MaxValue : type.BaseType is { } parent ? Generations(parent) + 1 : 0;
}

/// <summary>Why, in the caller's words.</summary>
internal sealed class ReasonRules : AbstractValidator<INeedsReason>
{
    public ReasonRules() => RuleFor(command => command.Reason).NotEmpty().MaximumLength(1000);
}

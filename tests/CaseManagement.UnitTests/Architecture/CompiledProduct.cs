using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace CaseManagement.UnitTests.Architecture;

/// <summary>
/// The product as it was compiled: which type uses which (signatures, attributes and bodies, lambdas and expression trees
/// included), and every literal text. Read once.
/// </summary>
internal static class CompiledProduct
{
    private const string Root = "CaseManagement.Api";

    /// <summary>One use of a type by another, by the rooms in which they stand.</summary>
    /// <param name="By">The using type: its file's class, not the compiler's nested ones.</param>
    /// <param name="Room">Its room; empty for the composition (ApiHost, Commands, Program).</param>
    /// <param name="Of">The used type.</param>
    /// <param name="UsedRoom">Its room.</param>
    internal sealed record Use(string By, string Room, string Of, string UsedRoom);

    /// <summary>A literal text in a body.</summary>
    internal sealed record Literal(string In, string Room, string Text);

    private static readonly Lazy<(IReadOnlyList<Use> Uses, IReadOnlyList<Literal> Literals, HashSet<string> Created)> Read = new(() =>
    {
        using var module = ModuleDefinition.ReadModule(typeof(Api.ApiHost).Assembly.Location);
        var (uses, literals, created) = (new HashSet<Use>(), new List<Literal>(), new HashSet<string>());
        foreach (var type in module.GetAllTypes().Where(type => RoomOf(type) is not null))
        {
            var (by, room) = (Outermost(type).Name, RoomOf(type)!);
            foreach (var used in References(type).SelectMany(Parts).Where(used => RoomOf(used) is not null))
            {
                uses.Add(new Use(by, room, Outermost(used).Name, RoomOf(used)!));
            }
            var instructions = type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions).ToList();
            literals.AddRange(instructions.Where(instruction => instruction.OpCode == OpCodes.Ldstr)
                .Select(instruction => new Literal(by, room, (string)instruction.Operand)));
            created.UnionWith(instructions.Where(instruction => instruction.OpCode == OpCodes.Newobj)
                .Select(instruction => ((MethodReference)instruction.Operand).DeclaringType)
                .Where(made => Outermost(made).FullName != Outermost(type).FullName).Select(made => made.FullName));
        }
        return ([.. uses.Where(use => use.Room != use.UsedRoom)], literals, created);
    });

    /// <summary>Every use across rooms, each once.</summary>
    internal static IReadOnlyList<Use> Uses => Read.Value.Uses;

    /// <summary>Every literal.</summary>
    internal static IReadOnlyList<Literal> Literals => Read.Value.Literals;

    /// <summary>The types of which another type makes an instance.</summary>
    internal static IReadOnlySet<string> Created => Read.Value.Created;

    /// <summary>The room of a type: the first part of its namespace below the product's; null for other assemblies' types.</summary>
    internal static string? RoomOf(string? @namespace) =>
        @namespace == Root ? "" : @namespace?.StartsWith(Root + ".", StringComparison.Ordinal) == true ? @namespace[(Root.Length + 1)..].Split('.')[0] : null;

    private static string? RoomOf(TypeReference type) => RoomOf(Outermost(type).Namespace);

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<TypeReference?> References(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(contract => contract.InterfaceType),
        .. type.GenericParameters.SelectMany(Constraints),
        .. Attributes(type),
        .. type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType)),
        .. type.Properties.SelectMany(property => Attributes(property).Append(property.PropertyType)),
        .. type.Methods.SelectMany(References),
    ];

    private static IEnumerable<TypeReference?> References(MethodDefinition method) =>
    [
        method.ReturnType,
        .. Attributes(method),
        .. method.GenericParameters.SelectMany(Constraints),
        .. method.Parameters.SelectMany(parameter => Attributes(parameter).Append(parameter.ParameterType)),
        .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
        .. method.HasBody ? method.Body.ExceptionHandlers.Select(handler => handler.CatchType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(Operand) : [],
    ];

    private static IEnumerable<TypeReference> Constraints(GenericParameter parameter) => parameter.Constraints.Select(constraint => constraint.ConstraintType);

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider member) => member.CustomAttributes.SelectMany(attribute =>
        attribute.ConstructorArguments.Concat(attribute.Properties.Select(property => property.Argument))
            .SelectMany(argument => new[] { argument.Type, argument.Value as TypeReference }).Append(attribute.AttributeType));

    private static IEnumerable<TypeReference?> Operand(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod generic => [.. generic.GenericArguments, .. Method(generic.ElementMethod)],
        MethodReference method => Method(method),
        _ => [],
    };

    private static IEnumerable<TypeReference> Method(MethodReference method) =>
        [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)];

    // A type and what it is made of: arguments of generics, elements of arrays and references.
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification made => Parts(made.ElementType),
        _ => [type],
    };
}

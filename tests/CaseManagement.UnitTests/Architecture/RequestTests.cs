using System.Reflection;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using MediatR;

namespace CaseManagement.UnitTests.Architecture;

/// <summary>What is declared is used: permissions, and commands of the system. (That every other request has an endpoint: WallTests.)</summary>
public sealed class RequestTests
{
    private static readonly IReadOnlyList<Type> Requests = [.. typeof(CaseDb).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.GetInterfaces()
            .Any(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequest<>)))];

    [Fact]
    public void Every_permission_is_needed_for_something() =>
        Assert.Empty(Enum.GetValues<Permission>().Except(
            Requests.Select(type => type.GetCustomAttribute<RequiresAttribute>()).OfType<RequiresAttribute>().Select(requires => requires.Permission)));

    [Fact]
    public void Every_permission_is_held_by_a_role() =>
        Assert.All(Enum.GetValues<Permission>(), permission => Assert.NotEmpty(RolePermissions.RolesWith(permission)));

    [Fact]
    public void Every_command_of_the_system_recurs_or_is_sent() =>
        Assert.All(Requests.Where(type => type.IsDefined(typeof(ForSystemAttribute)) && !type.IsDefined(typeof(RecurringAttribute))),
            type => Assert.Contains(type.FullName!, CompiledProduct.Created));
}

using System.Reflection;

namespace CaseManagement.Api.Http;

/// <summary>The request type behind an endpoint: its permission and documents come from it.</summary>
public sealed record HandledRequest(Type Type, Audience Audience)
{
    /// <summary>The permission; null for what is open to anyone.</summary>
    public Permission? Permission => Type.GetCustomAttribute<RequiresAttribute>()?.Permission;

    /// <summary>For the operator of the installation only.</summary>
    public bool IsByOperator => Type.IsDefined(typeof(ByOperatorAttribute));

    /// <summary>Open to anyone.</summary>
    public bool IsOpen => Type.IsDefined(typeof(OpenToAnyoneAttribute));
}

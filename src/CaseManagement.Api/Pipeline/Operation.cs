namespace CaseManagement.Api.Pipeline;

/// <summary>Who an endpoint is for: each audience has a document of its own under openapi/.</summary>
[Flags]
public enum Audience
{
    /// <summary>The frontend of caseworkers, accommodation staff, supervisors, administrators, the data-protection officer.</summary>
    Caseworker = 1,
    /// <summary>Partner agencies.</summary>
    Partner = 2,
    /// <summary>Those who pull statistics.</summary>
    Statistics = 4,
    /// <summary>Everybody, without a sign-in: the directory of services, by HSDS.</summary>
    Open = 8,
    /// <summary>Everybody who is signed in.</summary>
    Everybody = Caseworker | Partner | Statistics,
}

/// <summary>How a use case stands in the documents; its operation id is the type's name.</summary>
/// <param name="summary">One line in English, imperative.</param>
/// <param name="description">What a caller has to know: rules, refusals, sources. Markdown; the permission is added.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OperationAttribute(string summary, string description) : Attribute
{
    /// <summary>One line, imperative.</summary>
    public string Summary { get; } = summary;

    /// <summary>What a caller has to know.</summary>
    public string Description { get; } = description;

    /// <summary>Whose document it stands in.</summary>
    public Audience Audience { get; init; } = Audience.Caseworker;
}

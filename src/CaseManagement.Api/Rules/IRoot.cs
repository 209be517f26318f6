namespace CaseManagement.Api.Rules;

/// <summary>What is changed and saved as one, under one ETag.</summary>
public interface IRoot
{
    /// <summary>Its id.</summary>
    Guid Id { get; }

    /// <summary>Its version, of which the ETag is made.</summary>
    uint Version { get; }
}

namespace CaseManagement.Api.Persistence;

/// <summary>What rooms below the directory of organisations have to know of it; contributed by Organisations.</summary>
public interface IDirectory
{
    /// <summary>The organisations that still work: for each of them the system runs its commands.</summary>
    IQueryable<Guid> Working(CaseDb db);

    /// <summary>The organisation that operates the installation, if one does.</summary>
    IQueryable<Guid> Operators(CaseDb db);

    /// <summary>Of which roles, as they are spoken, an organisation asks a second factor.</summary>
    IQueryable<string[]> SecondFactorRoles(CaseDb db, Guid organisationId);

    /// <summary>Whether scripts may sign in for an organisation with a password.</summary>
    IQueryable<bool> ScriptSignIn(CaseDb db, Guid organisationId);
}

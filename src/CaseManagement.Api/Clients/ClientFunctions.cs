namespace CaseManagement.Api.Clients;

/// <summary>The database's functions of this slice for use in queries.</summary>
public static class ClientFunctions
{
    /// <summary>All of a person as JSON (app.client_document), as far as the caller is admitted.</summary>
    public static string Document(Guid clientId) => throw new InvalidOperationException("Only in queries.");
}

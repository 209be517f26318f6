using System.Reflection;

namespace CaseManagement.Api.OpenApi;

/// <summary>The build that generates the OpenAPI documents: it starts the host without a database.</summary>
public static class DocumentBuild
{
    /// <summary>Whether this process is that build: no jobs then.</summary>
    public static bool IsRunning => Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";
}

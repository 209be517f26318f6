namespace CaseManagement.UnitTests.Architecture;

/// <summary>The sources that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The top level.</summary>
    internal static readonly string Root = Find(AppContext.BaseDirectory);

    /// <summary>The product.</summary>
    internal static string Source => Path.Combine(Root, "src", "CaseManagement.Api");

    private static string Find(string from) => File.Exists(Path.Combine(from, "CaseManagement.sln")) ? from
        : Find(Path.GetDirectoryName(from) ?? throw new InvalidOperationException("Not inside the repository."));
}

using System.Diagnostics;
using CaseManagement.Api.Persistence;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>How the product is started as a process of its own.</summary>
internal static class ProductProgram
{
    /// <summary>Its command line, both outputs to be read.</summary>
    public static ProcessStartInfo With(params string[] args) => new("dotnet", [typeof(CaseDb).Assembly.Location, .. args])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment =
        {
            // It lives for seconds: what pays, or guards, after minutes costs a third of its start here.
            ["DOTNET_TieredPGO"] = "0", ["DOTNET_EnableWriteXorExecute"] = "0",
            ["Logging__LogLevel__Default"] = "Warning", ["Demo__AdjustableClock"] = "true",
        },
    };
}

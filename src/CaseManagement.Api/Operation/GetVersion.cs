using System.Reflection;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Operation;

/// <summary>Which build answers. Open to anybody, as the documents are: it says what the program is, and nothing of the installation.</summary>
[OpenToAnyone]
[Operation("Get the version", """
    Which build answers, from which commit, and how far the database's schema is: the last migration that was applied to it, which may be newer than the build
    while instances are replaced one by one. What changed stands in `CHANGELOG.md`, which lies beside the program. Needs no sign-in.
    """)]
public sealed record GetVersion : IQuery<VersionShown>;

/// <summary>A build, and the schema that it found.</summary>
/// <param name="Version">The product's version (SemVer).</param>
/// <param name="Commit">The commit that it was built from; null where the build was not told.</param>
/// <param name="CommittedAt">
/// When that was committed, so that the same sources give the same answer whenever they are built; null where the build was not told.
/// </param>
/// <param name="Schema">The last migration that was applied to the database.</param>
/// <param name="Changelog">The file beside the program that says what changed.</param>
public sealed record VersionShown(
    [Example("1.0.0")] string Version,
    [Example("8ff696c7d0a1f2b3c4d5e6f708192a3b4c5d6e7f")] string? Commit,
    DateTimeOffset? CommittedAt,
    [Example("0112_last_success")] string Schema,
    [Example("CHANGELOG.md")] string Changelog);

internal sealed class GetVersionHandler(CaseDb db) : IHandler<GetVersion, VersionShown>
{
    private static readonly Assembly Product = typeof(GetVersion).Assembly;

    // "1.0.0+8ff696c…": the SDK writes both where it finds the repository, or as SourceRevisionId says.
    private static readonly string[] Informational = Product.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', 2);

    private static readonly DateTimeOffset? CommittedAt = Product.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key == "CommittedAt")?.Value is { Length: > 0 } at
        && DateTimeOffset.TryParse(at, System.Globalization.CultureInfo.InvariantCulture, out var instant) ? instant.ToUniversalTime() : null;

    public async Task<VersionShown> Handle(GetVersion request, CancellationToken cancellationToken)
    {
        var schema = await db.Database.SqlQuery<string>($"""select max(name) as "Value" from access.migration""").SingleAsync(cancellationToken);
        return new VersionShown(Informational[0], Informational.ElementAtOrDefault(1), CommittedAt, Path.GetFileNameWithoutExtension(schema), "CHANGELOG.md");
    }
}

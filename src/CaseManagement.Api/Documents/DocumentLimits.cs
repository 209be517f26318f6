namespace CaseManagement.Api.Documents;

/// <summary>How much is kept: the section "Documents" of the configuration. How large one file may be says Documents:MaxMegabytes.</summary>
public sealed record DocumentLimits
{
    /// <summary>The largest file where the configuration says nothing else: forty pages in colour.</summary>
    public const int MaxBytes = 20 * 1024 * 1024;

    /// <summary>Files of one document.</summary>
    public const int FilesPerDocument = 30;

    /// <summary>What an organisation may keep in all, in gigabytes; 0 for as much as there is room.</summary>
    public int QuotaGigabytes { get; init; }

    /// <summary>Out of the configuration.</summary>
    public static DocumentLimits From(IConfiguration configuration) => configuration.GetSection("Documents").Get<DocumentLimits>() ?? new DocumentLimits();
}

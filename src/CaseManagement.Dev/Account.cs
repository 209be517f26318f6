namespace CaseManagement.Dev;

/// <summary>Who runs the server: ourselves, or, since PostgreSQL refuses root, an account without rights.</summary>
internal static class Account
{
    /// <summary>PostgreSQL's own account, else nobody; null when it is ourselves.</summary>
    public static string? Name => !Environment.IsPrivilegedProcess ? null
        : File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    /// <summary>The command, as that account.</summary>
    public static IReadOnlyList<string> Command(params IReadOnlyList<string> command) =>
        Name is { } account ? ["runuser", "-u", account, "--", .. command] : command;
}

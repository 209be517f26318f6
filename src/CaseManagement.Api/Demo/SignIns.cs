using System.Text.Json;

namespace CaseManagement.Api.Demo;

/// <summary>
/// The sign-ins that seed-demo printed, one line "role user password" each, and the tokens that earlier demos were given for
/// them. Tokens are kept beside the list, for its owner's eyes only: whoever plays the demo again does not sign in again.
/// </summary>
internal sealed class SignIns
{
    private readonly string tokensFile;
    private readonly Dictionary<string, string> passwords, tokens;

    private SignIns(string file, Dictionary<string, string> passwords, Dictionary<string, string> tokens) =>
        (tokensFile, this.passwords, this.tokens) = (TokensOf(file), passwords, tokens);

    /// <summary>Of several lines for one user the last one counts.</summary>
    public static async Task<SignIns> Read(string file)
    {
        var passwords = (await File.ReadAllLinesAsync(file))
            .Select(line => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Where(parts => parts.Length == 3)
            .GroupBy(parts => parts[1]).ToDictionary(group => group.Key, group => group.Last()[2]);
        return new SignIns(file, passwords, await Tokens(TokensOf(file)));
    }

    /// <summary>The password of an account of the demo municipality.</summary>
    public string Password(string user) => passwords.GetValueOrDefault(user)
        ?? throw new UnexpectedAnswerException($"There is no password for {user} among the sign-ins.");

    /// <summary>A token from earlier, which may have ended in the meantime; null where there is none.</summary>
    public string? Token(string user) => tokens.GetValueOrDefault(user);

    /// <summary>Keeps a token of an account on the list; those of accounts made for one run are of no use to the next.</summary>
    public void Keep(string user, string token)
    {
        if (!passwords.ContainsKey(user))
        {
            return;
        }
        tokens[user] = token;
        File.Delete(tokensFile); // The mode below is that of a new file.
        var forTheOwner = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            forTheOwner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using var stream = new FileStream(tokensFile, forTheOwner);
        JsonSerializer.Serialize(stream, tokens);
    }

    private static string TokensOf(string file) => file + ".tokens";

    // A file that a killed demo left half written is none.
    private static async Task<Dictionary<string, string>> Tokens(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(file)) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

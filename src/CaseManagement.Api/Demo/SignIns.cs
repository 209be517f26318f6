using System.Text.Json;

namespace CaseManagement.Api.Demo;

/// <summary>
/// The sign-ins that seed-demo printed, one line "role user password" each, with the secret of a second factor behind it, and the tokens that earlier
/// demos were given for them. Tokens are kept beside the list, for its owner's eyes only: whoever plays the demo again does not sign in again.
/// </summary>
internal sealed class SignIns
{
    private readonly string tokensFile;
    private readonly Dictionary<string, (string Password, string? Secret)> passwords;
    private readonly Dictionary<string, Kept> tokens;

    private SignIns(string file, Dictionary<string, (string Password, string? Secret)> passwords, Dictionary<string, Kept> tokens) =>
        (tokensFile, this.passwords, this.tokens) = (TokensOf(file), passwords, tokens);

    /// <summary>What somebody has from the last sign-in.</summary>
    /// <param name="Token">It may have ended in the meantime.</param>
    /// <param name="Shown">The time step of the last one-time password: it is good no more, nor is one before it.</param>
    internal sealed record Kept(string Token, long Shown);

    /// <summary>Of several lines for one user the last one counts.</summary>
    public static async Task<SignIns> Read(string file)
    {
        var passwords = (await File.ReadAllLinesAsync(file))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Where(parts => parts.Length is 3 or 4)
            .GroupBy(parts => parts[1]).ToDictionary(group => group.Key, group => (group.Last()[2], group.Last().ElementAtOrDefault(3)));
        return new SignIns(file, passwords, await Tokens(TokensOf(file)));
    }

    /// <summary>The password of an account of the demo municipality.</summary>
    public string Password(string user) => passwords.TryGetValue(user, out var known) ? known.Password
        : throw new UnexpectedAnswerException($"There is no password for {user} among the sign-ins.");

    /// <summary>The secret of its second factor (base 32); null where it has none.</summary>
    public string? Secret(string user) => passwords.GetValueOrDefault(user).Secret;

    /// <summary>From earlier; null where there is nothing.</summary>
    public Kept? Before(string user) => tokens.GetValueOrDefault(user);

    /// <summary>Keeps a token of an account on the list; those of accounts made for one run are of no use to the next.</summary>
    public void Keep(string user, Kept token)
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
    private static async Task<Dictionary<string, Kept>> Tokens(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, Kept>>(await File.ReadAllTextAsync(file)) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

using System.Security.Cryptography;
using System.Text;

namespace CaseManagement.Dev;

/// <summary>The clone that this program was built from, and what belongs to it alone.</summary>
public static class Repository
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly Lazy<string> ReachablePlace = new(FindPlace);

    /// <summary>The top of the clone.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Its private data, ignored by git. Passable for the account that runs PostgreSQL; what is secret in it has its own mode.</summary>
    public static string Data { get; } = Make(Path.Combine(Root, ".data"));

    /// <summary>Tells this clone from others, also of other users.</summary>
    public static string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.UserName}\0{Root}")))[..10];

    /// <summary>
    /// Where PostgreSQL's data and programs are: <see cref="Data"/>, or a folder in /var/lib, linked from there, where root's account
    /// for the server cannot enter the clone (one below /root, say).
    /// </summary>
    public static string Place => ReachablePlace.Value;

    /// <summary>Makes a folder that all may pass and only we may list.</summary>
    public static string Make(string folder) =>
        Directory.CreateDirectory(folder, Private | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute).FullName;

    /// <summary>Writes a file that only we may read.</summary>
    public static void Write(string file, string text, FileMode mode = FileMode.Create)
    {
        using var stream = new FileStream(file, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, UnixCreateMode = Private });
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>A password that nobody has to type.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetHexString(48, lowercase: true);

    /// <summary>Keeps others of this clone out until it is disposed of, or we die; waits for those who are in.</summary>
    public static async Task<IDisposable> Lock(string name)
    {
        for (var waits = false; ; waits = true)
        {
            try
            {
                return new FileStream(Path.Combine(Data, $"{name}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (!waits)
                {
                    Console.WriteLine("Another command is at work in this clone; waiting for it.");
                }
                await Task.Delay(200);
            }
        }
    }

    private static string FindPlace()
    {
        if (Account.Name is null || Tool.Try(Account.Command("test", "-x", Data)).GetAwaiter().GetResult().Code == 0)
        {
            return Data;
        }
        var elsewhere = Make($"/var/lib/casemanagement/{Hash}");
        if (!Path.Exists(Path.Combine(Data, "elsewhere")))
        {
            Directory.CreateSymbolicLink(Path.Combine(Data, "elsewhere"), elsewhere);
            Console.Error.WriteLine($"The account {Account.Name} cannot enter {Data}: PostgreSQL lives in {elsewhere} (.data/elsewhere points to it).");
        }
        return elsewhere;
    }

    private static string FindRoot(string from) =>
        File.Exists(Path.Combine(from, "CaseManagement.sln")) ? from
            : FindRoot(Path.GetDirectoryName(from) ?? throw new StopException("Not inside the repository."));
}

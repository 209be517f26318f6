using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MimeKit;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>The product and a mail server beside it: the real npm smtp-server in a process of node (tests/contract/smtp-server.mjs).</summary>
public class SmtpServer : IAsyncLifetime
{
    /// <summary>Who sends.</summary>
    public const string From = "no-reply@case.example.org";

    private static readonly string Contract = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "contract"));

    private readonly DirectoryInfo files = Directory.CreateTempSubdirectory("mail-");
    private Process? node;
    private HttpClient control = null!;

    public Api Api { get; protected init; } = new();

    /// <summary>Where it takes mails, with STARTTLS and without.</summary>
    public int Port { get; private set; }
    public int PortWithoutTls { get; private set; }

    /// <summary>Its authority's certificate.</summary>
    public string CaFile => Path.Combine(files.FullName, "authority.pem");

    /// <summary>Where there is no smtp-server the tests are skipped.</summary>
    public static void Needed() => Assert.SkipUnless(
        Directory.Exists(Path.Combine(Contract, "node_modules", "smtp-server")), "npm ci in tests/contract has not run yet.");

    public virtual async ValueTask InitializeAsync()
    {
        if (!Directory.Exists(Path.Combine(Contract, "node_modules", "smtp-server")))
        {
            return;
        }
        Certify();
        node = Process.Start(new ProcessStartInfo("node",
            ["smtp-server.mjs", Path.Combine(files.FullName, "server.key"), Path.Combine(files.FullName, "server.pem")])
        { WorkingDirectory = Contract, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var faults = node.StandardError.ReadToEndAsync();
        var ports = (await node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await faults)).Split(' ');
        (control, Port, PortWithoutTls) = (new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports[0]}/") }, int.Parse(ports[1], null),
            int.Parse(ports[2], null));
        Api.Settings["Logging:LogLevel:CaseManagement.Api.Outbox"] = "Error"; // That mails wait is what many tests are about.
        foreach (var (name, value) in Settings())
        {
            Api.Settings[name] = value;
        }
        await Api.InitializeAsync();
    }

    /// <summary>What an instance is told of the server.</summary>
    public Dictionary<string, string> Settings() => new()
    {
        ["Mail:Host"] = "localhost", ["Mail:Port"] = $"{Port}", ["Mail:From"] = $"Fallmanagement <{From}>", ["Mail:CaFile"] = CaFile,
        ["Mail:TimeoutSeconds"] = "60", // Of a loaded machine; where a test waits for its end, it has an instance of less patience.
    };

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (node is not null)
        {
            node.StandardInput.Close();
            if (!node.WaitForExit(2000))
            {
                node.Kill(entireProcessTree: true);
            }
            node.Dispose();
            control.Dispose();
            await Api.DisposeAsync();
        }
        files.Delete(recursive: true);
    }

    /// <summary>How it answers from now on.</summary>
    public Task Behave(object behaviour) => Ask("behave", behaviour);

    /// <summary>It behaves, and has seen nothing yet.</summary>
    public async Task Fresh()
    {
        await Behave(new { });
        await Ask("forget");
    }

    /// <summary>What it has taken over.</summary>
    public async Task<IReadOnlyList<Taken>> Mails() => Read(await Ask("mails"), "mails");

    /// <summary>What it has read to the end, whether it took it over or not.</summary>
    public async Task<IReadOnlyList<Taken>> Seen() => Read(await Ask("mails"), "envelopes");

    /// <summary>How often somebody came.</summary>
    public async Task<int> Tried() => (await Ask("mails")).Value<int>("tried");

    private async Task<JsonNode> Ask(string what, object? said = null) => await (await control.PostAsJsonAsync(what, said ?? new { }).Expect(200)).Json();

    private static List<Taken> Read(JsonNode answer, string which) => [.. answer[which]!.AsArray().Select(mail => new Taken(
        mail.Text("raw")!, mail.Value<bool>("secure"), mail.Text("user"), mail.Text("from")!, [.. mail.Values<string>("to/*")]))];

    // An authority of its own, as a town has one, and a certificate of it for localhost.
    private void Certify()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Authority of a town", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        // By the machine's clock, whatever that says.
        var (from, until) = (new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2190, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var authority = request.CreateSelfSigned(from, until);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        leaf.CertificateExtensions.Add(names.Build());
        using var certificate = leaf.Create(authority, from, until, [1, 2, 3]);
        File.WriteAllText(CaFile, authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(files.FullName, "server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(files.FullName, "server.key"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A mail as it came.</summary>
    public sealed record Taken(string Raw, bool IsSecure, string? User, string From, IReadOnlyList<string> To)
    {
        public MimeMessage Message
        {
            get
            {
                using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Raw));
                return MimeMessage.Load(stream);
            }
        }

        public string Text => Message.TextBody!.ReplaceLineEndings("\n");
    }
}

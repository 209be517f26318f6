using System.Net;
using System.Security.Cryptography.X509Certificates;
using CaseManagement.Api.Tokens;
using MailKit.Security;
using MimeKit;

namespace CaseManagement.Api.Outbox;

/// <summary>How mails are sent, and whether they are.</summary>
/// <param name="Server">The server to hand them to; null where none is configured: then nothing is sent, and everything waits.</param>
/// <param name="Gather">Mail:GatherMinutes (15): for how long news is gathered into one mail.</param>
/// <param name="KeptFor">Mail:LogDays (30): how long what was sent is kept.</param>
public sealed record MailSettings(MailServer? Server, TimeSpan Gather, TimeSpan KeptFor)
{
    /// <summary>Of messages' ids where no server is configured.</summary>
    private const string NoDomain = "localhost";

    /// <summary>Reads them.</summary>
    /// <exception cref="InvalidOperationException">They contradict one another: the operator learns so at the start.</exception>
    public static MailSettings From(IConfiguration configuration) => new(
        string.IsNullOrEmpty(configuration["Mail:Host"]) ? null : MailServer.Of(configuration),
        TimeSpan.FromMinutes(configuration.GetValue("Mail:GatherMinutes", 15.0)), TimeSpan.FromDays(configuration.GetValue("Mail:LogDays", 30)));

    /// <summary>The right half of a Message-ID: the sender's domain.</summary>
    public string Domain => Server?.From.Domain ?? NoDomain;
}

/// <summary>The server to which mails are handed.</summary>
/// <param name="Host">Mail:Host.</param>
/// <param name="Port">Mail:Port: 587, of tls 465, of none 25.</param>
/// <param name="From">Mail:From: as whom.</param>
/// <param name="Security">Mail:Security: starttls (required, the usual), tls, or none, which is for a server on this machine alone.</param>
/// <param name="UserName">Mail:UserName; no sign-in where it is left out.</param>
/// <param name="Password">Mail:Password.</param>
/// <param name="Authorities">Mail:CaFile: certificates in PEM that are trusted besides the machine's, as of a town's own authority.</param>
/// <param name="Timeout">Mail:TimeoutSeconds (30): how long a mail may take altogether.</param>
/// <param name="Link">The page to which a mail leads.</param>
public sealed record MailServer(string Host, int Port, MailboxAddress From, SecureSocketOptions Security, string? UserName, string? Password,
    X509Certificate2Collection Authorities, TimeSpan Timeout, Uri Link)
{
    /// <summary>The path of the page on which a partner without software works.</summary>
    public const string Page = "partner";

    /// <summary>Mail:Frontend: the page to which digests lead, where the organisation's people work; where they sign in, if it is left out.</summary>
    public Uri Frontend { get; init; } = Link;

    /// <summary>Whether mails leave encrypted.</summary>
    public bool IsEncrypted => Security != SecureSocketOptions.None;

    internal static MailServer Of(IConfiguration configuration)
    {
        var host = configuration["Mail:Host"]!;
        if (!MailboxAddress.TryParse(configuration["Mail:From"] ?? "", out var from) || !from.Address.Contains('@', StringComparison.Ordinal))
        {
            throw new InvalidOperationException("Mail:Host is set: set Mail:From, too, to an address such as \"Case management <no-reply@example.org>\".");
        }
        if (TokenServer.Issuer(configuration) is not { } issuer)
        {
            throw new InvalidOperationException("Mail:Host is set: set TokenServer:Issuer, too, to which mails lead and at which people sign in.");
        }
        var security = (configuration["Mail:Security"] ?? "starttls") switch
        {
            "starttls" => SecureSocketOptions.StartTls, // Required: never without where the server offers none.
            "tls" => SecureSocketOptions.SslOnConnect,
            "none" when host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)) => SecureSocketOptions.None,
            "none" => throw new InvalidOperationException("Mail:Security=none is for a server on this machine (localhost, 127.0.0.1, ::1) alone."),
            _ => throw new InvalidOperationException("Mail:Security is starttls, tls or none."),
        };
        var authorities = new X509Certificate2Collection();
        if (configuration["Mail:CaFile"] is { Length: > 0 } file)
        {
            authorities.ImportFromPemFile(file);
        }
        return new MailServer(host,
            configuration.GetValue("Mail:Port", security switch { SecureSocketOptions.SslOnConnect => 465, SecureSocketOptions.None => 25, _ => 587 }), from,
            security, configuration["Mail:UserName"] is { Length: > 0 } name ? name : null, configuration["Mail:Password"], authorities,
            TimeSpan.FromSeconds(configuration.GetValue("Mail:TimeoutSeconds", 30.0)), new Uri(issuer, Page))
        {
            Frontend = configuration["Mail:Frontend"] is { Length: > 0 } page ? new Uri(page, UriKind.Absolute) : issuer,
        };
    }

    /// <summary>Says nothing of what is in it: a password.</summary>
    public override string ToString() => nameof(MailServer);
}

/// <summary>Says at the start whether mails are sent: whoever waits for one finds the reason in the log.</summary>
internal sealed partial class AnnounceMail(MailSettings settings, ILogger<AnnounceMail> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Server is not { } server)
        {
            None(log);
        }
        else if (server.IsEncrypted)
        {
            Sent(log, server.Host, server.Port);
        }
        else
        {
            Unencrypted(log, server.Host, server.Port);
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "No mails are sent: Mail:Host is not set. What is to be sent waits")]
    private static partial void None(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "Mails are handed to {Host}:{Port}, encrypted")]
    private static partial void Sent(ILogger log, string host, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mails are handed to {Host}:{Port} without encryption")]
    private static partial void Unencrypted(ILogger log, string host, int port);
}

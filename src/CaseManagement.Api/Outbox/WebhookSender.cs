using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CaseManagement.Api.Http;
using StandardWebhooks;

namespace CaseManagement.Api.Outbox;

/// <summary>How webhooks are sent.</summary>
/// <param name="Loopback">Webhooks:Loopback: the host itself, and http:// to it, may be sent to. For development alone.</param>
/// <param name="Timeout">Webhooks:TimeoutSeconds (15): how long a receiver has for its answer.</param>
/// <param name="KeptFor">Webhooks:LogDays (30): how long what was sent is kept.</param>
public sealed record WebhookSettings(bool Loopback, TimeSpan Timeout, TimeSpan KeptFor)
{
    /// <summary>Webhooks:EventDays (90): how long events are kept after every webhook had them.</summary>
    public TimeSpan EventsKeptFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Webhooks:TurnSeconds (30): for how long a run goes on sending to one webhook.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Webhooks:CaFile: certificates (PEM) of authorities that the operator trusts besides those of the system, such as a town's own. The name and the days of
    /// a receiver's certificate have to be right all the same.
    /// </summary>
    public X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>Reads them.</summary>
    /// <exception cref="InvalidOperationException">Webhooks:CaFile cannot be read, or holds no certificate.</exception>
    public static WebhookSettings From(IConfiguration configuration) => new(configuration.GetValue("Webhooks:Loopback", false),
        TimeSpan.FromSeconds(configuration.GetValue("Webhooks:TimeoutSeconds", 15.0)), TimeSpan.FromDays(configuration.GetValue("Webhooks:LogDays", 30)))
    {
        Turn = TimeSpan.FromSeconds(configuration.GetValue("Webhooks:TurnSeconds", 30.0)),
        EventsKeptFor = TimeSpan.FromDays(configuration.GetValue("Webhooks:EventDays", 90)),
        Authorities = Read(configuration["Webhooks:CaFile"]),
    };

    private static X509Certificate2Collection Read(string? file)
    {
        var found = new X509Certificate2Collection();
        if (string.IsNullOrWhiteSpace(file))
        {
            return found;
        }
        try
        {
            found.ImportFromPemFile(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidOperationException($"Webhooks:CaFile: {file} cannot be read as PEM.", unreadable);
        }
        return found.Count > 0 ? found : throw new InvalidOperationException($"Webhooks:CaFile: {file} holds no certificate.");
    }
}

/// <summary>How a receiver has answered.</summary>
/// <param name="Status">The answer's status; null where there was none.</param>
/// <param name="Failure">Why there was none: address-not-allowed, name, connection, tls, timeout.</param>
/// <param name="RetryAfter">Not before that has passed, as it asks.</param>
/// <param name="Took">How long it took.</param>
public sealed record Answered(int? Status, string? Failure, TimeSpan? RetryAfter, TimeSpan Took)
{
    /// <summary>Whether it has the message.</summary>
    public bool IsDelivered => Status is >= 200 and < 300;
}

/// <summary>
/// Sends signed messages. Each address is looked at when it is connected to, after its name was resolved, so that no name leads inside; no proxy, no
/// redirect, no cookie, and of an answer its head alone.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private static readonly HttpRequestOptionsKey<IReadOnlyCollection<IPNetwork>> Admitted = new("admitted-networks");

    private readonly WebhookSettings settings;
    private readonly HttpClient http;

    /// <summary>One for the process.</summary>
    public WebhookSender(WebhookSettings settings)
    {
        this.settings = settings;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectCallback = Connect, PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 16, MaxConnectionsPerServer = 4,
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, chain, faults) => IsTrusted(certificate, chain, faults) },
        })
        { Timeout = settings.Timeout };
    }

    /// <summary>The headers of a message: signed with each secret, the newest first.</summary>
    public static IEnumerable<(string Name, string Value)> Headers(IEnumerable<string> secrets, string id, DateTimeOffset at, string body) =>
    [
        ("webhook-id", id),
        ("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ("webhook-signature", string.Join(' ', secrets.Select(secret => new StandardWebhook(secret).Sign(id, at, body)))),
    ];

    /// <summary>Sends a message.</summary>
    public async Task<Answered> Send(string url, IEnumerable<string> secrets, (string Id, DateTimeOffset At, string Body) message,
        IReadOnlyCollection<IPNetwork> admitted, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(message.Body, Encoding.UTF8, "application/json"),
        };
        request.Options.Set(Admitted, admitted);
        request.Headers.UserAgent.ParseAdd("case-management-webhooks/1");
        foreach (var (name, value) in Headers(secrets, message.Id, message.At, message.Body))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        var watch = Stopwatch.StartNew();
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            var after = answer.Headers.RetryAfter;
            return new Answered((int)answer.StatusCode, null, after?.Delta ?? (after?.Date - message.At), watch.Elapsed);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return new Answered(null, Why(failure), null, watch.Elapsed);
        }
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    // As the system says; where only the authority is unknown to it, the operator's own are asked. A wrong name is never right.
    private bool IsTrusted(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors faults)
    {
        if (faults != SslPolicyErrors.RemoteCertificateChainErrors || settings.Authorities.Count == 0 || certificate is not X509Certificate2 shown)
        {
            return faults == SslPolicyErrors.None;
        }
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(settings.Authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // As for the system's authorities.
        own.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // For a server.
        own.ChainPolicy.ExtraStore.AddRange(chain?.ChainPolicy.ExtraStore ?? []);
        return own.Build(shown);
    }

    private static string Why(Exception failure) => failure switch
    {
        TaskCanceledException => "timeout",
        { InnerException: NotAllowedException } => "address-not-allowed",
        { InnerException: AuthenticationException } => "tls",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } } => "name",
        _ => "connection",
    };

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        context.InitialRequestMessage.Options.TryGetValue(Admitted, out var admitted);
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = (await Dns.GetHostAddressesAsync(host, cancellationToken))
            .Where(address => PublicAddresses.MayConnect(address, admitted ?? [], settings.Loopback)).ToArray();
        if (addresses.Length == 0)
        {
            throw new NotAllowedException();
        }
        return await PublicAddresses.Connect(addresses, port, cancellationToken);
    }

    private sealed class NotAllowedException : IOException;
}

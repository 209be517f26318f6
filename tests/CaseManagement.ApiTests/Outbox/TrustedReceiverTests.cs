using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CaseManagement.Api.Outbox;
using CaseManagement.ApiTests.Fixture;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace CaseManagement.ApiTests.Outbox;

/// <summary>Over TLS to a receiver whose certificate is of the operator's own authority; one with a wrong certificate gets nothing.</summary>
public sealed class TrustedReceiverTests : IAsyncLifetime
{
    // Certificates know the machine's clock alone: whatever it says.
    private static readonly DateTimeOffset Ever = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), OnceMore = Ever.AddYears(1), Never = Ever.AddYears(140),
        Last = Ever.AddYears(141);
    private readonly string folder = Directory.CreateTempSubdirectory("ca-").FullName;
    private readonly X509Certificate2 authority = Authority("Stadt");
    private Fixture.Api api = null!;

    public async ValueTask InitializeAsync()
    {
        var file = Path.Combine(folder, "ca.pem");
        await File.WriteAllTextAsync(file, authority.ExportCertificatePem());
        api = new Fixture.Api { Settings = { ["Webhooks:CaFile"] = file } };
        await api.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_certificate_of_the_operators_authority_is_trusted_and_a_wrong_one_is_refused_and_on_record()
    {
        using var stranger = Authority("Fremd");
        (string Name, X509Certificate2 Certificate, bool IsRight)[] receivers =
        [
            ("recht", Issued(authority, "localhost", Ever, Last), true),
            ("falscher Name", Issued(authority, "anderswo.example.org", Ever, Last), false),
            ("abgelaufen", Issued(authority, "localhost", Ever, OnceMore), false),
            ("noch nicht", Issued(authority, "localhost", Never, Last), false),
            ("fremd", Issued(stranger, "localhost", Ever, Last), false),
            ("selbst unterschrieben", Issued(null, "localhost", Ever, Last), false),
            ("kein Server", Issued(authority, "localhost", Ever, Last, "1.3.6.1.5.5.7.3.2"), false),
        ];
        foreach (var (name, certificate, isRight) in receivers)
        {
            var referral = await (await api.Given.Referral(byConsent: false)).Written();
            await using var receiver = await TlsReceiver.Start(certificate);
            var administrator = await api.As(await api.Given.Staff(referral.Partner.OrganisationId, Role.Administrator));
            const string Webhooks = "/api/v1/webhooks";
            var path = $"{Webhooks}/{await (await administrator.Post(Webhooks, new { name, url = receiver.Url }).Expect(201)).Id()}";
            await administrator.Put($"{path}/secret", new { graceHours = 0 }).Expect(200);
            await referral.Sent();
            await api.SendAsSystem(null, new DeliverWebhooks());
            Assert.True(receiver.Received.Count == (isRight ? 1 : 0), name);
            var log = await administrator.Read($"{path}/deliveries");
            if (isRight)
            {
                Assert.Equal(204, log.Number("items/0/attempts/0/status"));
                Assert.Contains("referral.sent", receiver.Received[0], StringComparison.Ordinal);
            }
            else
            {
                Assert.True(log.Text("items/0/attempts/0/failure") == "tls", $"{name}: {log.ToJsonString()}");
            }
        }
    }

    [Fact]
    public void What_is_no_certificate_keeps_the_product_from_starting()
    {
        var file = Path.Combine(folder, "leer.pem");
        File.WriteAllText(file, "nichts");
        foreach (var wrong in (string[])[file, Path.Combine(folder, "fehlt.pem")])
        {
            var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager { ["Webhooks:CaFile"] = wrong };
            Assert.Contains(wrong, Assert.Throws<InvalidOperationException>(() => WebhookSettings.From(configuration)).Message, StringComparison.Ordinal);
        }
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(Ever, Last);
    }

    private static X509Certificate2 Issued(X509Certificate2? by, string name, DateTimeOffset from, DateTimeOffset until, string use = "1.3.6.1.5.5.7.3.1")
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        if (by is null)
        {
            using var self = request.CreateSelfSigned(from, until);
            return X509CertificateLoader.LoadPkcs12(self.Export(X509ContentType.Pfx), null);
        }
        using var issued = request.Create(by, from, until, RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
    }

    private sealed class TlsReceiver(WebApplication app) : IAsyncDisposable
    {
        public List<string> Received { get; } = [];
        public string Url => $"https://localhost:{new Uri(app.Urls.Single()).Port}/hook";

        public static async Task<TlsReceiver> Start(X509Certificate2 certificate)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(
                // Shown as it is, also where it is none for a server.
                new TlsHandshakeCallbackOptions { OnConnection = _ => new(new SslServerAuthenticationOptions { ServerCertificate = certificate }) })));
            var receiver = new TlsReceiver(builder.Build());
            receiver.Map();
            await receiver.Run();
            return receiver;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task Run() => app.StartAsync();

        private void Map() => app.MapPost("/hook", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            var body = await reader.ReadToEndAsync();
            lock (Received)
            {
                Received.Add(body);
            }
            return Results.NoContent();
        });
    }
}

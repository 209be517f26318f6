using System.Net;
using System.Text;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Tokens;

/// <summary>The page of the README with which a frontend begins (tests/contract/frontend.html), at an address of its own.</summary>
public sealed class FrontendPageTests(FrontendPageTests.OnLocalhost fixture) : IClassFixture<FrontendPageTests.OnLocalhost>
{
    /// <summary>The product on localhost, the page on 127.0.0.1: another site.</summary>
    public sealed class OnLocalhost : IAsyncLifetime
    {
        private static readonly int Port = Ports.Free();

        private readonly HttpListener listener = new();

        public Fixture.Api Api { get; } = new() { OnSocket = true, Port = Port };

        public string Issuer { get; } = $"http://localhost:{Port}/";

        public Uri Page { get; } = new($"http://127.0.0.1:{Ports.Free()}/");

        public ValueTask InitializeAsync()
        {
            (Api.Settings["TokenServer:Issuer"], Api.Settings["Http:AllowedOrigins"]) = (Issuer, Page.GetLeftPart(UriPartial.Authority));
            listener.Prefixes.Add($"{Page}");
            listener.Start();
            return Api.InitializeAsync();
        }

        /// <summary>Serves the page until the end.</summary>
        public async Task Serve(string html)
        {
            while (listener.IsListening)
            {
                try
                {
                    var asked = await listener.GetContextAsync();
                    asked.Response.ContentType = "text/html; charset=utf-8";
                    await asked.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(html));
                    asked.Response.Close();
                }
                catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        public ValueTask DisposeAsync()
        {
            listener.Close();
            return Api.DisposeAsync();
        }
    }

    [Fact]
    public async Task Sixty_lines_of_a_static_page_sign_somebody_in_and_ask_the_api_who_that_is()
    {
        Assert.SkipUnless(File.Exists(Chromium.Program), "No Chromium is installed.");
        var api = fixture.Api;
        var given = await api.Given.CaseWithLead();
        var operators = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        var made = await operators.Post("/api/v1/api-clients", new { name = "Oberfläche", kind = "frontend", signInAt = new[] { fixture.Page } }).Expect(201);
        var clientId = (await operators.Read(made.Headers.Location)).Text("clientId")!;
        var file = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "contract", "frontend.html"), TestContext.Current.CancellationToken);
        _ = fixture.Serve(file.Replace("ISSUER", fixture.Issuer, StringComparison.Ordinal).Replace("CLIENT_ID", clientId, StringComparison.Ordinal));
        await using var browser = await Chromium.Start();

        await browser.Open(fixture.Page);
        await browser.Press("#in:enabled");
        await browser.Press("button", ("#userName", given.Lead!.UserName), ("#password", Person.Password));
        await browser.Until($"document.getElementById('me')?.textContent.includes('{given.Lead.StaffId}')");
        Assert.Equal($"{fixture.Page}", await browser.Ask("location.href"));
        Assert.Empty(browser.Complaints);
    }
}

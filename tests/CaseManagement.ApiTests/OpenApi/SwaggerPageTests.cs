using System.Text.Json;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.OpenApi;

/// <summary>Swagger UI in a browser: "Try it out" speaks to the instance that shows the page.</summary>
public sealed class SwaggerPageTests(SwaggerPageTests.OnSocket fixture) : IClassFixture<SwaggerPageTests.OnSocket>
{
    public sealed class OnSocket : IAsyncLifetime
    {
        public Fixture.Api Api { get; } = new() { OnSocket = true };

        public ValueTask InitializeAsync() => Api.InitializeAsync();

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }

    [Fact]
    public async Task Somebody_signs_in_through_the_page_and_gets_the_own_profile()
    {
        Assert.SkipUnless(File.Exists(Chromium.Program), "No Chromium is installed.");
        var given = await fixture.Api.Given.CaseWithLead();
        await using var browser = await Chromium.Start();
        await browser.Open(new Uri(fixture.Api.Address, "/swagger/index.html?urls.primaryName=Case%20management%3A%20statistics%20API"));

        await Try(browser, "Sessions-SignIn", JsonSerializer.Serialize(new { userName = given.Lead!.UserName, password = Person.Password }));
        await browser.Until($"{Answer("Sessions-SignIn")}.includes('accessToken')");
        var token = await browser.Ask($"/\"accessToken\": *\"([^\"]+)\"/.exec({Answer("Sessions-SignIn")})[1]");

        await browser.Press(".auth-wrapper .authorize");
        await Write(browser, ".auth-container input", token!);
        await browser.Press(".auth-btn-wrapper .authorize");
        await browser.Press(".auth-btn-wrapper .btn-done");
        await Try(browser, "Staff-GetMe", null);
        await browser.Until($"{Answer("Staff-GetMe")}.includes('{given.Lead.StaffId}')");
    }

    private static string Answer(string operation) =>
        $"(document.querySelector('#operations-{operation} .live-responses-table')?.textContent ?? '')";

    private static async Task Try(Chromium browser, string operation, string? body)
    {
        var at = $"#operations-{operation}";
        await browser.Press($"{at} .opblock-summary-control");
        await browser.Press($"{at} .try-out__btn");
        if (body is not null)
        {
            await Write(browser, $"{at} textarea.body-param__text", body);
        }
        await browser.Press($"{at} .execute");
    }

    // As React hears it: the value as the browser sets it, and that there was input.
    private static async Task Write(Chromium browser, string field, string text)
    {
        await browser.Until($"document.querySelector('{field}')");
        await browser.Ask($$"""
            (() => {
              const field = document.querySelector('{{field}}');
              const kind = field.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
              Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, {{JsonSerializer.Serialize(text)}});
              field.dispatchEvent(new Event('input', { bubbles: true }));
            })()
            """);
    }
}

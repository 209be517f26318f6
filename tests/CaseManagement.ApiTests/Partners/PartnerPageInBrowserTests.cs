using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Partners;

/// <summary>A partner without software as he sees it: in headless Chromium, from the link of a mail to the closed loop.</summary>
public sealed class PartnerPageInBrowserTests(PartnerPageInBrowserTests.OnLocalhost fixture) : IClassFixture<PartnerPageInBrowserTests.OnLocalhost>
{
    /// <summary>The product at an address that a browser reaches.</summary>
    public sealed class OnLocalhost : IAsyncLifetime
    {
        private static readonly int Port = Ports.Free();

        public Fixture.Api Api { get; } = new() { OnSocket = true, Port = Port, Settings = { ["TokenServer:Issuer"] = $"http://localhost:{Port}/" } };

        public Uri Home { get; } = new($"http://localhost:{Port}/");

        public ValueTask InitializeAsync() => Api.InitializeAsync();

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }

    [Fact]
    public async Task A_partner_signs_in_opens_accepts_gives_an_appointment_and_completes_and_the_sender_closes_the_loop()
    {
        Assert.SkipUnless(File.Exists(Chromium.Program), "No Chromium is installed.");
        var api = fixture.Api;
        var of = await api.Given.CaseOfAged(35);
        var item = await api.Given.RestrictedRecord(of, Compartment.Health, "Diabetes seit 2019");
        var referral = await (await api.Given.Referral(of)).Written(new[] { "name", "birth_date", "languages", "phone", "needs" }, [item]);
        await referral.Sent();
        await referral.Move("message", new { text = "Bitte nach 16 Uhr anrufen." }).Expect(200);
        api.Clock.Offset += TimeSpan.FromMinutes(5);
        var begun = TimeZoneInfo.ConvertTime(api.Given.Now.AddMinutes(-2), LocalTime.Zone); // The appointment.
        await using var browser = await Chromium.Start();

        await browser.Open(new Uri(fixture.Home, "partner"));
        await browser.Press("button[type=submit]", ("#userName", referral.Partner.UserName), ("#password", Person.Password));
        await browser.Until($"location.pathname === '/partner' && document.querySelector('a[href=\"/partner/{referral.Id}\"]')");
        await browser.Picture("partner-1-inbox");
        Assert.Equal("0", await browser.Ask("document.scripts.length"));
        await browser.Press($"a[href=\"/partner/{referral.Id}\"]");
        await browser.Until("document.getElementById('restricted')?.innerText.includes('Diabetes')");
        await browser.Picture("partner-2-referral");
        await browser.Do("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = "dark" } } });
        await browser.Picture("partner-3-dark");
        await browser.Do("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = "light" } } });
        // Every field has a name, and nothing can be sent empty that must not be.
        Assert.Equal("0", await browser.Ask(
            "[...document.querySelectorAll('input:not([type=hidden]),select,textarea')].filter(field => !field.labels.length).length"));
        Assert.Equal("false", await browser.Ask("document.querySelector('#reject form').checkValidity()"));

        await browser.Press("form:has(input[name=action][value=accept]) button");
        await browser.Until("document.querySelector('#appoint')");
        await browser.Press("#appoint form button", ("#appoint-at", $"{begun:yyyy-MM-ddTHH:mm}"));
        await browser.Until("document.querySelector('button[value=Kept]')");
        await browser.Press("button[value=Kept]");
        await browser.Until("document.querySelector('form:has(input[value=start]) button')");
        await browser.Press("form:has(input[name=action][value=start]) button");
        await browser.Until("document.querySelector('#complete')");
        await browser.Picture("partner-4-in-progress");
        await browser.Press("#complete form button", ("#complete-reasonCode", "need-met"), ("#complete-note", "Der Kurs ist geschafft."));
        await browser.Until("location.search === '?done=complete' && !document.querySelector('details')");
        await browser.Picture("partner-5-done");
        Assert.DoesNotContain(browser.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));

        var seen = await referral.Get();
        Assert.Equal(("completed", "need-met", "kept"), (seen.Text("status"), seen.Text("endReason"), seen.Text("appointments/0/result")));
        Assert.Contains("Der Kurs ist geschafft.", seen.ToJsonString(), StringComparison.Ordinal);
        await referral.Move("acknowledge").Expect(200);
        await browser.Press("header button");
        await browser.Until("document.body.innerText.match(/abgemeldet|signed out/)");
        await browser.Open(new Uri(fixture.Home, $"partner/{referral.Id}"));
        await browser.Until("document.getElementById('password')");
    }
}

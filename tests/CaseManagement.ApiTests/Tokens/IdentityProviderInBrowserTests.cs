using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Tokens;

/// <summary>A town's own provider as a person sees it: in headless Chromium, across two sites, with the cookies and policies of a browser.</summary>
public sealed class IdentityProviderInBrowserTests(IdentityProviderInBrowserTests.OnLocalhost provider)
    : IClassFixture<IdentityProviderInBrowserTests.OnLocalhost>
{
    /// <summary>The product on localhost, the provider on 127.0.0.1: another site.</summary>
    public sealed class OnLocalhost() : OpenIdProvider(Ports.Free());

    [Fact]
    public async Task A_colleague_types_the_address_signs_in_at_the_town_and_is_back_with_a_session()
    {
        OpenIdProvider.Needed();
        Assert.SkipUnless(File.Exists(Chromium.Program), "No Chromium is installed.");
        var town = await provider.Town();
        var person = await town.Colleague();
        await provider.Person("p-browser", new { email = person.UserName, email_verified = true }, "pwd");
        await using var browser = await Chromium.Start();
        await browser.Do("Network.setCookie", new { name = "who", value = "p-browser", url = provider.Issuer });

        await browser.Open(new Uri(provider.Home, "account"));
        await browser.Until("document.querySelector('button[value=provider]')");
        await browser.Picture("6-provider");
        await browser.Press("button[value=provider]", ("#userName", person.UserName));
        await browser.Until("location.pathname === '/account' && document.querySelector('button[value=SignOut]')");
        await browser.Picture("7-back");
        Assert.Equal(1, await provider.Api.Sql<long>($"""
            select count(*) from access.session where staff_id = '{person.StaffId}' and revoked_at is null
            """));
        Assert.DoesNotContain(browser.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }
}

using CaseManagement.Api.Outbox;
using MailKit.Security;
using Microsoft.Extensions.Configuration;

namespace CaseManagement.UnitTests.Outbox;

public sealed class MailSettingsTests
{
    private static readonly (string, string)[] Right =
        [("Mail:Host", "mail.example.org"), ("Mail:From", "Fallmanagement <no-reply@example.org>"), ("TokenServer:Issuer", "https://case.example.org")];

    [Fact]
    public void Without_a_host_nothing_is_sent_and_nothing_else_is_asked_for() => Assert.Null(Read().Server);

    [Fact]
    public void Encryption_is_required_unless_something_else_is_said()
    {
        var server = Read(Right).Server!;
        Assert.Equal((SecureSocketOptions.StartTls, 587, "https://case.example.org/partner", "example.org"),
            (server.Security, server.Port, server.Link.ToString(), Read(Right).Domain));
        var tls = Read([.. Right, ("Mail:Security", "tls")]).Server!;
        Assert.Equal((SecureSocketOptions.SslOnConnect, 465), (tls.Security, tls.Port));
        foreach (var here in (string[])["localhost", "127.0.0.1", "::1"])
        {
            Assert.Equal(SecureSocketOptions.None, Read([.. Right, ("Mail:Security", "none"), ("Mail:Host", here)]).Server!.Security);
        }
    }

    [Theory]
    [InlineData("Mail:Security", "none", "on this machine")]
    [InlineData("Mail:Security", "maybe", "starttls, tls or none")]
    [InlineData("Mail:From", "", "Mail:From")]
    [InlineData("Mail:From", "nobody", "Mail:From")]
    [InlineData("TokenServer:Issuer", "", "TokenServer:Issuer")]
    public void What_contradicts_itself_is_told_at_the_start(string name, string value, string words) => Assert.Contains(words,
        Assert.Throws<InvalidOperationException>(() => Read([.. Right, (name, value)])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_password_is_in_no_text() => Assert.DoesNotContain("secret", $"{Read([.. Right, ("Mail:Password", "secret")])}", StringComparison.Ordinal);

    [Fact]
    public void A_mail_is_tried_again_soon_then_every_two_hours_and_never_given_up()
    {
        Assert.InRange(MailSchedule.After(0), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6));
        Assert.All(Enumerable.Range(3, 1000), attempts => Assert.Equal(TimeSpan.FromHours(2), MailSchedule.After(attempts)));
    }

    private static MailSettings Read(params (string Name, string Value)[] settings) => MailSettings.From(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.GroupBy(s => s.Name).Select(group => KeyValuePair.Create(group.Key, (string?)group.Last().Value))).Build());
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace CaseManagement.Api.Outbox;

/// <summary>How a server has answered.</summary>
/// <param name="Outcome">Delivered, or refused for good; null where it is to be tried again.</param>
/// <param name="IsOfServer">It concerns every mail: the server is not to be reached, does not let us in, or does not take what we send from.</param>
/// <param name="Status">The answer's status (RFC 5321); null where there was none.</param>
/// <param name="Code">Its enhanced code (RFC 3463), where it gave one. Never its words: they may name people.</param>
/// <param name="Failure">Why there was no answer: name, connection, starttls-missing, tls, authentication, timeout, closed.</param>
/// <param name="Took">How long it took.</param>
public sealed record MailAnswer(MailOutcome? Outcome, bool IsOfServer, int? Status, string? Code, string? Failure, TimeSpan Took);

/// <summary>A mail as it is handed to a server.</summary>
/// <param name="Claim">By which claim it is sent.</param>
/// <param name="MessageId">The same with each attempt.</param>
/// <param name="Address">To where.</param>
/// <param name="Language">In which language.</param>
/// <param name="Subjects">Of how many referrals there is news; null of a confirmation.</param>
/// <param name="Code">Of a confirmation.</param>
/// <param name="At">Its date: when it was written, with each attempt.</param>
public sealed record MailToSend(Guid Claim, string MessageId, string Address, MailLanguage Language, int? Subjects, string? Code, DateTimeOffset At)
{
    /// <summary>Of a digest: its subject, then a line for each part.</summary>
    public IReadOnlyList<string>? Lines { get; init; }

    /// <summary>Says nothing of what is in it.</summary>
    public override string ToString() => nameof(MailToSend);
}

/// <summary>Hands mails to the server, one connection each; nothing of the database is held meanwhile.</summary>
public sealed partial class MailSender
{
    /// <summary>Sends one.</summary>
    public async Task<MailAnswer> Send(MailServer server, MailToSend mail, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(server.Timeout);
        using var client = new SmtpClient
        {
            LocalDomain = server.From.Domain, CheckCertificateRevocation = false, // Which asks others than the mail server, and tells them.
            ServerCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(server, certificate, chain, errors),
        };
        try
        {
            using var message = MailText.Of(mail, server);
            await client.ConnectAsync(server.Host, server.Port, server.Security, patience.Token);
            if (server.UserName is { } name)
            {
                await client.AuthenticateAsync(name, server.Password ?? "", patience.Token);
            }
            await client.SendAsync(message, patience.Token);
            var delivered = new MailAnswer(MailOutcome.Delivered, false, 250, null, null, watch.Elapsed);
            await client.DisconnectAsync(true, CancellationToken.None); // Says goodbye where it can.
            return delivered;
        }
        catch (ParseException)
        {
            // An address that was taken in before addresses were looked at as closely as now: no server would take it. As one says so (RFC 5321).
            return new MailAnswer(MailOutcome.Refused, false, (int)SmtpStatusCode.MailboxNameNotAllowed, null, null, watch.Elapsed);
        }
        catch (SmtpCommandException refused)
        {
            return Refused(refused, watch.Elapsed);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested && WhyOf(failure) is { } why)
        {
            return new MailAnswer(null, true, null, null, why, watch.Elapsed);
        }
    }

    // For good only what concerns this mail: of its address, or of itself. Who refuses the sender refuses every mail, and the operator can mend that.
    private static MailAnswer Refused(SmtpCommandException refused, TimeSpan took)
    {
        var status = (int)refused.StatusCode;
        var isOfMail = refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted && status != 421;
        return new MailAnswer(isOfMail && status >= 500 ? MailOutcome.Refused : null, !isOfMail, status,
            Enhanced().Match(refused.Message) is { Success: true } found ? found.Value : null, null, took);
    }

    private static string? WhyOf(Exception failure) => failure switch
    {
        OperationCanceledException => "timeout",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => "name",
        SocketException => "connection",
        SslHandshakeException => "tls",
        NotSupportedException => "starttls-missing",
        AuthenticationException or ServiceNotAuthenticatedException => "authentication",
        SmtpProtocolException or IOException => "closed",
        _ => null,
    };

    private static bool IsTrusted(MailServer server, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || server.Authorities.Count == 0 || certificate is not X509Certificate2 shown)
        {
            return false; // Above all where it is another host's.
        }
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.CustomTrustStore.AddRange(server.Authorities);
        own.ChainPolicy.ExtraStore.AddRange(chain?.ChainElements.Select(element => element.Certificate).ToArray() ?? []);
        return own.Build(shown);
    }

    [GeneratedRegex(@"^[245]\.[0-9]{1,3}\.[0-9]{1,3}\b")]
    private static partial Regex Enhanced();
}

/// <summary>What mails say: fixed phrases, a number, the address of the page; nothing of anybody, nor of any service.</summary>
internal static class MailText
{
    /// <summary>The message: letter by letter the same with each attempt.</summary>
    public static MimeMessage Of(MailToSend mail, MailServer server)
    {
        var (subject, text) = mail.Lines is { } lines ? Digest(mail.Language, lines, server.Frontend)
            : mail.Code is { } code ? Confirmation(mail.Language, code) : News(mail.Language, mail.Subjects ?? 0, server.Link);
        var message = new MimeMessage
        {
            MessageId = mail.MessageId, Date = mail.At, Subject = subject, Body = new TextPart("plain") { Text = text.ReplaceLineEndings("\r\n") },
        };
        message.From.Add(server.From);
        message.To.Add(new MailboxAddress(null, mail.Address));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated"); // RFC 3834: nobody's out-of-office note comes back.
        message.Headers.Add(HeaderId.ContentLanguage, mail.Language == MailLanguage.De ? "de" : "en");
        return message;
    }

    private static (string, string) News(MailLanguage language, int count, Uri link) => language == MailLanguage.De
        ? (count == 1 ? "Neues zu einer Vermittlung" : string.Create(CultureInfo.InvariantCulture, $"Neues zu {count} Vermittlungen"), $"""
            Guten Tag,

            für Ihre Organisation gibt es Neues zu {(count == 1 ? "einer Vermittlung" : $"{count} Vermittlungen")}.
            Bitte melden Sie sich an, um es zu sehen:

            {link}

            Aus Gründen des Datenschutzes steht hier nichts Weiteres. Bitte antworten Sie nicht auf diese Nachricht.
            Wer sie bekommt, bestimmt die Administration Ihrer Organisation.

            """)
        : (count == 1 ? "News about a referral" : string.Create(CultureInfo.InvariantCulture, $"News about {count} referrals"), $"""
            Good day,

            there is news for your organisation about {(count == 1 ? "a referral" : $"{count} referrals")}.
            Please sign in to see it:

            {link}

            For reasons of data protection nothing else is said here. Please do not answer this message.
            Your organisation's administrator decides who gets it.

            """);

    private static (string, string) Digest(MailLanguage language, IReadOnlyList<string> lines, Uri link) => (lines[0], language == MailLanguage.De
        ? $"""
            Guten Tag,

            das wartet auf Sie:

            {string.Join('\n', lines.Skip(1))}

            {link}

            Aus Gründen des Datenschutzes steht hier nichts Weiteres. Bitte antworten Sie nicht auf diese Nachricht.
            In Ihren Einstellungen können Sie sie abbestellen.

            """
        : $"""
            Good day,

            this waits for you:

            {string.Join('\n', lines.Skip(1))}

            {link}

            For reasons of data protection nothing else is said here. Please do not answer this message.
            In your settings you can turn it off.

            """);

    private static (string, string) Confirmation(MailLanguage language, string code) => language == MailLanguage.De
        ? ("Bitte diese Adresse bestätigen", $"""
            Guten Tag,

            diese Adresse soll Nachricht bekommen, sobald es für eine Organisation Neues gibt.
            Der Code, mit dem die Administration das bestätigt:

            {code}

            Er gilt sieben Tage. Wenn Sie damit nichts zu tun haben, brauchen Sie nichts zu tun.

            """)
        : ("Please confirm this address", $"""
            Good day,

            this address is to be told when there is news for an organisation.
            The code with which its administrator confirms that:

            {code}

            It is good for seven days. If this does not concern you, there is nothing to do.

            """);
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>One mail address.</summary>
/// <param name="Id">The entry.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Get a mail address", "Whether it is written to, and why not.", Audience = Audience.Partner)]
public sealed record GetMailAddress(Guid Id) : IQuery<MailAddressView>;

/// <summary>Why nothing is sent to an address.</summary>
public enum MailHindrance
{
    /// <summary>This installation has no mail server: the operator sets Mail:Host.</summary>
    NotConfigured,
    /// <summary>Nobody has confirmed the address yet.</summary>
    Unconfirmed,
    /// <summary>Its server has refused mail for good.</summary>
    Refused,
    /// <summary>A webhook of the organisation is told.</summary>
    Webhook,
    /// <summary>A machine of the organisation asks by itself.</summary>
    Machine,
}

/// <summary>A mail address.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Address">The address.</param>
/// <param name="Language">In which language mails are written.</param>
/// <param name="Status">Whether it is written to.</param>
/// <param name="WhyNothingIsSent">Why no news is sent there now; null where it is.</param>
/// <param name="WaitingSince">Since when a mail is on its way and has not been taken over by a server.</param>
/// <param name="ConfirmedAt">When it was confirmed.</param>
/// <param name="RefusedAt">When a mail was refused for good.</param>
/// <param name="RefusedStatus">With which status (RFC 5321).</param>
/// <param name="RefusedCode">With which enhanced code (RFC 3463): 5.1.1 is that there is no such mailbox.</param>
/// <param name="CreatedAt">Added at.</param>
public sealed record MailAddressView(
    Guid Id,
    [Example("vermittlung@example.org")] string Address,
    [Example("de")] MailLanguage Language,
    [Example("active")] MailAddressStatus Status,
    [Example(null)] MailHindrance? WhyNothingIsSent,
    [Example(null)] DateTimeOffset? WaitingSince,
    DateTimeOffset? ConfirmedAt,
    [Example(null)] DateTimeOffset? RefusedAt,
    [Example(null)] int? RefusedStatus,
    [Example(null)] string? RefusedCode,
    DateTimeOffset CreatedAt) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    internal static async Task<List<MailAddressView>> Of(CaseDb db, IQueryable<MailAddress> rows, MailSettings settings, CancellationToken cancellationToken)
    {
        var software = (await db.Database.SqlQuery<string?>($"select app.told_by_software() as \"Value\"").SingleAsync(cancellationToken)) switch
        {
            "webhook" => MailHindrance.Webhook,
            "machine" => MailHindrance.Machine,
            _ => (MailHindrance?)null,
        };
        var shown = await rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).Select(row => new MailAddressView(row.Id, row.Address, row.Language,
            row.Status, null, db.Set<Mail>().Where(mail => mail.AddressId == row.Id && mail.NextAttemptAt != null).Min(mail => (DateTimeOffset?)mail.CreatedAt),
            row.ConfirmedAt, row.RefusedAt, row.RefusedStatus, row.RefusedCode, row.CreatedAt)
        { Version = row.Version }).ToListAsync(cancellationToken);
        return shown.ConvertAll(view => view with
        {
            WhyNothingIsSent = settings.Server is null ? MailHindrance.NotConfigured
                : view.Status switch
                {
                    MailAddressStatus.Unconfirmed => MailHindrance.Unconfirmed,
                    MailAddressStatus.Refused => MailHindrance.Refused,
                    _ => software,
                },
        });
    }
}

internal sealed class GetMailAddressHandler(CaseDb db, MailSettings settings) : IHandler<GetMailAddress, MailAddressView>
{
    public async Task<MailAddressView> Handle(GetMailAddress request, CancellationToken cancellationToken) =>
        (await MailAddressView.Of(db, db.Set<MailAddress>().Where(row => row.Id == request.Id), settings, cancellationToken)).SingleOrDefault()
        ?? throw RefusedException.NotFound(request.Id);
}

using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>What was sent to a mail address.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Outcome">Only those that ended so.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("List mails to an address", "Newest first, with each attempt; kept for 30 days after they have ended, unless the operator says otherwise.",
    Audience = Audience.Partner)]
public sealed record ListMails(Guid Id, MailOutcome? Outcome, Paging Page) : IQuery<Page<MailRow>>;

/// <summary>A mail.</summary>
/// <param name="Id">The mail.</param>
/// <param name="Kind">news or confirmation.</param>
/// <param name="Address">To where it was, or is to be, sent.</param>
/// <param name="Referrals">Of how many referrals it tells.</param>
/// <param name="MessageId">Message-ID, for those who look for it in a server's log.</param>
/// <param name="Outcome">How it ended; null while it is tried.</param>
/// <param name="NextAttemptAt">When it is tried next.</param>
/// <param name="CreatedAt">Since when it is to be sent.</param>
/// <param name="Attempts">Each attempt.</param>
public sealed record MailRow(
    Guid Id,
    [Example("news")] MailKind Kind,
    [Example("vermittlung@example.org")] string Address,
    [Example(3)] int? Referrals,
    [Example("0193b2c4-1111-7000-8000-000000000000@example.org")] string MessageId,
    MailOutcome? Outcome,
    [Example(null)] DateTimeOffset? NextAttemptAt,
    DateTimeOffset CreatedAt,
    IReadOnlyList<MailAttemptRow> Attempts);

/// <summary>An attempt.</summary>
/// <param name="At">When.</param>
/// <param name="Status">Of the server's answer (RFC 5321); null where there was none.</param>
/// <param name="Code">Its enhanced code (RFC 3463).</param>
/// <param name="Failure">Why there was none: name, connection, starttls-missing, tls, authentication, timeout, closed.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record MailAttemptRow(
    DateTimeOffset At, [Example(250)] int? Status, [Example(null)] string? Code, [Example(null)] string? Failure, [Example(87)] int Milliseconds);

internal sealed class ListMailsHandler(CaseDb db) : IHandler<ListMails, Page<MailRow>>
{
    private static readonly Order<Mail, MailRow> NewestFirst =
        Order.Descending((Mail row) => ValueTuple.Create(row.CreatedAt, row.Id), (MailRow row) => (row.CreatedAt, row.Id));

    public async Task<Page<MailRow>> Handle(ListMails request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        if (!await db.Set<MailAddress>().AnyAsync(row => row.Id == request.Id, cancellationToken))
        {
            throw RefusedException.NotFound(request.Id);
        }
        var rows = db.Set<Mail>().Where(row => row.AddressId == request.Id && (request.Outcome == null || row.Outcome == request.Outcome));
        var shown = await NewestFirst.Next(rows, request.Page, filter).Select(row => new MailRow(row.Id, row.Kind, row.Address, row.Subjects, row.MessageId,
            row.Outcome, row.NextAttemptAt, row.CreatedAt, db.Set<MailAttempt>().Where(attempt => attempt.MailId == row.Id).OrderBy(attempt => attempt.At)
                .Select(attempt => new MailAttemptRow(attempt.At, attempt.Status, attempt.Code, attempt.Failure, attempt.Milliseconds)).ToList()))
            .ToListAsync(cancellationToken);
        return NewestFirst.Cut(shown, request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }
}

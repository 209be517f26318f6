using CaseManagement.Api.Jobs;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.SignIn;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>
/// Sends the mails that are due, of every organisation, one after the other: each is claimed, handed to the server while no transaction is open, and what
/// became of it recorded. Killed in between, it is sent again once the claim is over, under the same Message-ID. A server that is not there, or too slow,
/// ends the run: everything else stays due.
/// </summary>
[ForSystem, InPieces, Recurring(Name, "* * * * *", ForEachOrganisation = false)]
public sealed record SendMails : IRecurringCommand
{
    /// <summary>What has something to send wakes it by this name.</summary>
    public const string Name = "send-mails";
}

internal sealed partial class SendMailsHandler(CaseDb db, IServiceScopeFactory scopes, MailSettings settings, MailSender mails, ILogger<SendMailsHandler> log)
    : IHandler<SendMails, int>
{
    public async Task<int> Handle(SendMails request, CancellationToken cancellationToken)
    {
        if (settings.Server is not { } server)
        {
            return 0;
        }
        var sent = 0;
        var failures = new List<Exception>();
        foreach (var organisation in await Contributions.The<IDirectory>().Working(db).OrderBy(id => id).ToListAsync(cancellationToken))
        {
            try
            {
                foreach (var mail in await Send(organisation, new WriteDueMails()))
                {
                    if (await Send(organisation, new ClaimMail(mail)) is not { } claimed)
                    {
                        continue; // Somebody else sends it, or it is not to be sent any more.
                    }
                    var answer = await mails.Send(server, claimed, cancellationToken);
                    await Send(organisation, new RecordMail(mail, claimed.Claim, answer));
                    if (answer.IsOfServer)
                    {
                        Waiting(log, answer.Failure ?? "refused", answer.Status, answer.Code);
                        return failures.Count == 0 ? sent : throw new AggregateException(failures);
                    }
                    sent += answer.Outcome == MailOutcome.Delivered ? 1 : 0;
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Add(failure); // The others have their turn; the runner records and tries again.
            }
        }
        return failures.Count == 0 ? sent : throw new AggregateException("Mails could not be sent.", failures);

        async Task<T> Send<T>(Guid organisation, ICommand<T> command)
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(organisation);
            return await scope.ServiceProvider.GetRequiredService<Pipeline.ISender>().Send(command, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mails wait: {Failure} (status {Status} {Code})")]
    private static partial void Waiting(ILogger log, string failure, int? status, string? code);
}

/// <summary>Makes mails of an organisation's news; answers those that are due.</summary>
[ForSystem]
public sealed record WriteDueMails : ICommand<List<Guid>>;

/// <summary>Claims a mail, so that nobody else sends it at the same time; null where somebody does, or it has ended.</summary>
/// <param name="Id">The mail.</param>
[ForSystem]
public sealed record ClaimMail(Guid Id) : ICommand<MailToSend?>;

/// <summary>Records what became of a mail.</summary>
/// <param name="Id">The mail.</param>
/// <param name="Claim">By which claim it was sent.</param>
/// <param name="Answer">The server's answer.</param>
[ForSystem]
public sealed record RecordMail(Guid Id, Guid Claim, MailAnswer Answer) : ICommand<bool>;

internal sealed class MailQueueHandler(CaseDb db, CallContext call, MailSettings settings, IDataProtectionProvider protection)
    : IHandler<WriteDueMails, List<Guid>>, IHandler<ClaimMail, MailToSend?>, IHandler<RecordMail, bool>
{
    public Task<List<Guid>> Handle(WriteDueMails request, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<Guid>($"select m as \"Value\" from app.write_due_mails({settings.Gather}, {settings.Domain}) m").ToListAsync(cancellationToken);

    public async Task<MailToSend?> Handle(ClaimMail request, CancellationToken cancellationToken)
    {
        var now = call.Now;
        var mail = (await db.Set<Mail>().FromSql($"""
            select m.* from app.mail m where m.id = {request.Id} and m.next_attempt_at <= {now} and (m.claimed_until is null or m.claimed_until <= {now})
            for update skip locked
            """).ToListAsync(cancellationToken)).SingleOrDefault();
        if (mail is null)
        {
            return null;
        }
        if (mail.StaffId is { } staff && (LocalTime.DateOf(mail.CreatedAt) < call.Today || !await db.Wants(mail, staff, cancellationToken)))
        {
            mail.Overtake(now);
            await db.SaveChangesAsync(cancellationToken);
            return null;
        }
        // Longer than it may take by far: a claim ends by itself only where its process has died.
        var claim = mail.Claim(now + (settings.Server?.Timeout ?? TimeSpan.Zero) + TimeSpan.FromMinutes(5));
        await db.SaveChangesAsync(cancellationToken);
        return new MailToSend(claim, mail.MessageId, mail.Address, mail.Language, mail.Subjects,
            mail.Code is { } code ? protection.ForMails().Unprotect(code) : null, mail.CreatedAt)
        { Lines = mail.Lines };
    }

    public async Task<bool> Handle(RecordMail request, CancellationToken cancellationToken)
    {
        var (answer, now) = (request.Answer, call.Now);
        var mail = (await db.Set<Mail>().FromSql($"select m.* from app.mail m where m.id = {request.Id} for update").ToListAsync(cancellationToken))
            .SingleOrDefault();
        if (mail is null)
        {
            return false; // Its address was changed or taken away meanwhile.
        }
        var before = mail.Outcome;
        mail.Tried(request.Claim, answer.Outcome, now);
        db.Add(new MailAttempt(mail, answer, now));
        if (before is null && mail.Outcome is not null)
        {
            await Ended(mail, answer, now, cancellationToken);
        }
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private async Task Ended(Mail mail, MailAnswer answer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (mail is { Outcome: MailOutcome.Delivered, UpTo: { } upTo })
        {
            (await db.Set<MailState>().SingleAsync(state => state.AddressId == mail.AddressId, cancellationToken)).Tell(upTo);
        }
        if (mail.Outcome != MailOutcome.Refused)
        {
            return;
        }
        if (mail.StaffId is { } person)
        {
            (await db.Set<DigestChoice>().SingleAsync(row => row.StaffId == person && row.OrganisationId == mail.OrganisationId, cancellationToken))
                .Refuse(answer.Status!.Value, now);
            db.Add(new Notice(mail.OrganisationId, person, MailNotices.DigestRefused, "mail", mail.Id, $"{now:O}", now));
            return;
        }
        var address = await db.Set<MailAddress>().SingleAsync(row => row.Id == mail.AddressId, cancellationToken);
        address.Refuse(answer.Status!.Value, answer.Code, now);
        var told = await db.Set<RoleGrant>().Where(grant => grant.OrganisationId == mail.OrganisationId && grant.Role == Role.Administrator)
            .Select(grant => grant.StaffId).Distinct().ToListAsync(cancellationToken);
        db.AddRange(told.Select(staff => new Notice(mail.OrganisationId, staff, MailNotices.Refused, "mail_address", address.Id, $"{now:O}", now)));
    }
}

/// <summary>What is told of mails: to administrators of their organisation's addresses, to others of their own.</summary>
public static class MailNotices
{
    /// <summary>A mail was refused for good: its address gets nothing more.</summary>
    public static readonly NoticeKind Refused = new("mail-refused",
        "Eine Mail-Adresse Ihrer Organisation nimmt nichts mehr an: Nachrichten über Neues gehen nicht mehr dorthin.",
        "A mail address of your organisation refuses mail: it is no longer told of news.");

    /// <summary>A digest was refused for good: the person gets none until she says anew that she wants it.</summary>
    public static readonly NoticeKind DigestRefused = new("digest-refused",
        "Ihre Mail-Adresse hat die Tagesübersicht abgelehnt: Sie bekommen keine mehr, bis Sie sie neu bestellen.",
        "Your mail address has refused the digest: you get none until you ask for it anew.");
}

internal static class MailSecrets
{
    /// <summary>What protects codes until they are sent.</summary>
    public static IDataProtector ForMails(this IDataProtectionProvider protection) => protection.CreateProtector("mail-code");
}

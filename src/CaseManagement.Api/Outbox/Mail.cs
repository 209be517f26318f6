using System.Security.Cryptography;
using System.Text;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Outbox;

/// <summary>In which language mails are written.</summary>
public enum MailLanguage
{
    /// <summary>German.</summary>
    De,
    /// <summary>English.</summary>
    En,
}

/// <summary>Whether an address is written to.</summary>
public enum MailAddressStatus
{
    /// <summary>Nobody has shown yet that he reads it: it gets a code and nothing else.</summary>
    Unconfirmed,
    /// <summary>It gets the news.</summary>
    Active,
    /// <summary>Its server has refused a mail for good (5xx): nothing more is sent, and nothing is lost, until it is confirmed again.</summary>
    Refused,
}

/// <summary>An address at which an organisation's people are told that there is news.</summary>
public sealed class MailAddress : IRoot
{
    /// <summary>How many an organisation has at most.</summary>
    public const int Most = 5;

    private MailAddress() { }

    /// <summary>A new one, to be confirmed.</summary>
    public MailAddress(Guid organisationId, string address, MailLanguage language, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, Address, Language, CreatedBy, CreatedAt, UpdatedAt) = (organisationId, address, language, by, now, now);
    }

    /// <summary>The entry.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The address.</summary>
    public string Address { get; private set; } = "";
    /// <summary>In which language.</summary>
    public MailLanguage Language { get; private set; }
    /// <summary>Whether it is written to.</summary>
    public MailAddressStatus Status { get; private set; }
    /// <summary>When somebody showed that he reads it.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }
    /// <summary>When a mail to it was refused for good.</summary>
    public DateTimeOffset? RefusedAt { get; private set; }
    /// <summary>With which status (RFC 5321).</summary>
    public int? RefusedStatus { get; private set; }
    /// <summary>With which enhanced code (RFC 3463).</summary>
    public string? RefusedCode { get; private set; }
    /// <summary>Who added it.</summary>
    public Guid? CreatedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Another address, which has to be confirmed, or another language.</summary>
    /// <returns>Whether it is another address.</returns>
    public bool Change(string address, MailLanguage language, DateTimeOffset now)
    {
        var isOther = address != Address;
        (Address, Language, UpdatedAt) = (address, language, now);
        if (isOther)
        {
            Ask(now);
        }
        return isOther;
    }

    /// <summary>It has to be confirmed, again.</summary>
    public void Ask(DateTimeOffset now) => (Status, ConfirmedAt, RefusedAt, RefusedStatus, RefusedCode, UpdatedAt) =
        (MailAddressStatus.Unconfirmed, null, null, null, null, now);

    /// <summary>Somebody reads it.</summary>
    public void Confirm(DateTimeOffset now) => (Status, ConfirmedAt, UpdatedAt) = (MailAddressStatus.Active, now, now);

    /// <summary>Its server has refused for good.</summary>
    public void Refuse(int status, string? code, DateTimeOffset now) => (Status, RefusedAt, RefusedStatus, RefusedCode, UpdatedAt) =
        (MailAddressStatus.Refused, now, status, code, now);
}

/// <summary>Up to where an address is told.</summary>
public sealed class MailState
{
    private MailState() { }

    /// <summary>Of a new address: from now on.</summary>
    public MailState(MailAddress of, long told) => (AddressId, OrganisationId, Told) = (of.Id, of.OrganisationId, told);

    /// <summary>The address.</summary>
    public Guid AddressId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Up to which place of the feed.</summary>
    public long Told { get; private set; }

    /// <summary>It is told up to there.</summary>
    public void Tell(long upTo) => Told = Math.Max(Told, upTo);
}

/// <summary>What a mail is for.</summary>
public enum MailKind
{
    /// <summary>That there is news, and of how many referrals.</summary>
    News,
    /// <summary>A code, with which the administrator shows that the address is read.</summary>
    Confirmation,
    /// <summary>To one of the organisation's people: how much of what waits.</summary>
    Digest,
}

/// <summary>How a mail ended.</summary>
public enum MailOutcome
{
    /// <summary>A server has taken it over.</summary>
    Delivered,
    /// <summary>A server has refused it for good (5xx).</summary>
    Refused,
    /// <summary>A digest that was not sent on its day, or not before its person wanted none any more: nobody gets it.</summary>
    Overtaken,
}

/// <summary>A mail that is to be sent, was, or was refused. It is tried until one of the two, however long that takes; a digest for
/// its day.</summary>
public sealed class Mail
{
    private Mail() { }

    /// <summary>A code for an address.</summary>
    /// <param name="to">The address.</param>
    /// <param name="code">The code, protected.</param>
    /// <param name="domain">Of the message's id.</param>
    /// <param name="now">When.</param>
    public static Mail Confirmation(MailAddress to, string code, string domain, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        return new()
        {
            Id = id, OrganisationId = to.OrganisationId, AddressId = to.Id, Kind = MailKind.Confirmation, MessageId = $"{id}@{domain}", Address = to.Address,
            Language = to.Language, Code = code, CreatedAt = now, NextAttemptAt = now,
        };
    }

    /// <summary>The mail.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>To which entry; null of a digest.</summary>
    public Guid? AddressId { get; private set; }
    /// <summary>Of a digest: to whom.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>Of a digest: its subject, then a line for each part, in its language; fixed phrases and numbers.</summary>
    public string[]? Lines { get; private set; }
    /// <summary>What it is for.</summary>
    public MailKind Kind { get; private set; }
    /// <summary>Message-ID, the same with each attempt: who gets it twice knows that by it.</summary>
    public string MessageId { get; private set; } = "";
    /// <summary>To where.</summary>
    public string Address { get; private set; } = "";
    /// <summary>In which language.</summary>
    public MailLanguage Language { get; private set; }
    /// <summary>Of how many referrals there is news.</summary>
    public int? Subjects { get; private set; }
    /// <summary>Up to which place of the feed.</summary>
    public long? UpTo { get; private set; }
    /// <summary>Of a confirmation, protected.</summary>
    public string? Code { get; private set; }
    /// <summary>How often it was tried.</summary>
    public int Attempts { get; private set; }
    /// <summary>Who is sending it.</summary>
    public Guid? ClaimId { get; private set; }
    /// <summary>Until then nobody else does.</summary>
    public DateTimeOffset? ClaimedUntil { get; private set; }
    /// <summary>Not before; null where it has ended.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }
    /// <summary>How it ended.</summary>
    public MailOutcome? Outcome { get; private set; }
    /// <summary>Since when it is to be sent.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Nobody is to get it any more.</summary>
    public void Overtake(DateTimeOffset now) => (Outcome, NextAttemptAt, EndedAt) = (MailOutcome.Overtaken, null, now);

    /// <summary>Somebody sends it.</summary>
    public Guid Claim(DateTimeOffset until)
    {
        (ClaimId, ClaimedUntil) = (Guid.NewGuid(), until);
        return ClaimId.Value;
    }

    /// <summary>An attempt has come to its end.</summary>
    /// <param name="claim">By which claim: what is claimed by another one meanwhile is his, unless a server has taken it over.</param>
    /// <param name="outcome">How it ended; null where it is tried again.</param>
    /// <param name="now">When.</param>
    public void Tried(Guid claim, MailOutcome? outcome, DateTimeOffset now)
    {
        if (Outcome is not null || (claim != ClaimId && outcome is not MailOutcome.Delivered))
        {
            return;
        }
        (ClaimId, ClaimedUntil) = (null, null);
        Outcome = outcome;
        NextAttemptAt = outcome is null ? now + MailSchedule.After(Attempts) : null;
        EndedAt = outcome is null ? null : now;
        Attempts++;
    }
}

/// <summary>An attempt to send a mail.</summary>
public sealed class MailAttempt
{
    private MailAttempt() { }

    /// <summary>Keeps one.</summary>
    public MailAttempt(Mail of, MailAnswer answer, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, MailId, At, Status, Code, Failure, Milliseconds) =
            (of.OrganisationId, of.Id, now, answer.Status, answer.Code, answer.Failure, (int)answer.Took.TotalMilliseconds);
    }

    /// <summary>The attempt.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which mail.</summary>
    public Guid MailId { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>Of the server's answer, where there was one.</summary>
    public int? Status { get; private set; }
    /// <summary>Its enhanced code.</summary>
    public string? Code { get; private set; }
    /// <summary>Why there was none.</summary>
    public string? Failure { get; private set; }
    /// <summary>How long it took.</summary>
    public int Milliseconds { get; private set; }
}

/// <summary>When a mail is tried again: as a webhook is, but never more than two hours later, and never given up.</summary>
public static class MailSchedule
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    /// <summary>How long to wait after a failure.</summary>
    /// <param name="attempts">How often it was tried before this failure.</param>
    public static TimeSpan After(int attempts) => RetrySchedule.After(attempts, null) is { } wait && wait < Longest ? wait : Longest;
}

/// <summary>That a code was sent to an address lately, whatever became of its entry.</summary>
public sealed class MailCode
{
    private MailCode() { }

    /// <summary>One that is sent now.</summary>
    public MailCode(MailAddress to, DateTimeOffset now)
    {
        (Id, OrganisationId, At) = (Guid.CreateVersion7(now), to.OrganisationId, now);
        AddressSha256 = SHA256.HashData(Encoding.UTF8.GetBytes(to.Address.ToLowerInvariant()));
    }

    /// <summary>The code.</summary>
    public Guid Id { get; private set; }
    /// <summary>Who has let it be sent.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of the address in small letters.</summary>
    public byte[] AddressSha256 { get; private set; } = [];
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
}

internal sealed class MailMap : IEntityTypeConfiguration<MailAddress>, IEntityTypeConfiguration<MailCode>, IEntityTypeConfiguration<MailState>,
    IEntityTypeConfiguration<Mail>, IEntityTypeConfiguration<MailAttempt>
{
    public void Configure(EntityTypeBuilder<MailAddress> entity) =>
        entity.ToTable("mail_address").Refers<Organisation>(nameof(MailAddress.OrganisationId)).Refers<Staff>(nameof(MailAddress.CreatedBy));

    public void Configure(EntityTypeBuilder<MailCode> entity) => entity.ToTable("mail_code").Refers<Organisation>(nameof(MailCode.OrganisationId));

    public void Configure(EntityTypeBuilder<MailState> entity)
    {
        entity.ToTable("mail_state").HasKey(state => state.AddressId);
        entity.Refers<MailAddress>(nameof(MailState.AddressId));
    }

    public void Configure(EntityTypeBuilder<Mail> entity) => entity.ToTable("mail").Refers<MailAddress>(nameof(Mail.AddressId))
        .Refers<Staff>(nameof(Mail.StaffId));

    public void Configure(EntityTypeBuilder<MailAttempt> entity) => entity.ToTable("mail_attempt").Refers<Mail>(nameof(MailAttempt.MailId));
}

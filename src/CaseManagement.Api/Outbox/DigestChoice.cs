using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Outbox;

/// <summary>That somebody wants to be told by mail what waits. Without it nobody is. It holds for the address that is on record when she says so.</summary>
public sealed class DigestChoice : IRoot
{
    private DigestChoice() { }

    /// <summary>A colleague's.</summary>
    public DigestChoice(Guid organisationId, Guid staffId, DateTimeOffset now) =>
        (Id, OrganisationId, StaffId) = (Guid.CreateVersion7(now), organisationId, staffId);

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>Of what is told.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>Whether she wants a morning digest.</summary>
    public bool Morning { get; private set; }
    /// <summary>Whether she wants the weekly one, as a supervisor.</summary>
    public bool Weekly { get; private set; }
    /// <summary>In which language.</summary>
    public MailLanguage Language { get; private set; }
    /// <summary>The address on record then; null: none.</summary>
    public string? Address { get; private set; }
    /// <summary>When a digest was refused for good.</summary>
    public DateTimeOffset? RefusedAt { get; private set; }
    /// <summary>With which status (RFC 5321).</summary>
    public int? RefusedStatus { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Says it, for the address of now: a refusal of before counts no more.</summary>
    public void Set(ChangeDigestChoice said, string? address, DateTimeOffset now) =>
        (Morning, Weekly, Language, Address, RefusedAt, RefusedStatus, UpdatedAt) = (said.Morning, said.Weekly, said.Language, address, null, null, now);

    /// <summary>The address takes nothing.</summary>
    public void Refuse(int status, DateTimeOffset now) => (RefusedAt, RefusedStatus, UpdatedAt) = (now, status, now);
}

internal sealed class DigestChoiceMap : IEntityTypeConfiguration<DigestChoice>
{
    public void Configure(EntityTypeBuilder<DigestChoice> entity) =>
        entity.ToTable("digest_choice").Refers<Organisation>(nameof(DigestChoice.OrganisationId)).Refers<Staff>(nameof(DigestChoice.StaffId));
}

/// <summary>Whether I am told by mail what waits.</summary>
[Requires(Permission.UseProduct)]
[Operation("Get my choice of digests", """
    Whether you are told by mail what waits for you and, as a supervisor, in your teams; nobody is who has not asked for it. The mail has numbers, fixed
    phrases and a link, and nothing of anybody.
    """)]
public sealed record GetDigestChoice : IQuery<DigestChoiceView>;

/// <summary>Says whether I am told by mail what waits.</summary>
[Requires(Permission.UseProduct)]
[Operation("Change my choice of digests", """
    It holds for the e-mail address that is on your record now (409 `no-mail-address` without one): where somebody changes that, you get nothing until you say
    so again. When mails go says your organisation (`/digest-settings`). What is on its way when you turn it off is not sent.
    """)]
public sealed record ChangeDigestChoice : ICommand<Saved>
{
    /// <summary>On working days: what waits for you.</summary>
    [Example(true)]
    public required bool Morning { get; init; }

    /// <summary>Once a week: what waits in your teams. Supervisors get it.</summary>
    [Example(false)]
    public required bool Weekly { get; init; }

    /// <summary>In which language.</summary>
    [Example("de")]
    public MailLanguage Language { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Why somebody gets no digests.</summary>
public enum DigestHindrance
{
    /// <summary>She has asked for none.</summary>
    NotChosen,
    /// <summary>This installation has no mail server.</summary>
    NotConfigured,
    /// <summary>There is no address on record.</summary>
    NoAddress,
    /// <summary>The address on record is not the one of then.</summary>
    AddressChanged,
    /// <summary>The address has refused one for good.</summary>
    Refused,
    /// <summary>The organisation has turned off what she wants.</summary>
    TurnedOff,
}

/// <summary>A colleague's choice.</summary>
/// <param name="Morning">On working days: what waits for you.</param>
/// <param name="Weekly">Once a week: what waits in your teams.</param>
/// <param name="Language">In which language.</param>
/// <param name="Address">To where: the address on record when you said so.</param>
/// <param name="WhyNothingIsSent">Why you get none; null where you do.</param>
/// <param name="RefusedAt">When one was refused for good.</param>
/// <param name="RefusedStatus">With which status (RFC 5321).</param>
public sealed record DigestChoiceView(
    [Example(true)] bool Morning,
    [Example(false)] bool Weekly,
    [Example("de")] MailLanguage Language,
    [Example(Sample.Email)] string? Address,
    [Example(null)] DigestHindrance? WhyNothingIsSent,
    [Example(null)] DateTimeOffset? RefusedAt,
    [Example(null)] int? RefusedStatus) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class DigestChoiceHandler(CaseDb db, CallContext call, MailSettings settings)
    : IHandler<GetDigestChoice, DigestChoiceView>, IHandler<ChangeDigestChoice, Saved>
{
    public async Task<DigestChoiceView> Handle(GetDigestChoice request, CancellationToken cancellationToken)
    {
        var (own, me) = (call.Caller.RequiredOrganisationId, call.Caller.RequiredStaffId);
        var row = await (
            from staff in db.Set<Staff>()
            join chosen in db.Set<DigestChoice>().Where(chosen => chosen.OrganisationId == own) on staff.Id equals chosen.StaffId into ofStaff
            from chosen in ofStaff.DefaultIfEmpty()
            join set in db.Set<DigestSetting>() on own equals set.OrganisationId into ofOrganisation
            from set in ofOrganisation.DefaultIfEmpty()
            where staff.Id == me
            select new { staff.Email, Choice = chosen, Setting = set }).AsNoTracking().SingleAsync(cancellationToken);
        var (email, choice, there) = (row.Email, row.Choice ?? new DigestChoice(own, me, call.Now), row.Setting ?? new DigestSetting(own, call.Now));
        DigestHindrance? why = !choice.Morning && !choice.Weekly ? DigestHindrance.NotChosen
            : settings.Server is null ? DigestHindrance.NotConfigured
            : email is null ? DigestHindrance.NoAddress
            : !string.Equals(email, choice.Address, StringComparison.OrdinalIgnoreCase) ? DigestHindrance.AddressChanged
            : choice.RefusedAt is not null ? DigestHindrance.Refused
            : !(choice.Morning && there.Morning) && !(choice.Weekly && there.Weekly) ? DigestHindrance.TurnedOff : null;
        return new DigestChoiceView(choice.Morning, choice.Weekly, choice.Language, choice.Address, why, choice.RefusedAt, choice.RefusedStatus)
        { Version = choice.Version };
    }

    public async Task<Saved> Handle(ChangeDigestChoice request, CancellationToken cancellationToken)
    {
        var (own, me) = (call.Caller.RequiredOrganisationId, call.Caller.RequiredStaffId);
        var email = await Email(cancellationToken);
        if (email is null && (request.Morning || request.Weekly))
        {
            throw new RefusedException(OutboxProblems.NoMailAddress);
        }
        await db.OneAtATime(own, cancellationToken);
        var choice = await db.Set<DigestChoice>().SingleOrDefaultAsync(row => row.OrganisationId == own && row.StaffId == me, cancellationToken);
        IfMatch.Check(request.Version, choice?.Version ?? 0);
        if (choice is null)
        {
            choice = new DigestChoice(own, me, call.Now);
            db.Add(choice);
        }
        choice.Set(request, email, call.Now);
        return await db.Save(choice, cancellationToken);
    }

    private Task<string?> Email(CancellationToken cancellationToken) =>
        db.Set<Staff>().Where(staff => staff.Id == call.Caller.StaffId).Select(staff => staff.Email).SingleAsync(cancellationToken);
}

internal static class DigestMails
{
    /// <summary>Whether somebody still wants the digest that was written to her, and there.</summary>
    public static Task<bool> Wants(this CaseDb db, Mail mail, Guid staffId, CancellationToken cancellationToken) =>
        db.Set<DigestChoice>().AnyAsync(choice => choice.OrganisationId == mail.OrganisationId && choice.StaffId == staffId
            && (choice.Morning || choice.Weekly) && choice.RefusedAt == null && choice.Address == mail.Address
            && db.Set<Staff>().Any(staff => staff.Id == staffId && staff.LeftAt == null), cancellationToken);
}

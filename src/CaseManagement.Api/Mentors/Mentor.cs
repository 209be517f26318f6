using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Mentors;

/// <summary>Where a mentor stands.</summary>
public enum MentorStatus
{
    /// <summary>Can be assigned.</summary>
    Active,
    /// <summary>There is a concern: not assigned until a supervisor has looked at it.</summary>
    Suspended,
    /// <summary>Has stopped.</summary>
    Left,
}

/// <summary>Who a mentor is: the part of it that a change states.</summary>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="Sex">Code of the list sex.</param>
/// <param name="Kinds">Codes of the list mentor-kind.</param>
/// <param name="Languages">ISO 639-3.</param>
/// <param name="Phone">Telephone.</param>
/// <param name="Email">E-mail.</param>
public sealed record MentorFacts(
    string FamilyName, string GivenName, string Sex, IReadOnlyList<string> Kinds, IReadOnlyList<string> Languages, string? Phone, string? Email);

/// <summary>A volunteer who helps a person or a household; no colleague: no login, and nothing of any file. active ⇄ suspended; either → left.</summary>
public sealed class Mentor : IRoot
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string SuspendMove = "suspend", ReinstateMove = "reinstate", LeaveMove = "leave";

    /// <summary>The legal moves. A concern suspends.</summary>
    public static readonly Transitions<MentorStatus> Moves = new("mentor",
        (MentorStatus.Active, SuspendMove, MentorStatus.Suspended), (MentorStatus.Suspended, SuspendMove, MentorStatus.Suspended),
        (MentorStatus.Suspended, ReinstateMove, MentorStatus.Active), (MentorStatus.Active, LeaveMove, MentorStatus.Left),
        (MentorStatus.Suspended, LeaveMove, MentorStatus.Left));

    private Mentor() { }

    /// <summary>Records one.</summary>
    public Mentor(Guid organisationId, MentorFacts facts, DateTimeOffset now)
    {
        (Id, OrganisationId, RecordedAt) = (Guid.CreateVersion7(now), organisationId, now);
        Set(facts, now);
    }

    /// <summary>The mentor.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Family name.</summary>
    public string FamilyName { get; private set; } = "";
    /// <summary>Given name.</summary>
    public string GivenName { get; private set; } = "";
    /// <summary>Code of the list sex.</summary>
    public string Sex { get; private set; } = "";
    /// <summary>Codes of the list mentor-kind.</summary>
    public string[] Kinds { get; private set; } = [];
    /// <summary>ISO 639-3.</summary>
    public string[] Languages { get; private set; } = [];
    /// <summary>Telephone.</summary>
    public string? Phone { get; private set; }
    /// <summary>E-mail.</summary>
    public string? Email { get; private set; }
    /// <summary>The day of the extended certificate of conduct (§ 30a BZRG) that was seen; nothing of what it says (§ 72a Abs. 5 SGB VIII).</summary>
    public DateOnly? CertificateOn { get; private set; }
    /// <summary>Who saw it.</summary>
    public Guid? CertificateSeenBy { get; private set; }
    /// <summary>Where the mentor stands.</summary>
    public MentorStatus Status { get; private set; } = MentorStatus.Active;
    /// <summary>When recorded.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Another name, language, kind.</summary>
    public void Set(MentorFacts facts, DateTimeOffset now)
    {
        (FamilyName, GivenName, Sex) = (facts.FamilyName.Trim(), facts.GivenName.Trim(), facts.Sex);
        (Kinds, Languages) = ([.. facts.Kinds.Distinct()], [.. facts.Languages.Distinct()]);
        (Phone, Email, UpdatedAt) = (facts.Phone?.Trim(), facts.Email?.Trim(), now);
    }

    /// <summary>A certificate was seen.</summary>
    public void Show(DateOnly certificateOn, Guid seenBy, DateTimeOffset now) => (CertificateOn, CertificateSeenBy, UpdatedAt) = (certificateOn, seenBy, now);

    /// <summary>Whether the certificate is good on a day.</summary>
    /// <param name="certificateOn">Its day.</param>
    /// <param name="months">How long the organisation takes it.</param>
    /// <param name="day">The day in question.</param>
    public static bool IsCertified(DateOnly? certificateOn, int months, DateOnly day) => certificateOn is { } on && day < on.AddMonths(months);

    /// <summary>suspend, reinstate or leave.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public void Move(string move, DateTimeOffset now) => (Status, UpdatedAt) = (Moves.Next(Status, move), now);
}

/// <summary>What an organisation asks of its mentors.</summary>
public sealed class MentorRule : IRoot
{
    /// <summary>How long a certificate is taken where the organisation says nothing: five years, as youth offices advise.</summary>
    public const int CertificateMonthsByDefault = 60;

    private MentorRule() { }

    /// <summary>The first one of an organisation.</summary>
    public MentorRule(Guid organisationId) => (Id, OrganisationId) = (organisationId, organisationId);

    /// <summary>The organisation.</summary>
    public Guid Id { get; private set; }
    /// <summary>The same.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>How many months a certificate is taken.</summary>
    public int CertificateMonths { get; private set; } = CertificateMonthsByDefault;
    /// <summary>Two mentors of one sex for a household are warned of.</summary>
    public bool OneOfEachSex { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The row's version.</summary>
    public uint Version { get; private set; }

    /// <summary>States it.</summary>
    public void Set(int certificateMonths, bool oneOfEachSex, DateTimeOffset now) =>
        (CertificateMonths, OneOfEachSex, UpdatedAt) = (certificateMonths, oneOfEachSex, now);
}

internal sealed class MentorMap : IEntityTypeConfiguration<Mentor>, IEntityTypeConfiguration<MentorRule>, IEntityTypeConfiguration<MentorAssignment>,
    IEntityTypeConfiguration<MentorConcern>
{
    public void Configure(EntityTypeBuilder<Mentor> entity) => entity.ToTable("mentor").Refers<Staff>(nameof(Mentor.CertificateSeenBy));

    public void Configure(EntityTypeBuilder<MentorRule> entity) => entity.ToTable("mentor_rule");

    public void Configure(EntityTypeBuilder<MentorAssignment> entity) => entity.ToTable("mentor_assignment")
        .Refers<Mentor>(nameof(MentorAssignment.MentorId)).Refers<Clients.Client>(nameof(MentorAssignment.ClientId))
        .Refers<Clients.Household>(nameof(MentorAssignment.HouseholdId));

    public void Configure(EntityTypeBuilder<MentorConcern> entity) => entity.ToTable("mentor_concern")
        .Refers<Mentor>(nameof(MentorConcern.MentorId)).Refers<MentorAssignment>(nameof(MentorConcern.AssignmentId))
        .Refers<Staff>(nameof(MentorConcern.RecordedBy));
}

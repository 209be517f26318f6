using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Referrals;

/// <summary>The file number that a recipient's own software gives a referral: the functional id of its messages.</summary>
public sealed class ReferralReference
{
    private ReferralReference() { }

    /// <summary>Gives one.</summary>
    public ReferralReference(Guid organisationId, Guid referralId, string reference, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ReferralId, Reference, UpdatedAt) = (organisationId, referralId, reference, now);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The recipient.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which referral.</summary>
    public Guid ReferralId { get; private set; }
    /// <summary>The number; one referral's alone.</summary>
    public string Reference { get; private set; } = "";
    /// <summary>Since when it is this one.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Another number.</summary>
    public void Change(string reference, DateTimeOffset now) => (Reference, UpdatedAt) = (reference, now);
}

/// <summary>What became of a message.</summary>
public enum ReceiptOutcome
{
    /// <summary>The reference is known from now on.</summary>
    Created,
    /// <summary>The reference or the referral has changed.</summary>
    Updated,
    /// <summary>Nothing was to be done.</summary>
    Ignored,
    /// <summary>It could not be done, and nothing was.</summary>
    Refused,
}

/// <summary>What became of a message of a recipient's software, kept under the message's own id.</summary>
public sealed class ReferralReceipt
{
    private ReferralReceipt() { }

    /// <summary>Keeps it.</summary>
    public ReferralReceipt(Caller by, ReportReferral message, Guid? referralId, (ReceiptOutcome Outcome, string? Code) verdict, DateTimeOffset now)
    {
        (Id, BodySha256) = (Guid.CreateVersion7(now), message.Sha256);
        (OrganisationId, StaffId, ApiClientId) = (by.RequiredOrganisationId, by.StaffId, by.ApiClientId);
        (MessageId, Reference, ReferralId, Outcome, Code, At) = (message.MessageId, message.Reference, referralId, verdict.Outcome, verdict.Code, now);
    }

    /// <summary>The receipt.</summary>
    public Guid Id { get; private set; }
    /// <summary>The recipient.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The message.</summary>
    public Guid MessageId { get; private set; }
    /// <summary>The functional id that it named.</summary>
    public string Reference { get; private set; } = "";
    /// <summary>Which referral that is; null where it is none.</summary>
    public Guid? ReferralId { get; private set; }
    /// <summary>What became of it.</summary>
    public ReceiptOutcome Outcome { get; private set; }
    /// <summary>Why it was ignored or refused: a stable code.</summary>
    public string? Code { get; private set; }
    /// <summary>What it said; null of those received before this was kept.</summary>
    public byte[]? BodySha256 { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>Who sent it.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>Or which machine.</summary>
    public Guid? ApiClientId { get; private set; }
}

internal sealed class ReferralReceiptMap : IEntityTypeConfiguration<ReferralReference>, IEntityTypeConfiguration<ReferralReceipt>
{
    public void Configure(EntityTypeBuilder<ReferralReference> entity) => entity.ToTable("referral_reference")
        .Refers<Organisation>(nameof(ReferralReference.OrganisationId)).Refers<Referral>(nameof(ReferralReference.ReferralId));

    public void Configure(EntityTypeBuilder<ReferralReceipt> entity) => entity.ToTable("referral_receipt")
        .Refers<Organisation>(nameof(ReferralReceipt.OrganisationId)).Refers<Referral>(nameof(ReferralReceipt.ReferralId))
        .Refers<Staff>(nameof(ReferralReceipt.StaffId)).Refers<ApiClient>(nameof(ReferralReceipt.ApiClientId));
}

using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.SignIn;

/// <summary>
/// A key with which a person signs in without a password: its public half. Its use counts as two factors, for the authenticator asks who holds it.
/// </summary>
public sealed class Passkey
{
    private Passkey() { }

    /// <summary>One that the person has just shown.</summary>
    public Passkey(Guid accountId, byte[] credentialId, byte[] publicKey, uint signCount, string[]? transports, bool isBackupEligible, bool isBackedUp,
        string name, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (AccountId, CredentialId, PublicKey, SignCount, Transports) = (accountId, credentialId, publicKey, signCount, transports ?? []);
        (IsBackupEligible, IsBackedUp, Name, CreatedAt) = (isBackupEligible, isBackedUp, name, now);
    }

    /// <summary>The passkey.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose account it opens.</summary>
    public Guid AccountId { get; private set; }
    /// <summary>The authenticator's name for it.</summary>
    public byte[] CredentialId { get; private set; } = [];
    /// <summary>COSE key.</summary>
    public byte[] PublicKey { get; private set; } = [];
    /// <summary>Of the authenticator, where it counts.</summary>
    public long SignCount { get; private set; }
    /// <summary>How the authenticator can be reached: a hint for browsers.</summary>
    public string[] Transports { get; private set; } = [];
    /// <summary>It may be on several devices of its owner.</summary>
    public bool IsBackupEligible { get; private set; }
    /// <summary>It is.</summary>
    public bool IsBackedUp { get; private set; }
    /// <summary>As its owner calls it.</summary>
    public string Name { get; private set; } = "";
    /// <summary>Since when.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>When somebody last signed in with it.</summary>
    public DateTimeOffset? UsedAt { get; private set; }
}

internal sealed class PasskeyMap : IEntityTypeConfiguration<Passkey>
{
    public void Configure(EntityTypeBuilder<Passkey> entity) => entity.ToTable("passkey", "access").Refers<Account>(nameof(Passkey.AccountId));
}

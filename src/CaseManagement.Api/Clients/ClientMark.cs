using CaseManagement.Api.Http;

namespace CaseManagement.Api.Clients;

/// <summary>What a mark says.</summary>
public enum MarkKind
{
    /// <summary>Somebody says that a statement on file is wrong (Art. 16 GDPR); while Art. 18 (1) (a) applies it is only stored.</summary>
    Disputed,
    /// <summary>Auskunftssperre (§ 51 BMG): where the person lives is told to nobody, and seen in the compartment "protection" only.</summary>
    AddressBlocked,
}

/// <summary>Who disputes a statement.</summary>
public enum StatedBy
{
    /// <summary>The person.</summary>
    Client,
    /// <summary>Parent, guardian, lawyer.</summary>
    Representative,
    /// <summary>Another office.</summary>
    Authority,
    /// <summary>A colleague.</summary>
    Staff,
}

/// <summary>What about a person can be disputed: members of the person as the API shows it.</summary>
public enum DisputableField
{
#pragma warning disable CS1591 // The names say it.
    FamilyName, GivenName, Names, BirthDate, Sex, Nationalities, Literacy, EducationLevel, Phone, Email, References, Languages, Qualifications,
    ResidenceStatuses, Benefits, Accommodations, Addresses, Works, Household, FamilyStatuses, CountryOfBirth, CountryOfOrigin,
#pragma warning restore CS1591
}

/// <summary>A mark on a person's file. It is lifted, never deleted.</summary>
public sealed class ClientMark
{
    private ClientMark() { }

    internal static ClientMark Dispute(
        Client client, DisputableField field, StatedBy statedBy, string? statement, bool restricted, Guid? by, DateTimeOffset now) =>
        new(client, MarkKind.Disputed, by, now) { Field = field, StatedBy = statedBy, Statement = statement.Clean(), ProcessingRestricted = restricted };

    internal static ClientMark Block(Client client, string? source, DateOnly? until, Guid? by, DateTimeOffset now) =>
        new(client, MarkKind.AddressBlocked, by, now) { Source = source.Clean(), UntilDate = until };

    private ClientMark(Client client, MarkKind kind, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, Kind, SetBy, SetAt) = (client.OrganisationId, client.Id, kind, by, now);
    }

    /// <summary>The mark.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>What it says.</summary>
    public MarkKind Kind { get; private set; }
    /// <summary>What is disputed.</summary>
    public DisputableField? Field { get; private set; }
    /// <summary>Who disputes it.</summary>
    public StatedBy? StatedBy { get; private set; }
    /// <summary>In words: what is right instead.</summary>
    public string? Statement { get; private set; }
    /// <summary>Art. 18 (1) (a) GDPR: the statement is only stored until it is clarified.</summary>
    public bool ProcessingRestricted { get; private set; }
    /// <summary>The office and its letter.</summary>
    public string? Source { get; private set; }
    /// <summary>When the registration office's bar runs out (§ 51 Abs. 4 BMG: two years); for information, it ends by lifting.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>Who set it; null for the system.</summary>
    public Guid? SetBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset SetAt { get; private set; }
    /// <summary>Who lifted it.</summary>
    public Guid? LiftedBy { get; private set; }
    /// <summary>When it was lifted; null while it holds.</summary>
    public DateTimeOffset? LiftedAt { get; private set; }
    /// <summary>Why it was lifted.</summary>
    public string? LiftingReason { get; private set; }

    internal void Lift(string reason, Guid? by, DateTimeOffset now)
    {
        if (LiftedAt is not null)
        {
            throw new RefusedException(ClientProblems.MarkLifted);
        }
        (LiftedBy, LiftedAt, LiftingReason) = (by, now, reason.Trim());
    }
}

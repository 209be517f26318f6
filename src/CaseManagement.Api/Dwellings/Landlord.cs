using CaseManagement.Api.Clients;

namespace CaseManagement.Api.Dwellings;

/// <summary>Who lets a dwelling.</summary>
public enum LandlordKind
{
    /// <summary>A person.</summary>
    Person,
    /// <summary>A company, a cooperative, a municipality.</summary>
    Company,
}

/// <summary>
/// Who lets dwellings (Vermieter): personal data of somebody who is not counselled, kept by the organisation that deals with him. It never goes along with a
/// household.
/// </summary>
public sealed class Landlord : IRoot
{
    private Landlord() { }

    /// <summary>A new landlord.</summary>
    public Landlord(Guid organisationId, LandlordBody said, Guid? by, DateTimeOffset now)
    {
        (Id, OrganisationId, RecordedBy, RecordedAt) = (Guid.CreateVersion7(now), organisationId, by, now);
        Change(said, now);
    }

    /// <summary>The landlord.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>A person or a company.</summary>
    public LandlordKind Kind { get; private set; }
    /// <summary>The name.</summary>
    public string Name { get; private set; } = "";
    /// <summary>Whom to talk to.</summary>
    public string? ContactPerson { get; private set; }
    /// <summary>Where to call.</summary>
    public string? Phone { get; private set; }
    /// <summary>Where to write to.</summary>
    public string? Email { get; private set; }
    /// <summary>Street and number.</summary>
    public string? Street { get; private set; }
    /// <summary>Five digits.</summary>
    public string? PostalCode { get; private set; }
    /// <summary>Town.</summary>
    public string? Town { get; private set; }
    /// <summary>What else is to be known.</summary>
    public string? Note { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>States all of it; what is left out is emptied.</summary>
    public void Change(LandlordBody said, DateTimeOffset now)
    {
        (Kind, Name, ContactPerson, Phone, Email) = (said.Kind, said.Name.Trim(), said.ContactPerson.Clean(), said.Phone.Clean(), said.Email.Clean());
        (Street, PostalCode, Town, Note, UpdatedAt) = (said.Street.Clean(), said.PostalCode, said.Town.Clean(), said.Note.Clean(), now);
    }
}

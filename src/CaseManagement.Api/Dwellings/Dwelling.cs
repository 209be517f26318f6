using CaseManagement.Api.Clients;

namespace CaseManagement.Api.Dwellings;

/// <summary>
/// A flat or house (Wohnung) that the organisation knows of: found by somebody on a day, let or not, given up on a day. A unit of its own: however often it is
/// let, it is one. Available [found, until).
/// </summary>
public sealed class Dwelling : IRoot
{
    private Dwelling() { }

    /// <summary>A new dwelling.</summary>
    public Dwelling(Guid organisationId, DwellingBody said, Guid? by, DateTimeOffset now)
    {
        (Id, OrganisationId, RecordedBy, RecordedAt) = (Guid.CreateVersion7(now), organisationId, by, now);
        Change(said, now);
    }

    /// <summary>The dwelling.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who lets it.</summary>
    public Guid? LandlordId { get; private set; }
    /// <summary>Which one of the house.</summary>
    public string? Name { get; private set; }
    /// <summary>Street and number.</summary>
    public string Street { get; private set; } = "";
    /// <summary>Five digits.</summary>
    public string PostalCode { get; private set; } = "";
    /// <summary>Town.</summary>
    public string Town { get; private set; } = "";
    /// <summary>AGS of the town.</summary>
    public string? Ags { get; private set; }
    /// <summary>The quarter of the town.</summary>
    public Guid? QuarterId { get; private set; }
    /// <summary>Rooms; half ones too.</summary>
    public decimal? Rooms { get; private set; }
    /// <summary>Living area in m².</summary>
    public decimal? LivingArea { get; private set; }
    /// <summary>Basic rent (Kaltmiete) in EUR a month.</summary>
    public decimal? BasicRent { get; private set; }
    /// <summary>Running costs and heating (Nebenkosten) in EUR a month.</summary>
    public decimal? RunningCosts { get; private set; }
    /// <summary>Barrier-free.</summary>
    public bool Accessible { get; private set; }
    /// <summary>Code of the list dwelling-found-by.</summary>
    public string FoundBy { get; private set; } = "";
    /// <summary>The day from which it counts as found.</summary>
    public DateOnly FoundOn { get; private set; }
    /// <summary>First day on which it is not to be had any more.</summary>
    public DateOnly? AvailableUntil { get; private set; }
    /// <summary>What living there says of somebody: who lives there is shown to those only who are admitted to that compartment.</summary>
    public Compartment? Reveals { get; private set; }
    /// <summary>What else is to be known.</summary>
    public string? Note { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
    /// <summary>The last change of it, its leases, or who lives there.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>States all of it; what is left out is emptied.</summary>
    public void Change(DwellingBody said, DateTimeOffset now)
    {
        (LandlordId, Name, Street, PostalCode, Town) = (said.LandlordId, said.Name.Clean(), said.Street.Trim(), said.PostalCode, said.Town.Trim());
        (Ags, QuarterId, Rooms, LivingArea, BasicRent, RunningCosts) =
            (said.Ags, said.QuarterId, said.Rooms, said.LivingArea, said.BasicRent, said.RunningCosts);
        (Accessible, FoundBy, FoundOn, AvailableUntil, Reveals, Note, UpdatedAt) =
            (said.Accessible, said.FoundBy, said.FoundOn, said.AvailableUntil, said.Reveals, said.Note.Clean(), now);
    }

    /// <summary>As it stands.</summary>
    internal DwellingBody Stated => new RecordDwelling
    {
        LandlordId = LandlordId, Name = Name, Street = Street, PostalCode = PostalCode, Town = Town, Ags = Ags, QuarterId = QuarterId, Rooms = Rooms,
        LivingArea = LivingArea, BasicRent = BasicRent, RunningCosts = RunningCosts, Accessible = Accessible, FoundBy = FoundBy, FoundOn = FoundOn,
        AvailableUntil = AvailableUntil, Reveals = Reveals, Note = Note,
    };

    /// <summary>Somebody moves in or out, or it is let; the ETag changes with it.</summary>
    public void Touch(DateTimeOffset now) => UpdatedAt = now;

    /// <summary>Whether an address is that of this dwelling.</summary>
    internal bool IsAt(Address address) => StreetKey.Of(Street) == StreetKey.Of(address.Street) && PostalCode == address.PostalCode && Town == address.Town;

    /// <summary>The address of who lives here, as the person's own history states it.</summary>
    internal AddressEntry Address(DateOnly from, DateOnly? until) => new()
    {
        Street = Street, PostalCode = PostalCode, Town = Town, Ags = Ags, QuarterId = QuarterId, From = from, Until = until, Protect = Reveals is not null,
    };
}

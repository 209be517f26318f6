using CaseManagement.Api.Http;

namespace CaseManagement.Api.Clients;

/// <summary>A period with the law it rests on and where it is known from.</summary>
public abstract class RecordedPeriod : Period
{
    /// <summary>For the database.</summary>
    protected RecordedPeriod() { }

    /// <summary>A new period.</summary>
    protected RecordedPeriod(Client client, PeriodEntry entry, DateTimeOffset now) : base(client.OrganisationId, client.Id, entry.From, entry.Until, now)
    {
        RecordedAt = now;
        Ground(entry);
    }

    /// <summary>Paragraph of law, e.g. § 25 Abs. 2 AufenthG.</summary>
    public string? LegalBasis { get; private set; }
    /// <summary>Where it is known from: a document, an office, the person.</summary>
    public string? Source { get; private set; }
    /// <summary>
    /// Who may see the row, see access.may_open. The database sets it: from the code, from the person's mark, or because
    /// the place is secret in itself.
    /// </summary>
    public string? Compartment { get; private set; }
    /// <summary>When it was written down.</summary>
    public DateTimeOffset RecordedAt { get; private set; }

    private protected void Ground(PeriodEntry entry) => (LegalBasis, Source) = (entry.LegalBasis.Clean(), entry.Source.Clean());
}

/// <summary>A residence status with its document's validity.</summary>
public sealed class ResidenceStatus : RecordedPeriod
{
    private ResidenceStatus() { }

    internal ResidenceStatus(Client client, ResidenceStatusEntry entry, DateTimeOffset now) : base(client, entry, now) => Set(entry);

    /// <summary>Code of the list residence-status.</summary>
    public string Status { get; private set; } = "";
    /// <summary>Last day of the document's validity; the status may outlast it (§ 81 Abs. 4 AufenthG).</summary>
    public DateOnly? ExpiresOn { get; private set; }

    internal void Correct(ResidenceStatusEntry entry)
    {
        Ground(entry);
        Set(entry);
    }

    private void Set(ResidenceStatusEntry entry) => (Status, ExpiresOn) = (entry.Status, entry.ExpiresOn);
}

/// <summary>The benefit that a person lives on.</summary>
public sealed class Benefit : RecordedPeriod
{
    private Benefit() { }

    internal Benefit(Client client, BenefitEntry entry, DateTimeOffset now) : base(client, entry, now) => Regime = entry.Regime;

    /// <summary>Code of the list benefit-regime.</summary>
    public string Regime { get; private set; } = "";

    internal void Correct(BenefitEntry entry)
    {
        Ground(entry);
        Regime = entry.Regime;
    }
}

/// <summary>Where a person is housed: in a place that an organisation runs, or in a home of his or her own.</summary>
public sealed class Housing : RecordedPeriod
{
    private Housing() { }

    internal Housing(Client client, HousingEntry entry, DateTimeOffset now) : base(client, entry, now) => Set(entry);

    /// <summary>The accommodation; null for a private home, whose address stands among the addresses.</summary>
    public Guid? AccommodationId { get; private set; }
    /// <summary>Code of the list accommodation-kind.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>Room or flat.</summary>
    public string? Room { get; private set; }
    /// <summary>The place is secret in itself (a shelter), whatever the person's marks say.</summary>
    public bool ProtectedItself { get; private set; }

    internal void Correct(HousingEntry entry)
    {
        Ground(entry);
        Set(entry);
    }

    private void Set(HousingEntry entry) => (AccommodationId, Kind, Room, ProtectedItself) = (entry.AccommodationId, entry.Kind, entry.Room.Clean(), entry.Protect);
}

/// <summary>Where a person is registered or receives letters.</summary>
public sealed class Address : RecordedPeriod
{
    private Address() { }

    internal Address(Client client, AddressEntry entry, DateTimeOffset now) : base(client, entry, now) => Set(entry);

    /// <summary>Street and number.</summary>
    public string Street { get; private set; } = "";
    /// <summary>Five digits.</summary>
    public string PostalCode { get; private set; } = "";
    /// <summary>Town.</summary>
    public string Town { get; private set; } = "";
    /// <summary>AGS of the town.</summary>
    public string? Ags { get; private set; }
    /// <summary>At whose letter box.</summary>
    public string? CareOf { get; private set; }
    /// <summary>See <see cref="Housing.ProtectedItself"/>.</summary>
    public bool ProtectedItself { get; private set; }

    internal void Correct(AddressEntry entry)
    {
        Ground(entry);
        Set(entry);
    }

    private void Set(AddressEntry entry) =>
        (Street, PostalCode, Town, Ags, CareOf, ProtectedItself) = (entry.Street.Trim(), entry.PostalCode, entry.Town.Trim(), entry.Ags, entry.CareOf.Clean(), entry.Protect);
}

/// <summary>What a person does for a living, or why not.</summary>
public sealed class Work : RecordedPeriod
{
    private Work() { }

    internal Work(Client client, WorkEntry entry, DateTimeOffset now) : base(client, entry, now) => Set(entry);

    /// <summary>Code of the list work-status.</summary>
    public string Status { get; private set; } = "";
    /// <summary>The occupation in words.</summary>
    public string? Occupation { get; private set; }
    /// <summary>Hours a week.</summary>
    public decimal? HoursPerWeek { get; private set; }

    internal void Correct(WorkEntry entry)
    {
        Ground(entry);
        Set(entry);
    }

    private void Set(WorkEntry entry) => (Status, Occupation, HoursPerWeek) = (entry.Status, entry.Occupation.Clean(), entry.HoursPerWeek);
}

internal static class Text
{
    /// <summary>Without blanks around it; null where nothing is left.</summary>
    internal static string? Clean(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

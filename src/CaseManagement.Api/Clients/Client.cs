namespace CaseManagement.Api.Clients;

/// <summary>How much of a birth date is known. Registers write 01.01. where nobody knows the day.</summary>
public enum DatePrecision
{
    /// <summary>Day, month and year are known.</summary>
    Day,
    /// <summary>Month and year are known; the date holds the first of the month.</summary>
    Month,
    /// <summary>The year is known; the date holds 1 January.</summary>
    Year,
    /// <summary>Nothing is known; there is no date.</summary>
    Unknown,
}

/// <summary>A person who is counselled.</summary>
public sealed class Client
{
    private Client() { }

    /// <summary>A new person. Nobody has looked for duplicates yet: that is the caller's business.</summary>
    /// <param name="organisationId">The controller of the data.</param>
    /// <param name="familyName">As the papers write it; 1 to 200 characters.</param>
    /// <param name="givenName">As the papers write it; 1 to 200 characters.</param>
    /// <param name="birthDate">Null exactly where the precision is <see cref="DatePrecision.Unknown"/>.</param>
    /// <param name="precision">How much of the date is known.</param>
    /// <param name="sex">Code of the list sex.</param>
    /// <param name="now">The time of creation.</param>
    public Client(Guid organisationId, string familyName, string givenName, DateOnly? birthDate, DatePrecision precision, string sex, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CreatedAt, UpdatedAt) = (organisationId, now, now);
        (FamilyName, GivenName, BirthDate, BirthDatePrecision, Sex) = (familyName.Trim(), givenName.Trim(), birthDate, precision, sex);
    }

    /// <summary>The person.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Family name.</summary>
    public string FamilyName { get; private set; } = "";
    /// <summary>Given name.</summary>
    public string GivenName { get; private set; } = "";
    /// <summary>The birth date, as precise as <see cref="BirthDatePrecision"/> says.</summary>
    public DateOnly? BirthDate { get; private set; }
    /// <summary>How much of the birth date is known.</summary>
    public DatePrecision BirthDatePrecision { get; private set; }
    /// <summary>Code of the list sex.</summary>
    public string Sex { get; private set; } = "";
    /// <summary>Since when the person is on file.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>The last change of the person or of anything that belongs to him or her.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>Everything on file about one person.</summary>
/// <param name="Id">The person.</param>
[Requires(Permission.ReadClients)]
[Operation("Get a person", """
    Everything on file: names, histories, languages, marks, households, cases. What is in a compartment to which you are not admitted is
    not in it.
    """)]
public sealed record GetClient(Guid Id) : IQuery<ClientDocument>;

/// <summary>A person with everything that belongs to her or him. What the caller is not admitted to is not in it.</summary>
public sealed record ClientDocument : IVersioned, IShowsPersons
{
    /// <summary>The person.</summary>
    public required Guid Id { get; init; }
    /// <summary>Family name.</summary>
    [Example(Sample.FamilyName)]
    public required string FamilyName { get; init; }
    /// <summary>Given name.</summary>
    [Example(Sample.GivenName)]
    public required string GivenName { get; init; }
    /// <summary>Birth date, the first day of what is known.</summary>
    [Example(Sample.BirthDay)]
    public DateOnly? BirthDate { get; init; }
    /// <summary>How much of it is known.</summary>
    public required DatePrecision BirthDatePrecision { get; init; }
    /// <summary>Full years today; the most it can be where the date is not fully known.</summary>
    [Example(34)]
    public int? Age { get; init; }
    /// <summary>As the papers say.</summary>
    [CodeOf(CodeLists.Sex)]
    public required string Sex { get; init; }
    /// <summary>Those that last; the first one leads.</summary>
    [CodeOf(CodeLists.Nationality)]
    public required IReadOnlyList<string> Nationalities { get; init; }
    /// <summary>Nationalities of all times with their days, those that last first.</summary>
    public required IReadOnlyList<NationalityPeriod> NationalityHistory { get; init; }
    /// <summary>Where the person was born.</summary>
    [CodeOf(CodeLists.Nationality)]
    public string? CountryOfBirth { get; init; }
    /// <summary>Where the person comes from.</summary>
    [CodeOf(CodeLists.Nationality)]
    public string? CountryOfOrigin { get; init; }
    /// <summary>Whether and in which script the person reads and writes.</summary>
    [CodeOf(CodeLists.Literacy)]
    public string? Literacy { get; init; }
    /// <summary>The highest level reached.</summary>
    [CodeOf(CodeLists.EducationLevel)]
    public string? EducationLevel { get; init; }
    /// <summary>Telephone.</summary>
    [Example(Sample.Phone)]
    public string? Phone { get; init; }
    /// <summary>E-mail address.</summary>
    [Example(Sample.Email)]
    public string? Email { get; init; }
    /// <summary>Other names and spellings.</summary>
    public required IReadOnlyList<OtherName> Names { get; init; }
    /// <summary>Numbers of other offices.</summary>
    public required IReadOnlyList<ExternalReference> References { get; init; }
    /// <summary>Languages, mother tongues first.</summary>
    public required IReadOnlyList<SpokenLanguage> Languages { get; init; }
    /// <summary>Degrees and trades.</summary>
    public required IReadOnlyList<Qualification> Qualifications { get; init; }
    /// <summary>Newest first.</summary>
    public required IReadOnlyList<ResidenceStatusPeriod> ResidenceStatuses { get; init; }
    /// <summary>Newest first.</summary>
    public required IReadOnlyList<BenefitPeriod> Benefits { get; init; }
    /// <summary>Newest first.</summary>
    public required IReadOnlyList<HousingPeriod> Accommodations { get; init; }
    /// <summary>Newest first.</summary>
    public required IReadOnlyList<AddressPeriod> Addresses { get; init; }
    /// <summary>Newest first.</summary>
    public required IReadOnlyList<WorkPeriod> Works { get; init; }
    /// <summary>Newest first.</summary>
    public required IReadOnlyList<FamilyStatusPeriod> FamilyStatuses { get; init; }
    /// <summary>Marks of all times, oldest first.</summary>
    public required IReadOnlyList<MarkShown> Marks { get; init; }
    /// <summary>Art. 18 GDPR: the data is stored only; null where the processing is not restricted.</summary>
    public RestrictionShown? Restriction { get; init; }
    /// <summary>Households of all times, newest first.</summary>
    public required IReadOnlyList<Membership> Households { get; init; }
    /// <summary>The person's cases that you see, newest first.</summary>
    public IReadOnlyList<CaseOfClient> Cases { get; init; } = [];
    /// <summary>Since when the person is on file.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>The last change.</summary>
    [Example(Sample.LaterInstant)]
    public required DateTimeOffset UpdatedAt { get; init; }
    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; init; } = [];
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [Id];
}

/// <summary>That a person's data is stored only (Art. 18 GDPR).</summary>
/// <param name="GroundCode">Why.</param>
/// <param name="Since">Since when.</param>
/// <param name="By">Who restricted it.</param>
/// <param name="ByName">By name; null for another organisation's.</param>
public sealed record RestrictionShown(
    [CodeOf(CodeLists.RestrictionGround)] string GroundCode, DateTimeOffset Since, Guid? By, [Example(Sample.Colleague)] string? ByName);

/// <summary>A mark on a person's file.</summary>
public sealed record MarkShown
{
    /// <summary>The mark.</summary>
    public required Guid Id { get; init; }
    /// <summary>What it says.</summary>
    public required MarkKind Kind { get; init; }
    /// <summary>What is disputed.</summary>
    public DisputableField? Field { get; init; }
    /// <summary>Who disputes it.</summary>
    public StatedBy? StatedBy { get; init; }
    /// <summary>What is right instead.</summary>
    [Example("The year of birth is 1992.")]
    public string? Statement { get; init; }
    /// <summary>Art. 18 (1) (a) GDPR: only to be stored until it is clarified.</summary>
    [Example(false)]
    public required bool ProcessingRestricted { get; init; }
    /// <summary>The office and its letter.</summary>
    [Example(Sample.Source)]
    public string? Source { get; init; }
    /// <summary>When the registration office's bar runs out.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }
    /// <summary>Who set it; null for the system.</summary>
    public Guid? SetBy { get; init; }
    /// <summary>That colleague's name; null for another organisation's.</summary>
    [Example(Sample.Colleague)]
    public string? SetByName { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset SetAt { get; init; }
    /// <summary>Who lifted it.</summary>
    [Example(null)]
    public Guid? LiftedBy { get; init; }
    /// <summary>That colleague's name; null for another organisation's.</summary>
    [Example(null)]
    public string? LiftedByName { get; init; }
    /// <summary>When; null while it holds.</summary>
    [Example(null)]
    public DateTimeOffset? LiftedAt { get; init; }
    /// <summary>Why.</summary>
    [Example(null)]
    public string? LiftingReason { get; init; }
}

/// <summary>A person's time in a household, [from, until).</summary>
/// <param name="HouseholdId">Which.</param>
/// <param name="HouseholdReference">Its reference.</param>
/// <param name="Role">As what.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer.</param>
/// <param name="FromKnown">False where nobody knows since when: <c>from</c> is then the first day for which it is on record.</param>
public sealed record Membership(
    Guid HouseholdId, [Example(Sample.HouseholdReference)] string? HouseholdReference, [CodeOf(CodeLists.HouseholdRole)] string Role, DateOnly From,
    [Example(null)] DateOnly? Until, [Example(true)] bool FromKnown);

/// <summary>A case of a person.</summary>
/// <param name="Id">The case.</param>
/// <param name="Status">Open or closed.</param>
/// <param name="Phase">How the household is accommodated.</param>
/// <param name="TeamId">The responsible team; of a closed case the last one.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="LeadStaffId">The lead worker.</param>
/// <param name="LeadName">The lead worker's name; null where nobody leads, or where it is another organisation's colleague.</param>
/// <param name="OpenedAt">Since when.</param>
/// <param name="ClosedAt">Until when.</param>
public sealed record CaseOfClient(
    Guid Id,
    CaseStatus Status,
    [CodeOf(CodeLists.AccommodationPhase)] string? Phase,
    Guid TeamId,
    [Example(Sample.Team)] string TeamName,
    Guid? LeadStaffId,
    [Example(Sample.Colleague)] string? LeadName,
    DateTimeOffset OpenedAt,
    [Example(null)] DateTimeOffset? ClosedAt);

internal sealed class GetClientHandler(CaseDb db, CallContext call) : IHandler<GetClient, ClientDocument>
{
    public async Task<ClientDocument> Handle(GetClient request, CancellationToken cancellationToken)
    {
        var found = await db.Set<Client>().VisibleTo(db, call.Caller).Where(c => c.Id == request.Id)
            .Select(c => new
            {
                c.Version,
                c.OrganisationId,
                Document = ClientFunctions.Document(c.Id),
                MaySeeWhereabouts = AccessFunctions.MayOpen(c.Id, "protection"),
                Cases = db.Set<Case>().VisibleTo(db, call.Caller).Where(of => of.ClientId == c.Id).OrderByDescending(of => of.OpenedAt)
                    .Select(of => new CaseOfClient(
                        of.Id,
                        of.Status,
                        of.Phase,
                        of.TeamId,
                        db.Set<Team>().Where(team => team.Id == of.TeamId).Select(team => team.Name).First(),
                        of.LeadStaffId,
                        db.Set<Staff>().Where(staff => staff.Id == of.LeadStaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                        of.OpenedAt,
                        of.ClosedAt)).ToList(),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var document = JsonSerializer.Deserialize<ClientDocument>(found.Document, ApiJson.Stored)!;
        return document with
        {
            Version = found.Version,
            Cases = found.Cases,
            Age = Age.On(call.Today, document.BirthDate),
            AllowedActions = Allowed(document.Marks, document.Restriction is not null, ClientAccess.ObjectionToChange(call, found.OrganisationId),
                found.MaySeeWhereabouts),
        };
    }

    private static List<AllowedAction> Allowed(IReadOnlyList<MarkShown> marks, bool restricted, ProblemType? whatever, bool maySeeWhereabouts)
    {
        var general = whatever ?? (restricted ? ClientProblems.ProcessingRestricted : null);
        var blocked = marks.Any(mark => mark.Kind == MarkKind.AddressBlocked && mark.LiftedAt is null);
        var whereabouts = general ?? (blocked && !maySeeWhereabouts ? ClientProblems.CompartmentClosed : null);
        return
        [
            .. new[] { "update", "names", "references", "languages", "qualifications", "residence-statuses", "benefits", "works", "family-statuses",
                    "nationalities", "dispute" }
                .Select(action => AllowedAction.Of(action, general)),
            AllowedAction.Of("accommodations", whereabouts),
            AllowedAction.Of("addresses", whereabouts),
            AllowedAction.Of("block-address", general ?? (blocked ? ClientProblems.AlreadyBlocked : null)),
            AllowedAction.Of("restriction", whatever),
            AllowedAction.Of("restriction/lift", whatever ?? (restricted ? null : ClientProblems.NotRestricted)),
            AllowedAction.Of("lift", general ?? (marks.Any(mark => mark.LiftedAt is null) ? null : ClientProblems.NoMarks)),
        ];
    }
}

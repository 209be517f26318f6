using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Desk;

/// <summary>A household with its members, their ages and open cases.</summary>
/// <param name="Id">The household.</param>
[Requires(Permission.ReadClients)]
[Operation("Get a household", "With its members, their ages and open cases. Of members that you do not see, only role and days.")]
public sealed record GetHousehold(Guid Id) : IQuery<HouseholdDetail>;

/// <summary>A household.</summary>
public sealed record HouseholdDetail : IVersioned, IShowsPersons
{
    /// <summary>The household.</summary>
    public required Guid Id { get; init; }
    /// <summary>The allocation list's own name for it, else the one that it was given.</summary>
    [Example(Sample.HouseholdReference)]
    public string? Reference { get; init; }
    /// <summary>Members of all times: those of today first, by the day on which they joined.</summary>
    public required IReadOnlyList<Member> Members { get; init; }
    /// <summary>Since when it is on file.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>The last change.</summary>
    [Example(Sample.LaterInstant)]
    public required DateTimeOffset UpdatedAt { get; init; }
    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Members.Where(member => member.IsVisible).Select(member => member.ClientId);
}

/// <summary>A person's time in a household.</summary>
public sealed record Member
{
    /// <summary>Who.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>As what.</summary>
    [CodeOf(CodeLists.HouseholdRole)]
    public required string Role { get; init; }
    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }
    /// <summary>First day no longer; null while it lasts.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }
    /// <summary>In the household today.</summary>
    public required bool IsPresent { get; init; }
    /// <summary>Whether you see the person; if not, the members below are left out.</summary>
    public required bool IsVisible { get; init; }
    /// <summary>Family name.</summary>
    [Example(Sample.FamilyName)]
    public string? FamilyName { get; init; }
    /// <summary>Given name.</summary>
    [Example(Sample.GivenName)]
    public string? GivenName { get; init; }
    /// <summary>Birth date.</summary>
    [Example(Sample.BirthDay)]
    public DateOnly? BirthDate { get; init; }
    /// <summary>How much of it is known.</summary>
    public DatePrecision? BirthDatePrecision { get; init; }
    /// <summary>Full years today; the most it can be where the date is not fully known.</summary>
    [Example(34)]
    public int? Age { get; init; }
    /// <summary>Sex.</summary>
    [CodeOf(CodeLists.Sex)]
    public string? Sex { get; init; }
    /// <summary>The open case, where you see it.</summary>
    public CurrentCase? OpenCase { get; init; }
}

internal sealed class GetHouseholdHandler(CaseDb db, CallContext call) : IHandler<GetHousehold, HouseholdDetail>
{
    public async Task<HouseholdDetail> Handle(GetHousehold request, CancellationToken cancellationToken)
    {
        var found = await db.Set<Household>().VisibleTo(db, call.Caller).Where(h => h.Id == request.Id)
            .Select(h => new
            {
                Household = h,
                Members = h.Members.Select(m => new
                {
                    m.ClientId, m.Role, m.FromDate, m.UntilDate,
                    // At most one of each; as lists they are plain joins, where a "first" would number the rows of the whole organisation.
                    Clients = db.Set<Client>().VisibleTo(db, call.Caller).Where(c => c.Id == m.ClientId)
                        .Select(c => new { c.FamilyName, c.GivenName, c.BirthDate, c.BirthDatePrecision, c.Sex, c.RestrictedAt }).ToList(),
                    Cases = db.CurrentCases(call.Caller).Where(of => of.ClientId == m.ClientId).Select(of => of.Case).ToList(),
                }).ToList(),
            }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var (household, today) = (found.Household, call.Today);
        var members = found.Members.Select(m => (Row: m, Client: m.Clients.FirstOrDefault())).Select(m => new Member
        {
            ClientId = m.Row.ClientId,
            Role = m.Row.Role,
            From = m.Row.FromDate,
            Until = m.Row.UntilDate,
            IsPresent = m.Row.FromDate <= today && (m.Row.UntilDate is null || m.Row.UntilDate > today),
            IsVisible = m.Client is not null,
            FamilyName = m.Client?.FamilyName,
            GivenName = m.Client?.GivenName,
            BirthDate = m.Client?.BirthDate,
            BirthDatePrecision = m.Client?.BirthDatePrecision,
            Age = Age.On(today, m.Client?.BirthDate),
            Sex = m.Client?.Sex,
            OpenCase = m.Row.Cases.FirstOrDefault(),
        }).OrderByDescending(m => m.IsPresent).ThenBy(m => m.From).ThenBy(m => m.ClientId).ToList();
        var objection = ClientAccess.ObjectionToChange(call, household.OrganisationId);
        var present = members.FindAll(m => m.IsPresent).ConvertAll(m => m.ClientId);
        var leaving = objection ?? (present.Count == 0 ? ClientProblems.NoMembers
            : found.Members.Where(m => present.Contains(m.ClientId)).All(m => m.Clients is [{ RestrictedAt: not null }]) ? ClientProblems.ProcessingRestricted
            : null);
        return new HouseholdDetail
        {
            Id = household.Id,
            Reference = household.Reference,
            Members = members,
            CreatedAt = household.CreatedAt,
            UpdatedAt = household.UpdatedAt,
            Version = household.Version,
            AllowedActions =
            [
                .. new[] { "update", "add-member" }.Select(action => AllowedAction.Of(action, objection)),
                .. new[] { "move", "remove", "change-role" }.Select(action => AllowedAction.Of(action, leaving)),
            ],
        };
    }
}

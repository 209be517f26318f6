using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Households that the caller sees, newest first.</summary>
/// <param name="Reference">Only those of this reference.</param>
/// <param name="Cursor">Of the previous page.</param>
/// <param name="Limit">1 to 200, 50 where left out.</param>
[Requires(Permission.ReadClients)]
public sealed record ListHouseholds(string? Reference, string? Cursor, int? Limit) : IQuery<Page<HouseholdRow>>;

/// <summary>A row of the list.</summary>
public sealed record HouseholdRow : IShowsPersons
{
    /// <summary>The household.</summary>
    public required Guid Id { get; init; }
    /// <summary>The allocation list's own name for it.</summary>
    public string? Reference { get; init; }
    /// <summary>Since when it is on file.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>How many live in it today.</summary>
    public required int Present { get; init; }
    /// <summary>Those of them whom you see.</summary>
    public required IReadOnlyList<MemberRow> Members { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Members.Select(member => member.ClientId);
}

/// <summary>A present member.</summary>
/// <param name="ClientId">Who.</param>
/// <param name="Role">Code of the list household-role.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
public sealed record MemberRow(Guid ClientId, string Role, string FamilyName, string GivenName);

internal sealed class ListHouseholdsHandler(CaseDb db, CallContext call) : IHandler<ListHouseholds, Page<HouseholdRow>>
{
    public async Task<Page<HouseholdRow>> Handle(ListHouseholds request, CancellationToken cancellationToken)
    {
        var limit = Cursor.Limit(request.Limit);
        var filter = new { request.Reference };
        var after = Cursor.Read<TimeKey>(request.Cursor, filter);
        var today = call.Today;
        var households = db.Set<Household>().VisibleTo(db, call.Caller);
        if (request.Reference.Clean() is { } reference)
        {
            households = households.Where(h => h.Reference == reference);
        }
        if (after is not null)
        {
            households = households.Where(h => EF.Functions.LessThan(ValueTuple.Create(h.CreatedAt, h.Id), ValueTuple.Create(after.At, after.Id)));
        }
        var rows = await households.OrderByDescending(h => h.CreatedAt).ThenByDescending(h => h.Id).Take(limit + 1)
            .Select(h => new HouseholdRow
            {
                Id = h.Id, Reference = h.Reference, CreatedAt = h.CreatedAt,
                Present = h.Members.Count(m => m.FromDate <= today && (m.UntilDate == null || m.UntilDate > today)),
                Members = (from m in h.Members
                           where m.FromDate <= today && (m.UntilDate == null || m.UntilDate > today)
                           join c in db.Set<Client>().VisibleTo(db, call.Caller) on m.ClientId equals c.Id
                           orderby m.FromDate, c.BirthDate
                           select new MemberRow(c.Id, m.Role, c.FamilyName, c.GivenName)).ToList(),
            }).ToListAsync(cancellationToken);
        return Cursor.Page(rows, limit, filter, row => new TimeKey(row.CreatedAt, row.Id));
    }
}

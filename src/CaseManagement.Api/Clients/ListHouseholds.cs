using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Households that the caller sees, newest first.</summary>
/// <param name="Reference">Only those of this reference; blanks and small letters make no difference.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadClients)]
[Operation("List households", "Those in which you see somebody, newest first.")]
public sealed record ListHouseholds([Example(Sample.HouseholdReference)] string? Reference, Paging Page) : IQuery<Page<HouseholdRow>>;

/// <summary>A row of the list.</summary>
public sealed record HouseholdRow : IShowsPersons
{
    /// <summary>The household.</summary>
    public required Guid Id { get; init; }
    /// <summary>The allocation list's own name for it, else the one that it was given.</summary>
    [Example(Sample.HouseholdReference)]
    public string? Reference { get; init; }
    /// <summary>Since when it is on file.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>How many live in it today.</summary>
    [Example(4)]
    public required int Present { get; init; }
    /// <summary>Those of them whom you see.</summary>
    public required IReadOnlyList<MemberRow> Members { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Members.Select(member => member.ClientId);
}

/// <summary>A present member.</summary>
/// <param name="ClientId">Who.</param>
/// <param name="Role">As what.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
public sealed record MemberRow(
    Guid ClientId,
    [CodeOf(CodeLists.HouseholdRole)] string Role,
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName);

internal sealed class ListHouseholdsHandler(CaseDb db, CallContext call) : IHandler<ListHouseholds, Page<HouseholdRow>>
{
    private static readonly Order<Household, HouseholdRow> NewestFirst =
        Order.Descending((Household row) => ValueTuple.Create(row.CreatedAt, row.Id), (HouseholdRow row) => (row.CreatedAt, row.Id));

    public async Task<Page<HouseholdRow>> Handle(ListHouseholds request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var present = db.Set<HouseholdMember>().On(call.Today);
        var households = db.Set<Household>().VisibleTo(db, call.Caller);
        if (request.Reference.Clean() is { } reference)
        {
            households = households.Referred(HouseholdReferences.KeyOf(reference));
        }
        var rows = await NewestFirst.Next(households, request.Page, filter)
            .Select(h => new HouseholdRow
            {
                Id = h.Id,
                Reference = h.Reference,
                CreatedAt = h.CreatedAt,
                Present = present.Count(m => m.HouseholdId == h.Id),
                Members = (from m in present
                           where m.HouseholdId == h.Id
                           join c in db.Set<Client>().VisibleTo(db, call.Caller) on m.ClientId equals c.Id
                           orderby m.FromDate, c.BirthDate
                           select new MemberRow(c.Id, m.Role, c.FamilyName, c.GivenName)).ToList(),
            }).ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await households.CountFor(request.Page, cancellationToken));
    }
}

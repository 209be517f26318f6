using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Representations;

/// <summary>What else a list of representations shows.</summary>
public enum IncludeRepresentations
{
    /// <summary>Those that are over, too.</summary>
    Ended,
}

/// <summary>Who acts for a person today, and what the person may do alone.</summary>
/// <param name="ClientId">Who is represented.</param>
/// <param name="Include">Those that are over, too.</param>
[Requires(Permission.ReadClients)]
[Operation("See who acts for a person", """
    Who acts for the person today, whether the person is a minor, from when on social benefits can be claimed alone (15, § 36 SGB I) and all
    representation is over (18), and what is to be clarified: a second holder of custody, nobody on record, to be asked anew at 18.
    """)]
public sealed record ListRepresentations(Guid ClientId, IncludeRepresentations? Include) : IQuery<Representatives>;

/// <summary>Who acts for a person.</summary>
/// <param name="ClientId">Who is represented.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="IsMinor">Under 18 today; null where the birth date is unknown.</param>
/// <param name="ClaimsBenefitsAloneFrom">The 15th birthday (§ 36 Abs. 1 SGB I): the earliest that it can be; null where the birth date is unknown.</param>
/// <param name="OfAgeFrom">The 18th birthday: the earliest that it can be; null where the birth date is unknown.</param>
/// <param name="Items">Newest first.</param>
/// <param name="Warnings">What is to be clarified.</param>
public sealed record Representatives(
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string ClientName,
    bool? IsMinor,
    [Example("2027-05-14")] DateOnly? ClaimsBenefitsAloneFrom,
    [Example("2030-05-14")] DateOnly? OfAgeFrom,
    IReadOnlyList<RepresentationView> Items,
    IReadOnlyList<Warning> Warnings) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId, .. Items.Select(item => item.RepresentativeClientId).OfType<Guid>()];
}

internal sealed class ListRepresentationsHandler(CaseDb db, CallContext call) : IHandler<ListRepresentations, Representatives>
{
    public async Task<Representatives> Handle(ListRepresentations request, CancellationToken cancellationToken)
    {
        var rows = db.Set<Representation>().Where(row => row.ClientId == request.ClientId).Read(db);
        var found = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => client.Id == request.ClientId)
            .Select(client => new
            {
                Name = client.FamilyName + ", " + client.GivenName, client.BirthDate,
                DiedOn = Deaths.On(client.Id, null), Rows = rows.ToList()
            })
            .AsNoTracking().AsSingleQuery().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        var (today, born) = (call.Today, found.BirthDate);
        DateOnly? ofAge = born is { } date ? Birthday.Of(date, Birthday.Majority) : null;
        return new Representatives(request.ClientId, found.Name, ofAge is { } day ? today < day : null,
            born is { } birth ? Birthday.Of(birth, Birthday.OwnSocialClaims) : null, ofAge,
            [.. found.Rows.OrderByDescending(row => row.Row.RecordedAt).ThenByDescending(row => row.Row.Id).Select(row => row.Shown(call))
                .Where(item => request.Include is not null || item.Until is not { } until || today < until)],
            RepresentationWarnings.On(today, born, [.. found.Rows.Select(row => row.Held)], found.DiedOn));
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Letters;

/// <summary>In which order letters are listed.</summary>
public enum LetterSort
{
    /// <summary>What came last first.</summary>
    [JsonStringEnumMemberName("-receivedOn")] NewestFirst,
    /// <summary>The soonest last day first; letters without one are not in it.</summary>
    [JsonStringEnumMemberName("lastDay")] SoonestDeadlineFirst,
}

/// <summary>Letters of the cases that the caller sees. Restricted ones stand in the list of one case or person only, for who is admitted.</summary>
/// <param name="CaseId">Those of a case.</param>
/// <param name="ClientId">Those of a person.</param>
/// <param name="TeamId">Those of a team's cases.</param>
/// <param name="RemedyStatus">Only those whose remedy stands so.</param>
/// <param name="LastDayFrom">Last day on this day or later.</param>
/// <param name="LastDayUntil">Last day before this day.</param>
/// <param name="Page">Which page.</param>
/// <param name="Sort">In which order.</param>
[Requires(Permission.ReadCases)]
[Operation("List letters", """
    Of the cases that you see; `remedyStatus=open&sort=lastDay` are the running deadlines. Letters of those who were handed over, and restricted
    ones for who is admitted, stand in the list of one case or one person only.
    """)]
public sealed record ListLetters(
    Guid? CaseId, Guid? ClientId, Guid? TeamId, RemedyStatus? RemedyStatus, DateOnly? LastDayFrom, DateOnly? LastDayUntil, Paging Page,
    LetterSort Sort = LetterSort.NewestFirst) : IQuery<Page<LetterRow>>;

/// <summary>A letter in a list.</summary>
/// <param name="Id">The letter.</param>
/// <param name="CaseId">The case.</param>
/// <param name="ClientId">To whom.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Office">Who wrote it.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Kind">What it is.</param>
/// <param name="ReceivedOn">When it came.</param>
/// <param name="Remedy">What can be done against it.</param>
/// <param name="LastDay">The last day, until its end.</param>
/// <param name="RemedyStatus">What has become of the remedy.</param>
/// <param name="IsMissed">Derived: open, and the last day is over.</param>
/// <param name="Compartment">What the letter reveals.</param>
public sealed record LetterRow(
    Guid Id,
    Guid CaseId,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName,
    [Example("Jobcenter Landkreis Esslingen")] string Office,
    [Example("Ablehnung des Mehrbedarfs")] string Subject,
    [CodeOf(CodeLists.LetterKind)] string Kind,
    DateOnly ReceivedOn,
    [CodeOf(CodeLists.Remedy)] string? Remedy,
    [Example("2026-04-07")] DateOnly? LastDay,
    RemedyStatus RemedyStatus,
    bool IsMissed,
    [Example(null)] Compartment? Compartment) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListLettersHandler(CaseDb db, CallContext call) : IHandler<ListLetters, Page<LetterRow>>
{
    private static readonly Order<Letter, LetterRow> NewestFirst =
        Order.Descending((Letter row) => ValueTuple.Create(row.ReceivedOn, row.Id), (LetterRow row) => (row.ReceivedOn, row.Id));
    private static readonly Order<Letter, LetterRow> SoonestFirst =
        Order.Ascending((Letter row) => ValueTuple.Create(row.LastDay!.Value, row.Id), (LetterRow row) => (row.LastDay!.Value, row.Id));

    public async Task<Page<LetterRow>> Handle(ListLetters request, CancellationToken cancellationToken)
    {
        var (today, filter) = (call.Today, request with { Page = Paging.First });
        var letters = request is { CaseId: null, ClientId: null }
            ? db.Set<Letter>().OfSeveralVisibleTo(db, call.Caller) : db.Set<Letter>().VisibleTo(db, call.Caller);
        letters = letters
            .If(request.CaseId, ofCase => row => row.CaseId == ofCase)
            .If(request.ClientId, client => row => row.ClientId == client)
            .If(request.TeamId, team => row => db.Set<Case>().Any(c => c.Id == row.CaseId && c.TeamId == team))
            .If(request.RemedyStatus, status => row => row.RemedyStatus == status)
            .If(request.LastDayFrom, from => row => row.LastDay >= from)
            .If(request.LastDayUntil, until => row => row.LastDay < until);
        var order = NewestFirst;
        if (request.Sort == LetterSort.SoonestDeadlineFirst)
        {
            (order, letters) = (SoonestFirst, letters.Where(row => row.LastDay != null));
        }
        var rows = await order.Next(letters, request.Page, filter)
            .Select(row => new LetterRow(row.Id, row.CaseId, row.ClientId,
                db.Set<Client>().Where(person => person.Id == row.ClientId).Select(person => person.FamilyName + ", " + person.GivenName).FirstOrDefault(),
                row.Office, row.Subject, row.Kind, row.ReceivedOn, row.Remedy, row.LastDay, row.RemedyStatus,
                row.RemedyStatus == Letters.RemedyStatus.Open && row.LastDay < today, row.Compartment))
            .ToListAsync(cancellationToken);
        // A day may be corrected while somebody reads the list.
        return await order.CutMoving(rows, letters, request.Page, filter, cancellationToken);
    }
}

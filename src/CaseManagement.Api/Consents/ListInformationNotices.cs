using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>When and by what a person was informed.</summary>
/// <param name="ClientId">Who.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadClients)]
[Operation("List how a person was informed", "Your organisation's records about Art. 13, 14 GDPR, §§ 82, 82a SGB X, newest first.")]
public sealed record ListInformationNotices(Guid ClientId, Paging Page) : IQuery<Page<InformationNoticeRow>>;

/// <summary>That a person was informed.</summary>
/// <param name="Id">The record.</param>
/// <param name="ClientId">Who was informed.</param>
/// <param name="TextId">By which version.</param>
/// <param name="Key">Of which text.</param>
/// <param name="Number">The version's number.</param>
/// <param name="Title">The text's heading.</param>
/// <param name="Language">In which language it was given.</param>
/// <param name="GivenOn">On which day.</param>
/// <param name="Reading">How it was conveyed.</param>
/// <param name="Interpreter">Who interpreted.</param>
/// <param name="Note">More about it.</param>
/// <param name="RecordedByName">Who recorded it.</param>
/// <param name="RecordedAt">When.</param>
public sealed record InformationNoticeRow(
    Guid Id,
    Guid ClientId,
    Guid TextId,
    [Example("datenschutz")] string Key,
    [Example(1)] int Number,
    [Example("Wie wir mit Ihren Daten umgehen")] string Title,
    [CodeOf(CodeLists.Language)] string Language,
    DateOnly GivenOn,
    [CodeOf(CodeLists.ConsentReading)] string Reading,
    [CodeOf(CodeLists.InterpreterKind)] string? Interpreter,
    [Example(null)] string? Note,
    [Example(Sample.Colleague)] string? RecordedByName,
    DateTimeOffset RecordedAt) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListInformationNoticesHandler(CaseDb db, CallContext call) : IHandler<ListInformationNotices, Page<InformationNoticeRow>>
{
    private static readonly Order<InformationNotice, InformationNoticeRow> NewestFirst = Order.Descending(
        (InformationNotice row) => ValueTuple.Create(row.RecordedAt, row.Id), (InformationNoticeRow row) => (row.RecordedAt, row.Id));

    public async Task<Page<InformationNoticeRow>> Handle(ListInformationNotices request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var notices = db.Set<InformationNotice>().Where(row => row.ClientId == request.ClientId);
        var page = NewestFirst.Next(notices, request.Page, filter);
        var found = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => client.Id == request.ClientId).Select(client => new
        {
            Rows = (from row in page
                    join text in db.Set<ConsentText>() on row.TextId equals text.Id
                    select new InformationNoticeRow(row.Id, row.ClientId, row.TextId, text.Key, text.Number, text.Title, row.Language, row.GivenOn, row.Reading,
                        row.Interpreter, row.Note, db.Set<Staff>().Where(staff => staff.Id == row.RecordedBy)
                            .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(), row.RecordedAt)).ToList(),
        }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        return NewestFirst.Cut(found.Rows, request.Page, filter, await notices.CountFor(request.Page, cancellationToken));
    }
}

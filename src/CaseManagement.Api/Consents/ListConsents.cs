using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>What a person has consented to.</summary>
/// <param name="ClientId">Who.</param>
/// <param name="Purpose">For this purpose only.</param>
/// <param name="Include">Those that are withdrawn or over, too.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadClients)]
[Operation("List a person's consents", """
    Those in force today, newest first; with `include=ended` also those that are withdrawn or over. Confidential recipients stand in it for those only who may
    refer there, restricted data for those who may open their compartment.
    """)]
public sealed record ListConsents(
    Guid ClientId, [CodeOf(CodeLists.ConsentPurpose)] string? Purpose, IncludeConsents? Include, Paging Page) : IQuery<Page<ConsentRow>>;

/// <summary>A consent in a list.</summary>
/// <param name="Id">The consent.</param>
/// <param name="ClientId">Who consents.</param>
/// <param name="Purpose">For what.</param>
/// <param name="Title">The text's heading.</param>
/// <param name="Recipients">Who may get the data, as far as you may know.</param>
/// <param name="Data">Which data, as far as you may know.</param>
/// <param name="Language">In which language it was read.</param>
/// <param name="GivenOn">On which day.</param>
/// <param name="ValidUntil">First day no longer; null while no end was agreed.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="IsInForce">Derived: it covers what is done today.</param>
/// <param name="WithdrawnOn">On which day it was withdrawn.</param>
/// <param name="RecordedAt">When it was recorded.</param>
public sealed record ConsentRow(
    Guid Id,
    Guid ClientId,
    [CodeOf(CodeLists.ConsentPurpose)] string Purpose,
    [Example("Einwilligung in die Vermittlung")] string Title,
    [Example("Caritas Fils-Neckar-Alb")] IReadOnlyList<string> Recipients,
    [CodeOf(CodeLists.ConsentData)] IReadOnlyList<string> Data,
    [CodeOf(CodeLists.Language)] string Language,
    DateOnly GivenOn,
    [Example("2099-03-02")] DateOnly? ValidUntil,
    ConsentStatus Status,
    bool IsInForce,
    [Example(null)] DateOnly? WithdrawnOn,
    DateTimeOffset RecordedAt) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class ListConsentsHandler(CaseDb db, CallContext call) : IHandler<ListConsents, Page<ConsentRow>>
{
    private static readonly Order<Consent, ConsentRow> NewestFirst =
        Order.Descending((Consent row) => ValueTuple.Create(row.RecordedAt, row.Id), (ConsentRow row) => (row.RecordedAt, row.Id));

    public async Task<Page<ConsentRow>> Handle(ListConsents request, CancellationToken cancellationToken)
    {
        var (today, filter) = (call.Today, request with { Page = Paging.First });
        var consents = db.Set<Consent>().Where(row => row.ClientId == request.ClientId && (request.Purpose == null || row.Purpose == request.Purpose));
        if (request.Include is null)
        {
            consents = consents.InForce(today);
        }
        var page = NewestFirst.Next(consents, request.Page, filter);
        var refers = ServiceAccess.MayRefer(call.Caller);
        var found = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => client.Id == request.ClientId).Select(client => new
        {
            Rows = page.Select(row => new
            {
                row.Id, row.ClientId, row.Purpose, row.Title, row.Language, row.GivenOn, row.ValidUntil, row.Status, row.WithdrawnOn, row.RecordedAt,
                IsInForce = row.Status == ConsentStatus.Given && row.GivenOn <= today && (row.ValidUntil == null || row.ValidUntil > today),
                Told = ToldConsent.Of(row.Id, refers),
            }).ToList(),
        }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        var shown = found.Rows.ConvertAll(row => (Row: row, Told: ToldConsent.Parse(row.Told))).ConvertAll(one => new ConsentRow(one.Row.Id, one.Row.ClientId,
            one.Row.Purpose, one.Row.Title, one.Told.Recipients, one.Told.Data, one.Row.Language, one.Row.GivenOn, one.Row.ValidUntil, one.Row.Status,
            one.Row.IsInForce, one.Row.WithdrawnOn, one.Row.RecordedAt));
        return NewestFirst.Cut(shown, request.Page, filter, await consents.CountFor(request.Page, cancellationToken));
    }
}

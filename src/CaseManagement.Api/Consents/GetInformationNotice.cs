using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>How a person was informed.</summary>
/// <param name="Id">The record.</param>
[Requires(Permission.ReadClients)]
[Operation("Get how a person was informed", "One record of your organisation, with what it said before it was corrected.")]
public sealed record GetInformationNotice(Guid Id) : IQuery<InformationNoticeView>;

/// <summary>That a person was informed, by what, and how.</summary>
public abstract record InformationNoticeFacts
{
    /// <summary>By which version.</summary>
    public required Guid TextId { get; init; }
    /// <summary>Of which text.</summary>
    [Example("datenschutz")]
    public required string Key { get; init; }
    /// <summary>The version's number.</summary>
    [Example(1)]
    public required int Number { get; init; }
    /// <summary>In which language it was given.</summary>
    [CodeOf(CodeLists.Language)]
    public required string Language { get; init; }
    /// <summary>On which day.</summary>
    public required DateOnly GivenOn { get; init; }
    /// <summary>How it was conveyed.</summary>
    [CodeOf(CodeLists.ConsentReading)]
    public required string Reading { get; init; }
    /// <summary>Who interpreted.</summary>
    [CodeOf(CodeLists.InterpreterKind)]
    public required string? Interpreter { get; init; }
    /// <summary>More about it.</summary>
    [Example(null)]
    public required string? Note { get; init; }
}

/// <summary>A record about a person's information.</summary>
public sealed record InformationNoticeView : InformationNoticeFacts, IVersioned, IShowsPersons
{
    /// <summary>The record.</summary>
    public required Guid Id { get; init; }
    /// <summary>Who was informed.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Family name, given name.</summary>
    [Example(Sample.FamilyName + ", " + Sample.GivenName)]
    public required string? ClientName { get; init; }
    /// <summary>Who recorded it.</summary>
    [Example(Sample.Colleague)]
    public required string? RecordedByName { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
    /// <summary>What it said before, the first first.</summary>
    public required IReadOnlyList<InformationNoticeBefore> Corrections { get; init; }
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>What a record said before it was corrected.</summary>
public sealed record InformationNoticeBefore : InformationNoticeFacts
{
    /// <summary>Why it was corrected.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
    /// <summary>Who corrected it.</summary>
    [Example(Sample.Colleague)]
    public required string? CorrectedByName { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset CorrectedAt { get; init; }
}

internal sealed class GetInformationNoticeHandler(CaseDb db, CallContext call) : IHandler<GetInformationNotice, InformationNoticeView>
{
    public async Task<InformationNoticeView> Handle(GetInformationNotice request, CancellationToken cancellationToken)
    {
        var clients = db.Set<Client>().VisibleTo(db, call.Caller);
        return await (
            from notice in db.Set<InformationNotice>()
            where notice.Id == request.Id && clients.Any(client => client.Id == notice.ClientId)
            join text in db.Set<ConsentText>() on notice.TextId equals text.Id
            select new InformationNoticeView
            {
                Id = notice.Id, ClientId = notice.ClientId,
                ClientName = clients.Where(client => client.Id == notice.ClientId)
                    .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
                TextId = notice.TextId, Key = text.Key, Number = text.Number, Language = notice.Language,
                GivenOn = notice.GivenOn, Reading = notice.Reading, Interpreter = notice.Interpreter, Note = notice.Note,
                RecordedByName = db.Set<Staff>().Where(staff => staff.Id == notice.RecordedBy).Select(staff => staff.GivenName + " " + staff.FamilyName)
                    .FirstOrDefault(),
                RecordedAt = notice.RecordedAt, Version = notice.Version,
                Corrections = (
                    from before in db.Set<InformationNoticeCorrection>()
                    where before.NoticeId == notice.Id
                    join was in db.Set<ConsentText>() on before.TextId equals was.Id
                    orderby before.CorrectedAt, before.Id
                    select new InformationNoticeBefore
                    {
                        TextId = before.TextId, Key = was.Key, Number = was.Number, Language = before.Language, GivenOn = before.GivenOn,
                        Reading = before.Reading, Interpreter = before.Interpreter, Note = before.Note, Reason = before.Reason,
                        CorrectedByName = db.Set<Staff>().Where(staff => staff.Id == before.CorrectedBy)
                            .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                        CorrectedAt = before.CorrectedAt,
                    }).ToList(),
            }).AsNoTracking().AsSingleQuery().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Representations;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;
using Representation = CaseManagement.Api.Representations.Representation;

namespace CaseManagement.Api.Consents;

/// <summary>One consent.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadClients)]
[Operation("Get a consent", """
    With the words that were read, who gave it, what is to be clarified, and what you may do now. Confidential recipients stand in it for those only who may
    refer there, restricted data for those who may open their compartment.
    """)]
public sealed record GetConsent(Guid Id) : IQuery<ConsentView>;

/// <summary>Who consented for a person.</summary>
/// <param name="RepresentationId">As which representative.</param>
/// <param name="Name">Who.</param>
/// <param name="Kind">As what.</param>
public sealed record GivenBy(
    Guid RepresentationId,
    [Example("Haddad, Samir")] string Name,
    [CodeOf(CodeLists.RepresentationKind)] string Kind);

/// <summary>How and when a consent was withdrawn.</summary>
/// <param name="WithdrawnOn">On which day.</param>
/// <param name="Form">How.</param>
/// <param name="Note">What was said.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="RecordedByName">The name; null for another organisation's colleague.</param>
/// <param name="RecordedAt">When.</param>
public sealed record Withdrawal(
    [Example(Sample.LaterDay)] DateOnly WithdrawnOn,
    [CodeOf(CodeLists.ConsentForm)] string Form,
    [Example("By telephone, in Dari, through her sister")] string? Note,
    Guid? RecordedBy,
    [Example(Sample.Colleague)] string? RecordedByName,
    [Example(Sample.LaterInstant)] DateTimeOffset RecordedAt);

/// <summary>What a person has consented to, and how.</summary>
public sealed record ConsentView : IVersioned, IShowsPersons
{
    /// <summary>The consent.</summary>
    public required Guid Id { get; init; }
    /// <summary>Who consents.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Family name, given name.</summary>
    [Example(Sample.FamilyName + ", " + Sample.GivenName)]
    public required string ClientName { get; init; }
    /// <summary>The version of the text; after a handover that of the organisation before.</summary>
    public required Guid TextId { get; init; }
    /// <summary>What the text's versions have in common.</summary>
    [Example("vermittlung")]
    public required string TextKey { get; init; }
    /// <summary>Which version.</summary>
    [Example(1)]
    public required int TextNumber { get; init; }
    /// <summary>For what.</summary>
    [CodeOf(CodeLists.ConsentPurpose)]
    public required string Purpose { get; init; }
    /// <summary>The text's heading.</summary>
    [Example("Einwilligung in die Vermittlung")]
    public required string Title { get; init; }
    /// <summary>The words that were read.</summary>
    [Example("Ich bin damit einverstanden, dass …")]
    public required string Wording { get; init; }
    /// <summary>In which language.</summary>
    [CodeOf(CodeLists.Language)]
    public required string Language { get; init; }
    /// <summary>Who may get the data, as far as you may know.</summary>
    [Example("Caritas Fils-Neckar-Alb")]
    public required IReadOnlyList<string> Recipients { get; init; }
    /// <summary>Those recipients that are organisations here.</summary>
    public required IReadOnlyList<Guid> RecipientOrganisationIds { get; init; }
    /// <summary>Which data, as far as you may know.</summary>
    [CodeOf(CodeLists.ConsentData)]
    public required IReadOnlyList<string> Data { get; init; }
    /// <summary>On which day.</summary>
    public required DateOnly GivenOn { get; init; }
    /// <summary>First day no longer; null while no end was agreed.</summary>
    [Example("2099-03-02")]
    public required DateOnly? ValidUntil { get; init; }
    /// <summary>How it was given.</summary>
    [CodeOf(CodeLists.ConsentForm)]
    public required string Form { get; init; }
    /// <summary>How the text was conveyed.</summary>
    [CodeOf(CodeLists.ConsentReading)]
    public required string Reading { get; init; }
    /// <summary>Who interpreted.</summary>
    [CodeOf(CodeLists.InterpreterKind)]
    public required string? Interpreter { get; init; }
    /// <summary>Who gave it for the person; empty where the person did.</summary>
    public required IReadOnlyList<GivenBy> GivenBy { get; init; }
    /// <summary>What shows it, and where that is.</summary>
    [Example("Signed sheet in the paper file, tab 2")]
    public required string Evidence { get; init; }
    /// <summary>Where it stands.</summary>
    public required ConsentStatus Status { get; init; }
    /// <summary>Derived: it covers what is done today.</summary>
    public required bool IsInForce { get; init; }
    /// <summary>How it was withdrawn.</summary>
    public required Withdrawal? Withdrawal { get; init; }
    /// <summary>Who recorded it.</summary>
    public required Guid? RecordedBy { get; init; }
    /// <summary>The name; null for another organisation's colleague.</summary>
    [Example(Sample.Colleague)]
    public required string? RecordedByName { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
    /// <summary>What is to be clarified: a second holder of custody, to be asked anew at 18.</summary>
    public required IReadOnlyList<Warning> Warnings { get; init; }
    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class GetConsentHandler(CaseDb db, CallContext call) : IHandler<GetConsent, ConsentView>
{
    public async Task<ConsentView> Handle(GetConsent request, CancellationToken cancellationToken)
    {
        var refers = ServiceAccess.MayRefer(call.Caller);
        var found = await (
            from row in db.Set<Consent>().VisibleTo(db, call.Caller)
            where row.Id == request.Id
            join client in db.Set<Client>() on row.ClientId equals client.Id
            select new
            {
                Row = row, row.Version, Told = ToldConsent.Of(row.Id, refers), ClientName = client.FamilyName + ", " + client.GivenName, client.BirthDate,
                RecordedByName = db.Set<Staff>().Where(staff => staff.Id == row.RecordedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                WithdrawnByName = db.Set<Staff>().Where(staff => staff.Id == row.WithdrawalRecordedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                Representations = db.Set<Representation>().Where(held => held.ClientId == row.ClientId)
                    .Select(held => new { Row = held, DiedOn = Deaths.On(held.ClientId, held.RepresentativeClientId) }).ToList(),
            }).AsNoTracking().AsSingleQuery().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var (consent, told) = (found.Row, ToldConsent.Parse(found.Told));
        return new ConsentView
        {
            Id = consent.Id, ClientId = consent.ClientId, ClientName = found.ClientName, TextId = consent.TextId, TextKey = consent.TextKey,
            TextNumber = consent.TextNumber, Purpose = consent.Purpose, Title = consent.Title, Wording = consent.Wording, Language = consent.Language,
            Recipients = told.Recipients, RecipientOrganisationIds = told.OrganisationIds, Data = told.Data,
            GivenOn = consent.GivenOn, ValidUntil = consent.ValidUntil, Form = consent.Form, Reading = consent.Reading, Interpreter = consent.Interpreter,
            GivenBy = [.. found.Representations.Select(held => held.Row).Where(held => consent.RepresentationIds.Contains(held.Id))
                .OrderBy(held => held.RecordedAt)
                .Select(held => new GivenBy(held.Id, held.Name, held.Kind))],
            Evidence = consent.Evidence, Status = consent.Status, IsInForce = consent.IsInForce(call.Today),
            Withdrawal = consent.WithdrawnOn is { } on ? new Withdrawal(on, consent.WithdrawalForm!, consent.WithdrawalNote,
                consent.WithdrawalRecordedBy, found.WithdrawnByName, consent.WithdrawalRecordedAt!.Value) : null,
            RecordedBy = consent.RecordedBy, RecordedByName = found.RecordedByName, RecordedAt = consent.RecordedAt, Version = found.Version,
            Warnings = ConsentRules.Warnings(consent.GivenOn, call.Today, found.BirthDate, consent.RepresentationIds,
                [.. found.Representations.Select(held => held.Row.Held(held.DiedOn))]),
            AllowedActions = Consent.Moves.Describe(consent.Status, move => ClientAccess.ObjectionToChange(call, consent.OrganisationId)
                ?? (move == Consent.CountersignMove ? consent.ObjectionToCountersign : null)),
        };
    }
}

using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.TakingPart;

/// <summary>Participations in the cases that the caller sees. Restricted ones stand in the list of one case or person only, for who is admitted.</summary>
/// <param name="CaseId">Those of a case.</param>
/// <param name="ClientId">Those of a person.</param>
/// <param name="TeamId">Those of a team's cases.</param>
/// <param name="Kind">Those of a kind.</param>
/// <param name="Status">Only those that stand so, ended ones too.</param>
/// <param name="PlaceOn">Those that count as a place on this day: it was there, and had not ended; ended ones too.</param>
/// <param name="Include">Those that have ended, too.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("List participations", """
    Of the cases that you see, what was recorded last first; `status=waiting` is who waits, `placeOn=2026-03-01` who had a place on that day (half-open: who
    left on it had none). Those of who was handed over, and restricted ones for who is admitted, stand in the list of one case or one person only.
    """)]
public sealed record ListParticipations(
    Guid? CaseId, Guid? ClientId, Guid? TeamId, [CodeOf(CodeLists.ParticipationKind)] string? Kind, ParticipationStatus? Status, DateOnly? PlaceOn,
    Include? Include, Paging Page) : IQuery<Page<ParticipationRow>>;

internal sealed class ListParticipationsHandler(CaseDb db, CallContext call) : IHandler<ListParticipations, Page<ParticipationRow>>
{
    private static readonly Order<Participation, ParticipationRow> NewestFirst =
        Order.Descending((Participation row) => ValueTuple.Create(row.RecordedAt, row.Id), (ParticipationRow row) => (row.RecordedAt, row.Id));

    public async Task<Page<ParticipationRow>> Handle(ListParticipations request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var found = request is { CaseId: null, ClientId: null }
            ? db.Set<Participation>().OfSeveralVisibleTo(db, call.Caller) : db.Set<Participation>().VisibleTo(db, call.Caller);
        found = found
            .If(request.CaseId, ofCase => row => row.CaseId == ofCase)
            .If(request.ClientId, client => row => row.ClientId == client)
            .If(request.TeamId, team => row => db.Set<Case>().Any(c => c.Id == row.CaseId && c.TeamId == team))
            .If(request.Kind, kind => row => row.Kind == kind)
            .If(request.Status, status => row => row.Status == status)
            .If(request.PlaceOn, day => row => (row.PlaceOn ?? row.BegunOn) <= day && (row.EndedOn == null || row.EndedOn > day));
        if (request is { Status: null, PlaceOn: null, Include: null })
        {
            found = found.Where(row => row.EndedOn == null || row.EndedOn > call.Today);
        }
        var services = db.Set<Service>().KnownTo(db, call.Caller);
        var rows = await NewestFirst.Next(found, request.Page, filter)
            .Select(row => new ParticipationRow
            {
                Id = row.Id, CaseId = row.CaseId, ClientId = row.ClientId,
                ClientName = db.Set<Client>().Where(person => person.Id == row.ClientId)
                    .Select(person => person.FamilyName + ", " + person.GivenName).FirstOrDefault(),
                Kind = row.Kind, SchoolKind = row.SchoolKind, Form = row.Form, Title = row.Title, Provider = row.Provider,
                ServiceId = services.Where(service => service.Id == row.ServiceId).Select(service => (Guid?)service.Id).FirstOrDefault(),
                ServiceName = services.Where(service => service.Id == row.ServiceId).Select(service => service.Name).FirstOrDefault(),
                HoursPerWeek = row.HoursPerWeek, Status = row.Status, WaitingOn = row.WaitingOn, PlaceOn = row.PlaceOn, BegunOn = row.BegunOn,
                EndedOn = row.EndedOn, EndReason = row.EndReason, Compartment = row.Compartment, RecordedAt = row.RecordedAt,
            }).ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await found.CountFor(request.Page, cancellationToken));
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.ServiceDirectory;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.TakingPart;

/// <summary>One participation.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadCases)]
[Operation("Get a participation", "With its moves: when each was so, when it was recorded and by whom; and what you may do now.")]
public sealed record GetParticipation(Guid Id) : IQuery<ParticipationView>;

/// <summary>That it came to a state.</summary>
/// <param name="Id">The move.</param>
/// <param name="Status">Which state.</param>
/// <param name="On">When that was so; of an end the first day no longer.</param>
/// <param name="Reason">Code of the list participation-break-off-reason or participation-withdrawal-reason.</param>
/// <param name="Note">The reason in words.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="RecordedByName">The name; null for another organisation's colleague.</param>
/// <param name="RecordedAt">When it was recorded.</param>
public sealed record ParticipationMoveView(
    Guid Id,
    [Example("waiting")] ParticipationStatus Status,
    DateOnly On,
    [Example(null)] string? Reason,
    [Example(null)] string? Note,
    Guid? RecordedBy,
    [Example(Sample.Colleague)] string? RecordedByName,
    DateTimeOffset RecordedAt);

/// <summary>What somebody takes part in, as a list shows it.</summary>
public record ParticipationRow : IShowsPersons
{
    /// <summary>The participation.</summary>
    public required Guid Id { get; init; }
    /// <summary>The case in which it was recorded.</summary>
    public required Guid CaseId { get; init; }
    /// <summary>Who takes part.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Family name, given name; null where the person has been handed over and this stayed behind.</summary>
    [Example(Sample.FamilyName + ", " + Sample.GivenName)]
    public required string? ClientName { get; init; }
    /// <summary>Kindergarten, school, course, club …</summary>
    [CodeOf(CodeLists.ParticipationKind)]
    public required string Kind { get; init; }
    /// <summary>Of a school which kind.</summary>
    [CodeOf(CodeLists.SchoolKind)]
    [Example(null)]
    public required string? SchoolKind { get; init; }
    /// <summary>Form of the class, hours of care, kind of course.</summary>
    [CodeOf(CodeLists.ParticipationForm)]
    public required string? Form { get; init; }
    /// <summary>Which one.</summary>
    [Example(null)]
    public required string? Title { get; init; }
    /// <summary>Whose it is, in words.</summary>
    [Example("Kindergarten Sonnenschein")]
    public required string? Provider { get; init; }
    /// <summary>The service of the directory; null also for a confidential one where you may not refer.</summary>
    [Example(null)]
    public required Guid? ServiceId { get; init; }
    /// <summary>Its name.</summary>
    [Example(null)]
    public required string? ServiceName { get; init; }
    /// <summary>Hours a week.</summary>
    [Example(35)]
    public required decimal? HoursPerWeek { get; init; }
    /// <summary>How far it has come.</summary>
    [Example("waiting")]
    public required ParticipationStatus Status { get; init; }
    /// <summary>Waits since.</summary>
    public required DateOnly? WaitingOn { get; init; }
    /// <summary>Has the place since.</summary>
    [Example(null)]
    public required DateOnly? PlaceOn { get; init; }
    /// <summary>Goes there since.</summary>
    [Example(null)]
    public required DateOnly? BegunOn { get; init; }
    /// <summary>First day no longer.</summary>
    [Example(null)]
    public required DateOnly? EndedOn { get; init; }
    /// <summary>Why it was broken off or withdrawn: code of the list participation-break-off-reason or participation-withdrawal-reason.</summary>
    [Example(null)]
    public required string? EndReason { get; init; }
    /// <summary>What it reveals.</summary>
    [Example(null)]
    public required Compartment? Compartment { get; init; }
    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>What somebody takes part in, and how it came to that.</summary>
public sealed record ParticipationView : ParticipationRow, IVersioned
{
    /// <summary>What else is to be known.</summary>
    [Example(null)]
    public required string? Note { get; init; }
    /// <summary>What has happened, in the order of the states.</summary>
    public required IReadOnlyList<ParticipationMoveView> Moves { get; init; }
    /// <summary>Who recorded it.</summary>
    public required Guid? RecordedBy { get; init; }
    /// <summary>The name; null for another organisation's colleague.</summary>
    [Example(Sample.Colleague)]
    public required string? RecordedByName { get; init; }
    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class GetParticipationHandler(CaseDb db, CallContext call) : IHandler<GetParticipation, ParticipationView>
{
    public async Task<ParticipationView> Handle(GetParticipation request, CancellationToken cancellationToken)
    {
        var worked = db.Set<Participation>().WorkedOnBy(db, call.Caller);
        var services = db.Set<Service>().KnownTo(db, call.Caller);
        var found = await db.Set<Participation>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id)
            .Select(row => new
            {
                Row = row, row.Version, Works = worked.Any(mine => mine.Id == row.Id),
                IsRestricted = db.Set<Client>().Any(client => client.Id == row.ClientId && client.RestrictedAt != null),
                ClientName = db.Set<Client>().Where(client => client.Id == row.ClientId)
                    .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
                ServiceName = services.Where(service => service.Id == row.ServiceId).Select(service => service.Name).FirstOrDefault(),
                RecordedByName = db.Set<Staff>().Where(staff => staff.Id == row.RecordedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                Moves = db.Set<ParticipationMove>().Where(move => move.ParticipationId == row.Id)
                    .Select(move => new ParticipationMoveView(move.Id, move.Status, move.OnDate, move.Reason, move.Note, move.RecordedBy,
                        db.Set<Staff>().Where(staff => staff.Id == move.RecordedBy)
                            .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(), move.RecordedAt)).ToList(),
            }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var row = found.Row;
        var objection = call.Caller.ObjectionToChange(found.Works, found.IsRestricted);
        return new ParticipationView
        {
            Id = row.Id, CaseId = row.CaseId, ClientId = row.ClientId, ClientName = found.ClientName, Kind = row.Kind, SchoolKind = row.SchoolKind,
            Form = row.Form, Title = row.Title, Provider = row.Provider, ServiceId = found.ServiceName is null ? null : row.ServiceId,
            ServiceName = found.ServiceName, HoursPerWeek = row.HoursPerWeek, Note = row.Note, Status = row.Status, WaitingOn = row.WaitingOn,
            PlaceOn = row.PlaceOn, BegunOn = row.BegunOn, EndedOn = row.EndedOn, EndReason = row.EndReason, Compartment = row.Compartment,
            Moves = [.. found.Moves.OrderBy(move => move.Status)], RecordedBy = row.RecordedBy, RecordedByName = found.RecordedByName,
            RecordedAt = row.RecordedAt, Version = found.Version,
            AllowedActions =
            [
                AllowedAction.Of("correct", objection), AllowedAction.Of("remove", objection),
                AllowedAction.Of("take-back", objection ?? (found.Moves.Count == 1 ? ParticipationProblems.FirstMove : null)),
                .. Participation.Moves.Describe(row.Status, _ => objection),
            ],
        };
    }
}

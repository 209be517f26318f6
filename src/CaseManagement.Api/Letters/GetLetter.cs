using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Letters;

/// <summary>One letter.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadCases)]
[Operation("Get a letter", "With its deadline, what was computed beside it, what became of the remedy, and what you may do now.")]
public sealed record GetLetter(Guid Id) : IQuery<LetterView>;

/// <summary>What became of a remedy.</summary>
/// <param name="On">When it was sent or renounced.</param>
/// <param name="By">Who did.</param>
/// <param name="ByName">That one's name.</param>
/// <param name="Evidence">What shows that it was sent.</param>
/// <param name="Reason">Why it was renounced.</param>
/// <param name="IsLate">Sent after the last day.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="RecordedByName">The name; null for another organisation's colleague.</param>
/// <param name="RecordedAt">When.</param>
public sealed record RemedyCompletion(
    [Example(Sample.LaterDay)] DateOnly On,
    [CodeOf(CodeLists.RemedyActor)] string By,
    [Example("RAin Muster")] string? ByName,
    [Example("Fax report of 16 March 2026, 10:42")] string? Evidence,
    [Example(null)] string? Reason,
    bool IsLate,
    Guid? RecordedBy,
    [Example(Sample.Colleague)] string? RecordedByName,
    [Example(Sample.LaterInstant)] DateTimeOffset RecordedAt);

/// <summary>A letter, its deadline and its remedy.</summary>
public sealed record LetterView : IVersioned, IShowsPersons
{
    /// <summary>The letter.</summary>
    public required Guid Id { get; init; }
    /// <summary>The case in which it was recorded.</summary>
    public required Guid CaseId { get; init; }
    /// <summary>To whom.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Family name, given name; null where the person has been handed over and the letter stayed behind.</summary>
    [Example(Sample.FamilyName + ", " + Sample.GivenName)]
    public required string? ClientName { get; init; }
    /// <summary>Who wrote it.</summary>
    [Example("Jobcenter Landkreis Esslingen")]
    public required string Office { get; init; }
    /// <summary>What it is about.</summary>
    [Example("Ablehnung des Mehrbedarfs")]
    public required string Subject { get; init; }
    /// <summary>The office's reference.</summary>
    [Example("617-BG-0012345")]
    public required string? Reference { get; init; }
    /// <summary>What it is.</summary>
    [CodeOf(CodeLists.LetterKind)]
    public required string Kind { get; init; }
    /// <summary>As dated or stamped.</summary>
    [Example("2026-02-26")]
    public required DateOnly? PostedOn { get; init; }
    /// <summary>When it came.</summary>
    public required DateOnly ReceivedOn { get; init; }
    /// <summary>How it was delivered.</summary>
    [CodeOf(CodeLists.LetterDelivery)]
    public required string? Delivery { get; init; }
    /// <summary>What can be done against it.</summary>
    [CodeOf(CodeLists.Remedy)]
    public required string? Remedy { get; init; }
    /// <summary>The last day, until its end.</summary>
    [Example("2026-04-07")]
    public required DateOnly? LastDay { get; init; }
    /// <summary>Where the last day comes from.</summary>
    public required LastDaySource? LastDaySource { get; init; }
    /// <summary>What was computed beside it; null where nothing could be.</summary>
    [Example("2026-04-07")]
    public required DateOnly? ProposedLastDay { get; init; }
    /// <summary>The last day lies after what was computed: look at the letter again.</summary>
    public required bool IsLaterThanProposed { get; init; }
    /// <summary>By which law.</summary>
    [Example("§ 84 Abs. 1 SGG")]
    public required string? Paragraph { get; init; }
    /// <summary>What has become of the remedy.</summary>
    public required RemedyStatus RemedyStatus { get; init; }
    /// <summary>Derived: open, and the last day is over.</summary>
    public required bool IsMissed { get; init; }
    /// <summary>Derived: days left, today not counted: 0 on the last day; null where no deadline runs.</summary>
    [Example(22)]
    public required int? DaysLeft { get; init; }
    /// <summary>When and by whom the remedy was sent or renounced.</summary>
    public required RemedyCompletion? Completion { get; init; }
    /// <summary>The open reminder of the deadline.</summary>
    public required Guid? ReminderId { get; init; }
    /// <summary>What the letter reveals.</summary>
    [Example(null)]
    public required Compartment? Compartment { get; init; }
    /// <summary>Who recorded it.</summary>
    public required Guid? RecordedBy { get; init; }
    /// <summary>The name; null for another organisation's colleague.</summary>
    [Example(Sample.Colleague)]
    public required string? RecordedByName { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

internal sealed class GetLetterHandler(CaseDb db, CallContext call) : IHandler<GetLetter, LetterView>
{
    public async Task<LetterView> Handle(GetLetter request, CancellationToken cancellationToken)
    {
        var deadline = LetterReminders.Deadline;
        var worked = db.Set<Letter>().WorkedOnBy(db, call.Caller);
        var found = await db.Set<Letter>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id)
            .Select(row => new
            {
                Row = row, row.Version, Works = worked.Any(mine => mine.Id == row.Id),
                IsOfClosed = db.Set<Case>().Any(c => c.Id == row.CaseId && c.Status == CaseStatus.Closed),
                ClientName = db.Set<Client>().Where(client => client.Id == row.ClientId)
                    .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
                RecordedByName = db.Set<Staff>().Where(staff => staff.Id == row.RecordedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                CompletionByName = db.Set<Staff>().Where(staff => staff.Id == row.CompletionRecordedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                ReminderId = db.Set<Reminder>().Where(reminder => reminder.SubjectId == row.Id && reminder.Kind == deadline
                    && reminder.Status == ReminderStatus.Open).Select(reminder => (Guid?)reminder.Id).FirstOrDefault(),
            }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var (letter, today) = (found.Row, call.Today);
        var objection = call.Caller.ObjectionToChange(found.Works);
        return new LetterView
        {
            Id = letter.Id, CaseId = letter.CaseId, ClientId = letter.ClientId, ClientName = found.ClientName, Office = letter.Office,
            Subject = letter.Subject, Reference = letter.Reference, Kind = letter.Kind, PostedOn = letter.PostedOn, ReceivedOn = letter.ReceivedOn,
            Delivery = letter.Delivery, Remedy = letter.Remedy, LastDay = letter.LastDay, LastDaySource = letter.LastDaySource,
            ProposedLastDay = letter.ProposedLastDay, IsLaterThanProposed = letter.LastDay > letter.ProposedLastDay, Paragraph = letter.Paragraph,
            RemedyStatus = letter.RemedyStatus, IsMissed = letter.RemedyStatus == RemedyStatus.Open && letter.LastDay < today,
            DaysLeft = letter.RemedyStatus == RemedyStatus.Open && letter.LastDay >= today ? letter.LastDay!.Value.DayNumber - today.DayNumber : null,
            Completion = letter.CompletedOn is { } on ? new RemedyCompletion(on, letter.CompletedBy!, letter.CompletedByName, letter.Evidence,
                letter.RenounceReason, letter.RemedyStatus == RemedyStatus.Sent && on > letter.LastDay, letter.CompletionRecordedBy,
                found.CompletionByName, letter.CompletionRecordedAt!.Value) : null,
            ReminderId = found.ReminderId, Compartment = letter.Compartment, RecordedBy = letter.RecordedBy, RecordedByName = found.RecordedByName,
            RecordedAt = letter.RecordedAt, Version = found.Version,
            AllowedActions =
            [
                objection is null ? AllowedAction.Yes("correct") : AllowedAction.No("correct", objection),
                // Its reminder would be there again, and a closed case takes none.
                .. Letter.Moves.Describe(letter.RemedyStatus,
                    action => objection ?? (action == "reopen-remedy" && found.IsOfClosed ? CaseProblems.Closed : null)),
            ],
        };
    }
}

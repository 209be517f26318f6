using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders.Chains;

/// <summary>One chain with its steps.</summary>
[Requires(Permission.UseReminders)]
[Operation("Get a chain", "How far it is: each step with where it stands, when it is due, its reminder, and what you may do now.")]
public sealed record GetChain(Guid Id) : IQuery<ChainDetail>;

/// <summary>What has ended, too.</summary>
public enum IncludeChains
{
    /// <summary>Those that are completed or ended.</summary>
    Ended,
}

/// <summary>The chains of a case.</summary>
/// <param name="Id">The case.</param>
/// <param name="Include">What else.</param>
[Requires(Permission.UseReminders)]
[Operation("List the chains of a case", "Those that run, the latest first; with `include=ended` also those that have been completed or ended.")]
public sealed record ListChains(Guid Id, IncludeChains? Include = null) : IQuery<ChainList>;

/// <summary>The chains of a case.</summary>
/// <param name="Items">The latest first.</param>
public sealed record ChainList(IReadOnlyList<ChainDetail> Items) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Items.Select(item => item.ClientId);
}

/// <summary>A chain.</summary>
/// <param name="Id">The chain.</param>
/// <param name="CaseId">In which case.</param>
/// <param name="ClientId">The person of that case.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Template">The template's key.</param>
/// <param name="TemplateNumber">The version that it was started with; null where it was another organisation's, which has handed the person over.</param>
/// <param name="IsReference">That is the product's reference template.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Event">What starts such chains.</param>
/// <param name="EventName">The same in words.</param>
/// <param name="EventOn">The day from which is counted; where the event was corrected, the day on which it was.</param>
/// <param name="StartedBy">Who started it; null: the event.</param>
/// <param name="StartedByName">That colleague's name.</param>
/// <param name="StartedAt">When.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="EndedBecause">Why it ended.</param>
/// <param name="EndReason">The same in words, or the code for which the case was closed.</param>
/// <param name="EndedBy">Who ended it.</param>
/// <param name="EndedByName">That colleague's name.</param>
/// <param name="EndedAt">When.</param>
/// <param name="StepsFinished">How many steps are done, not executable or skipped.</param>
/// <param name="StepsInAll">How many there are for the person: without those that do not apply.</param>
/// <param name="Steps">Its steps by their numbers.</param>
/// <param name="AllowedActions">What the caller may do with it now.</param>
/// <param name="Version">The ETag.</param>
public sealed record ChainDetail(
    Guid Id,
    Guid CaseId,
    Guid ClientId,
    [Example($"{Sample.FamilyName}, {Sample.GivenName}")] string? ClientName,
    [Example("arrival")] string Template,
    [Example(2)] int? TemplateNumber,
    [Example(false)] bool IsReference,
    [Example("Arrival")] string Name,
    [Example("arrival")] ChainEvent Event,
    [Example("The person has arrived")] string EventName,
    [Example(Sample.Day)] DateOnly EventOn,
    [Example(null)] Guid? StartedBy,
    [Example(null)] string? StartedByName,
    DateTimeOffset StartedAt,
    [Example("running")] ChainStatus Status,
    [Example(null)] ChainEndCause? EndedBecause,
    [Example(null)] string? EndReason,
    [Example(null)] Guid? EndedBy,
    [Example(null)] string? EndedByName,
    [Example(null)] DateTimeOffset? EndedAt,
    [Example(1)] int StepsFinished,
    [Example(3)] int StepsInAll,
    IReadOnlyList<ChainStepShown> Steps,
    IReadOnlyList<AllowedAction> AllowedActions,
    [property: JsonIgnore] uint Version) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>A step of a chain.</summary>
/// <param name="Id">The step.</param>
/// <param name="Number">From 1.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">What is to be done.</param>
/// <param name="Addressee">Whom it is for.</param>
/// <param name="Follows">The number of the step that has to be finished first; null: none.</param>
/// <param name="DueAfter">So many days after that, or after the event.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="DueOn">Due at the end of this day: later where its reminder was put off; null while it waits.</param>
/// <param name="Calendar">
/// By which holidays that was counted: Land, holidays of the commune, version of the calendar; null where somebody has said the day.
/// </param>
/// <param name="IsOverdue">Derived: open, and the day is over.</param>
/// <param name="ReminderId">Its open reminder, at which it is marked as done; null where there is none.</param>
/// <param name="Reason">Why it was skipped; the code for which it was not executable.</param>
/// <param name="FinishedBy">Who finished it.</param>
/// <param name="FinishedByName">That colleague's name; null where it is another organisation's.</param>
/// <param name="FinishedAt">When.</param>
/// <param name="AllowedActions">What the caller may do with it now.</param>
public sealed record ChainStepShown(
    Guid Id,
    [Example(2)] int Number,
    [Example("school")] ChainStepKind Kind,
    [Example("School: see to the enrolment")] string Text,
    [Example("lead")] ChainAddressee Addressee,
    [Example(1)] int? Follows,
    [Example(5)] int DueAfter,
    [Example("working_days")] ChainUnit Unit,
    [Example("open")] ChainStepStatus Status,
    [Example(Sample.DueDay)] DateOnly? DueOn,
    [Example("BW v1")] string? Calendar,
    [Example(false)] bool IsOverdue,
    Guid? ReminderId,
    [Example(null)] string? Reason,
    [Example(null)] Guid? FinishedBy,
    [Example(null)] string? FinishedByName,
    [Example(null)] DateTimeOffset? FinishedAt,
    IReadOnlyList<AllowedAction> AllowedActions);

internal sealed class ChainQueriesHandler(CaseDb db, CallContext call) : IHandler<GetChain, ChainDetail>, IHandler<ListChains, ChainList>
{
    public async Task<ChainDetail> Handle(GetChain request, CancellationToken cancellationToken) =>
        await Show(db.Set<Chain>().Where(chain => chain.Id == request.Id), cancellationToken) is [var only] ? only
            : throw RefusedException.NotFound(request.Id);

    public async Task<ChainList> Handle(ListChains request, CancellationToken cancellationToken)
    {
        var ended = request.Include is not null;
        var items = await Show(db.Set<Chain>().Where(chain => chain.CaseId == request.Id && (ended || chain.EndedAt == null)), cancellationToken);
        return items.Count > 0 || await db.Set<Case>().VisibleTo(db, call.Caller).AnyAsync(of => of.Id == request.Id, cancellationToken)
            ? new ChainList(items) : throw RefusedException.NotFound(request.Id);
    }

    private async Task<List<ChainDetail>> Show(IQueryable<Chain> chains, CancellationToken cancellationToken)
    {
        var mine = db.Set<Chain>().WorkedOnBy(db, call.Caller);
        var open = db.Set<Reminder>().Where(reminder => reminder.SubjectType == ReminderSubject.ChainStep && reminder.Status == ReminderStatus.Open);
        var found = await chains.VisibleTo(db, call.Caller).OrderByDescending(chain => chain.StartedAt).ThenByDescending(chain => chain.Id).Select(chain => new
        {
            Chain = chain,
            Steps = chain.Steps.OrderBy(step => step.Number).Select(step => new
            {
                Step = step,
                By = db.Set<Staff>().Where(staff => staff.Id == step.DecidedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                // One is open at a time.
                ReminderId = open.Where(reminder => reminder.SubjectId == step.Id).Select(reminder => (Guid?)reminder.Id).FirstOrDefault(),
                PutOffTo = open.Where(reminder => reminder.SubjectId == step.Id && db.Set<ReminderMove>().Any(move => move.ReminderId == reminder.Id))
                    .Select(reminder => (DateOnly?)reminder.DueOn).FirstOrDefault(),
            }).ToList(),
            Client = db.Set<Client>().Where(client => client.Id == chain.ClientId).Select(client => client.FamilyName + ", " + client.GivenName)
                .FirstOrDefault(),
            StartedBy = db.Set<Staff>().Where(staff => staff.Id == chain.StartedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            EndedBy = db.Set<Staff>().Where(staff => staff.Id == chain.EndedBy).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            Number = db.Set<ChainTemplate>().Where(template => template.Id == chain.TemplateId).Select(template => (int?)template.Number).FirstOrDefault(),
            IsReference = db.Set<ChainTemplate>().Any(template => template.Id == chain.TemplateId && template.OrganisationId == null),
            Works = mine.Any(own => own.Id == chain.Id),
        }).AsNoTracking().ToListAsync(cancellationToken);
        return found.ConvertAll(row =>
        {
            var chain = row.Chain;
            ProblemType? Objection(string action) => row.Works ? null : CaseProblems.HandedOver;
            var steps = row.Steps.ConvertAll(of =>
            {
                var (step, status) = (of.Step, chain.StatusOf(of.Step));
                // A policy may remind of it days before, and does so today where the day has passed already.
                var dueOn = of.PutOffTo > step.DueOn ? of.PutOffTo : step.DueOn;
                return new ChainStepShown(step.Id, step.Number, step.Kind, step.Text(), step.Addressee, step.Follows, step.DueAfter, step.Unit, status,
                    dueOn, step.Calendar, status == ChainStepStatus.Open && dueOn < call.Today, of.ReminderId, step.Reason, step.DecidedBy, of.By,
                    step.DecidedAt, Chain.StepMoves.Describe(status, Objection));
            });
            return new ChainDetail(chain.Id, chain.CaseId, chain.ClientId, row.Client, chain.Key, row.Number, row.IsReference,
                Language.Choose(chain.NameDe, chain.NameEn ?? chain.NameDe), chain.Event, chain.Event.Text(), chain.EventOn, chain.StartedBy,
                row.StartedBy, chain.StartedAt, chain.Status, chain.EndCause, chain.EndReason, chain.EndedBy, row.EndedBy, chain.EndedAt,
                steps.Count(step => step.Status is ChainStepStatus.Done or ChainStepStatus.NotExecutable or ChainStepStatus.Skipped),
                steps.Count(step => step.Status != ChainStepStatus.NotApplicable), steps, Chain.Moves.Describe(chain.Status, Objection), chain.Version);
        });
    }
}

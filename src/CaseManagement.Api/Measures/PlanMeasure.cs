using CaseManagement.Api.Assessments;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Reminders;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Measures;

/// <summary>What has been agreed.</summary>
public abstract record MeasureBody
{
    /// <summary>In which area. A restricted one (health) makes the measure a restricted one of the person.</summary>
    [CodeOf(CodeLists.NeedArea)]
    public required string Area { get; init; }

    /// <summary>The need that it serves, of this area; as <c>GET /clients/{clientId}/needs</c> names it.</summary>
    public Guid? NeedId { get; init; }

    /// <summary>The goal that it serves, up to 500 characters.</summary>
    [Example("German B1 until summer")]
    public string? Goal { get; init; }

    /// <summary>What is to be done, up to 500 characters.</summary>
    [Example("Language course with childcare")]
    public required string What { get; init; }

    /// <summary>Who does it.</summary>
    public required MeasureActorEntry Responsible { get; init; }

    /// <summary>Where it was agreed.</summary>
    [CodeOf(CodeLists.MeasureAgreedIn)]
    public required string AgreedIn { get; init; }

    /// <summary>The first day.</summary>
    [Example(Sample.Day)]
    public required DateOnly From { get; init; }

    /// <summary>The last day, until its end.</summary>
    [Example(Sample.DueDay)]
    public required DateOnly DueOn { get; init; }

    /// <summary>What it reveals: then only who is admitted sees it, and it stands in no grid. Left out: that of the area.</summary>
    [Example(null)]
    public Compartment? Compartment { get; init; }
}

/// <summary>Who has to do it.</summary>
/// <param name="Kind">A colleague by id or the responsible team; a partner by id or name; a volunteer by name; a person of the household.</param>
/// <param name="Id">The colleague, organisation or person.</param>
/// <param name="Name">The name of who is not on file, up to 200 characters.</param>
public sealed record MeasureActorEntry(
    [Example("partner")] MeasureActorKind Kind, [Example(null)] Guid? Id = null, [Example("Volkshochschule")] string? Name = null);

internal sealed class MeasureBodyValidator : AbstractValidator<MeasureBody>
{
    public MeasureBodyValidator(CallContext call)
    {
        RuleFor(measure => measure.What).NotEmpty().MaximumLength(500);
        RuleFor(measure => measure.Goal).NotEmpty().MaximumLength(500).When(measure => measure.Goal is not null);
        RuleFor(measure => measure.DueOn).Must((measure, due) => due >= measure.From).WithProblem(MeasureProblems.DueBeforeFrom).IsNoSlip(call);
        RuleFor(measure => measure.Responsible).ChildRules(actor =>
        {
            actor.RuleFor(a => a.Name).NotEmpty().MaximumLength(200).When(a => a.Name is not null);
            actor.RuleFor(a => a.Id).Must((a, id) => id is null != a.Name is null
                || (id is null && a.Kind is MeasureActorKind.Staff or MeasureActorKind.Client)).WithProblem(MeasureProblems.IdOrName);
            actor.RuleFor(a => a.Name).Null().When(a => a.Kind == MeasureActorKind.Staff).WithProblem(MeasureProblems.NoNameOfStaff);
            actor.RuleFor(a => a.Id).Null().When(a => a.Kind == MeasureActorKind.Volunteer).WithProblem(MeasureProblems.NoNameOfStaff);
        });
    }
}

/// <summary>Puts a measure into the grid.</summary>
[Requires(Permission.WriteCases)]
[Operation("Plan a measure", """
    Of an open case, or of a household as a whole: who does what in an area until when. With `startedOn` it runs already. One measure of an actor runs in
    an area of a household (409 `measure-already-running` with `measureId`). Others that run beside it are not refused: `overlaps` tells them, and who
    is responsible for them gets the notice `measure-overlap`.
    """)]
public sealed record PlanMeasure : MeasureBody, ICommand<PlannedMeasure>
{
    /// <summary>The case of the person; or <c>householdId</c>.</summary>
    public Guid? CaseId { get; init; }

    /// <summary>The household, where it is of all of it; or <c>caseId</c>.</summary>
    [Example(null)]
    public Guid? HouseholdId { get; init; }

    /// <summary>Since when it runs; left out where it has not begun.</summary>
    [Example(null)]
    public DateOnly? StartedOn { get; init; }
}

/// <summary>A measure that was planned, with what runs beside it.</summary>
/// <param name="Id">The measure.</param>
/// <param name="Version">Its version.</param>
/// <param name="Overlaps">Measures of the household in the same area and time by others, as far as the caller sees them.</param>
public sealed record PlannedMeasure(Guid Id, uint Version, IReadOnlyList<Guid> Overlaps);

/// <summary>What is answered to who plans a measure.</summary>
/// <param name="Id">The measure.</param>
/// <param name="Overlaps">Measures of the household in the same area and time by others: is that double work?</param>
public sealed record MeasureWarnings(Guid Id, IReadOnlyList<MeasureLink> Overlaps);

/// <summary>A measure to look at.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Href">Where it is read.</param>
public sealed record MeasureLink(Guid Id, [Example("/api/v1/measures/01a2b3c4-0000-7000-8000-000000000000")] string Href);

internal sealed class PlanMeasureValidator : AbstractValidator<PlanMeasure>
{
    public PlanMeasureValidator(CallContext call)
    {
        RuleFor(measure => measure.CaseId).Must((measure, of) => of is null != measure.HouseholdId is null).WithProblem(MeasureProblems.OneSubject);
        RuleFor(measure => measure.StartedOn).Must(day => day <= call.Today).When(measure => measure.StartedOn is not null)
            .WithProblem(MeasureProblems.InFuture);
    }
}

internal sealed class PlanMeasureHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<PlanMeasure, PlannedMeasure>
{
    public async Task<PlannedMeasure> Handle(PlanMeasure request, CancellationToken cancellationToken)
    {
        var of = request.CaseId is { } caseId ? await OfCase(caseId, cancellationToken) : await OfHousehold(request.HouseholdId!.Value, cancellationToken);
        var facts = await db.FactsOf(call, codes, request, of, null, cancellationToken);
        var planned = new Measure(of, facts, request.StartedOn, call.Caller.StaffId, call.Now);
        await db.OneAtATime(planned, cancellationToken);
        await db.CheckOnce(planned, cancellationToken);
        db.Add(planned);
        await db.TellWhoDoesIt(call, planned, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var overlaps = await db.TellOfOverlaps(call, planned, cancellationToken);
        return new PlannedMeasure(planned.Id, planned.Version, overlaps);
    }

    private async Task<MeasureSubject> OfCase(Guid id, CancellationToken cancellationToken)
    {
        var of = await db.OpenCase(call, id, MeasureProblems.CaseClosed, cancellationToken);
        return new MeasureSubject(call.Caller.RequiredOrganisationId, id, of.ClientId, of.HouseholdId);
    }

    private async Task<MeasureSubject> OfHousehold(Guid id, CancellationToken cancellationToken)
    {
        var ids = await db.Set<Case>().WorkedOnBy(db, call.Caller).Where(c => c.HouseholdId == id).Select(c => c.Id).ToArrayAsync(cancellationToken);
        return (await db.OpenCases(call, ids, MeasureProblems.CaseClosed, cancellationToken)).Count > 0
            ? new MeasureSubject(call.Caller.RequiredOrganisationId, null, null, id) : throw RefusedException.NotFound(id);
    }
}

internal static class MeasureBodies
{
    /// <summary>What has been agreed, with the compartment that follows from the area, once the need and the actor are known to be these persons'.</summary>
    /// <param name="db">The database.</param>
    /// <param name="call">Who says so.</param>
    /// <param name="codes">What is known of the area.</param>
    /// <param name="body">What he says.</param>
    /// <param name="of">Whose measure it is.</param>
    /// <param name="before">Who had to do it so far: may have gone meanwhile.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RefusedException">400, 403.</exception>
    public static async Task<MeasureFacts> FactsOf(this CaseDb db, CallContext call, ReferenceCodes codes, MeasureBody body, MeasureSubject of,
        MeasureActor? before, CancellationToken cancellationToken)
    {
        var ofArea = (string?)codes.Attributes(CodeLists.NeedArea, body.Area, call.Today)["compartment"];
        Compartment? compartment = body.Compartment ?? (ofArea is null ? null : Enum.GetValues<Compartment>().Single(c => Compartments.NameOf(c) == ofArea));
        if (compartment is not null && of.Client is null)
        {
            throw RefusedException.Invalid(body.Compartment is null ? "/area" : "/compartment", MeasureProblems.RestrictedHousehold);
        }
        if (of.Client is { } client)
        {
            await db.CheckCompartment(client, compartment, MeasureProblems.CompartmentClosed, cancellationToken);
        }
        var members = db.Set<HouseholdMember>().On(call.Today).Where(member => member.HouseholdId == of.Household).Select(member => member.ClientId);
        if (body.NeedId is { } needId)
        {
            var need = await db.Set<AssessmentArea>()
                .Where(n => n.Id == needId && n.Area == body.Area && (of.Client == null ? members.Contains(n.ClientId) : n.ClientId == of.Client))
                .Select(n => new { n.Compartment }).SingleOrDefaultAsync(cancellationToken)
                ?? throw RefusedException.Invalid("/needId", MeasureProblems.UnknownNeed);
            if (need.Compartment is { } restricted && (compartment is not { } named || Compartments.NameOf(named) != restricted))
            {
                throw RefusedException.Invalid("/compartment", MeasureProblems.RestrictedNeed);
            }
        }
        var actor = new MeasureActor(body.Responsible.Kind, body.Responsible.Id, body.Responsible.Name);
        if (actor is { Kind: MeasureActorKind.Client, Id: null, Name: null })
        {
            actor = actor with { Id = of.Client ?? throw RefusedException.Invalid("/responsible/id", MeasureProblems.IdOrName) };
        }
        if (actor.Id is { } id && (actor.Kind, actor.Id) != (before?.Kind, before?.Id) && !await (actor.Kind switch
        {
            MeasureActorKind.Staff => db.Caseworkers(of.Organisation, call.Today).AnyAsync(member => member.StaffId == id
                && db.Set<Case>().Any(c => (c.Id == of.Case || (of.Case == null && c.HouseholdId == of.Household && c.Status == CaseStatus.Open))
                    && (c.TeamId == member.TeamId
                        || db.Set<CaseParticipant>().Any(part => part.CaseId == c.Id && part.StaffId == id && part.UntilAt == null))), cancellationToken),
            MeasureActorKind.Partner => db.Set<Organisation>().AnyAsync(o => o.Id == id && o.ClosedAt == null, cancellationToken),
            _ => db.Set<Client>().VisibleTo(db, call.Caller).AnyAsync(c => c.Id == id && (c.Id == of.Client || members.Contains(c.Id)), cancellationToken),
        }))
        {
            throw RefusedException.Invalid("/responsible/id", MeasureProblems.UnknownActor);
        }
        return new MeasureFacts(body.Area, compartment, body.NeedId, body.Goal, body.What, actor, body.AgreedIn, body.From, body.DueOn);
    }
}

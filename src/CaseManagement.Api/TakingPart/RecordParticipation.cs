using System.Text.Json.Nodes;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.ServiceDirectory;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.TakingPart;

/// <summary>What somebody takes part in.</summary>
public abstract record ParticipationBody
{
    /// <summary>Kindergarten, school, course, club …</summary>
    [CodeOf(CodeLists.ParticipationKind)]
    public required string Kind { get; init; }

    /// <summary>Of a school which kind. One that belongs to a restricted compartment puts the participation there by itself.</summary>
    [CodeOf(CodeLists.SchoolKind)]
    [Example(null)]
    public string? SchoolKind { get; init; }

    /// <summary>Form of the class, hours of care, kind of course: attribute kinds of the code says with which kinds it goes.</summary>
    [CodeOf(CodeLists.ParticipationForm)]
    public string? Form { get; init; }

    /// <summary>Which one: the course, the class; up to 200 characters.</summary>
    [Example(null)]
    public string? Title { get; init; }

    /// <summary>Whose it is, where the directory does not have it; up to 200 characters.</summary>
    [Example("Kindergarten Sonnenschein")]
    public string? Provider { get; init; }

    /// <summary>The service of the directory.</summary>
    [Example(null)]
    public Guid? ServiceId { get; init; }

    /// <summary>Hours a week, more than 0, at most 80.</summary>
    [Example(35)]
    public decimal? HoursPerWeek { get; init; }

    /// <summary>What else is to be known; up to 1,000 characters.</summary>
    [Example(null)]
    public string? Note { get; init; }

    /// <summary>
    /// What it reveals: then only who is admitted sees it, and it stands in no list of several persons. At a service that carries a compartment it is that
    /// one where none is named.
    /// </summary>
    [Example(null)]
    public Compartment? Compartment { get; init; }
}

internal sealed class ParticipationBodyValidator : AbstractValidator<ParticipationBody>
{
    public ParticipationBodyValidator()
    {
        RuleFor(body => body.Title).NotEmpty().MaximumLength(200).When(body => body.Title is not null);
        RuleFor(body => body.Provider).NotEmpty().MaximumLength(200).When(body => body.Provider is not null);
        RuleFor(body => body.Note).NotEmpty().MaximumLength(1000).When(body => body.Note is not null);
        RuleFor(body => body.HoursPerWeek).GreaterThan(0).LessThanOrEqualTo(80).PrecisionScale(4, 1, true);
    }
}

/// <summary>Records what a person takes part in, as far as it has come.</summary>
[Requires(Permission.WriteCases)]
[Operation("Record a participation", """
    In an open case on which you work: a place in kindergarten or school, a course, a club. `status` says how far it has come (waiting, place or begun)
    and `on` since when, also long ago. Any number at once. Nothing begins after a death (409 `person-has-died`): what began before ends with it.
    """)]
public sealed record RecordParticipation : ParticipationBody, ICommand<Saved>
{
    /// <summary>The case of the person who takes part.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>How far it has come: waiting, place or begun.</summary>
    [Example("waiting")]
    public ParticipationStatus Status { get; init; } = ParticipationStatus.Waiting;

    /// <summary>Since when; today or earlier. Left out: today.</summary>
    [Example(Sample.Day)]
    public DateOnly? On { get; init; }
}

internal sealed class RecordParticipationValidator : AbstractValidator<RecordParticipation>
{
    public RecordParticipationValidator(CallContext call)
    {
        RuleFor(record => record.Status).Must(status => status < ParticipationStatus.Completed).WithProblem(ParticipationProblems.StartsLater);
        RuleFor(record => record.On).Must(day => day is null || day <= call.Today).WithProblem(ParticipationProblems.InFuture);
    }
}

internal sealed class RecordParticipationHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<RecordParticipation, Saved>
{
    public async Task<Saved> Handle(RecordParticipation request, CancellationToken cancellationToken)
    {
        var found = await db.OpenCase(call, request.CaseId, ParticipationProblems.CaseClosed, cancellationToken);
        var facts = await (await request.Facts(db, call, codes, null, cancellationToken)).InCompartmentOfService(db, cancellationToken);
        await db.CheckCompartment(found.ClientId, facts.Compartment, ParticipationProblems.CompartmentClosed, cancellationToken);
        var participation = new Participation((call.Caller.RequiredOrganisationId, request.CaseId, found.ClientId), facts,
            (request.Status, request.On ?? call.Today), call.Caller.StaffId, call.Now);
        participation.Within(await db.LifeOf(found.ClientId, cancellationToken), call.Caller.StaffId, call.Now);
        db.Add(participation);
        return await db.Save(participation, cancellationToken);
    }
}

internal static class ParticipationBodies
{
    /// <summary>What it is, in the compartment of its school where the caller names none; of its service: InCompartmentOfService.</summary>
    /// <exception cref="RefusedException">400 where the parts do not go together, or there is no such service.</exception>
    public static async Task<ParticipationFacts> Facts(
        this ParticipationBody body, CaseDb db, CallContext call, ReferenceCodes codes, Guid? knownService, CancellationToken cancellationToken)
    {
        if (body.SchoolKind is not null && (bool?)codes.Attributes(CodeLists.ParticipationKind, body.Kind, call.Today)["school"] != true)
        {
            throw RefusedException.Invalid("/schoolKind", ParticipationProblems.NotOfKind);
        }
        if (body.Form is { } form && codes.Attributes(CodeLists.ParticipationForm, form, call.Today)["kinds"] is JsonArray kinds
            && kinds.All(kind => (string?)kind != body.Kind))
        {
            throw RefusedException.Invalid("/form", ParticipationProblems.NotOfKind);
        }
        // One that is named already stays, whoever corrects something else.
        if (body.ServiceId is { } service && service != knownService
            && !await db.Set<Service>().KnownTo(db, call.Caller).AnyAsync(row => row.Id == service, cancellationToken))
        {
            throw RefusedException.Invalid("/serviceId", ParticipationProblems.UnknownService);
        }
        var ofSchool = body.SchoolKind is { } school ? (string?)codes.Attributes(CodeLists.SchoolKind, school, call.Today)["compartment"] : null;
        var compartment = body.Compartment ?? Enum.GetValues<Compartment>().Cast<Compartment?>()
            .FirstOrDefault(known => Compartments.NameOf(known!.Value) == ofSchool);
        return new(body.Kind, body.SchoolKind, body.Form, body.Title, body.Provider, body.ServiceId, body.HoursPerWeek, body.Note, compartment);
    }

    /// <summary>The same in the compartment of its service where it is in none yet, as the database puts it (CompartmentByService.sql).</summary>
    public static async Task<ParticipationFacts> InCompartmentOfService(this ParticipationFacts facts, CaseDb db, CancellationToken cancellationToken) =>
        facts is not { Compartment: null, ServiceId: { } at } ? facts : facts with
        {
            Compartment = await db.Set<Service>().Where(row => row.Id == at).Select(row => row.Compartment).SingleOrDefaultAsync(cancellationToken),
        };
}

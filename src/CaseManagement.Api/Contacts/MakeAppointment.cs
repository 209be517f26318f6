using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>What an appointment is to be.</summary>
public abstract record AppointmentBody
{
    /// <summary>When it begins; ahead.</summary>
    [Example("2099-03-16T09:30:00+01:00")]
    public required DateTimeOffset At { get; init; }

    /// <summary>How it is to take place.</summary>
    [CodeOf(CodeLists.ContactKind)]
    public required string Kind { get; init; }

    /// <summary>Minutes, 1 to 1,440.</summary>
    [Example(45)]
    public int DurationMinutes { get; init; } = 45;

    /// <summary>Where; up to 200 characters.</summary>
    [Example("Rathaus, Zimmer 12")]
    public string? Place { get; init; }

    /// <summary>In which language, ISO 639-3.</summary>
    [CodeOf(CodeLists.Language)]
    public string? Language { get; init; }

    /// <summary>Who is to interpret.</summary>
    [CodeOf(CodeLists.InterpreterKind)]
    public string? Interpreter { get; init; }

    internal AppointmentFacts Facts() => new(Kind, At, DurationMinutes, Place, Language, Interpreter);
}

/// <summary>Invites a person.</summary>
[Requires(Permission.WriteCases)]
[Operation("Make an appointment", """
    With the person of an open case on which you work; it is yours, and on your day (German local time) until you say what became of it: `/kept` and
    `/missed` record the contact in the same step.
    """)]
public sealed record MakeAppointment : AppointmentBody, ICommand<Saved>
{
    /// <summary>The case of the person who is invited.</summary>
    public required Guid CaseId { get; init; }
}

/// <summary>Moves an appointment; the person has to be told again.</summary>
[Requires(Permission.WriteCases)]
[Operation("Reschedule an appointment", "invited, confirmed → invited: the body states it as it is to be.")]
public sealed record RescheduleAppointment : AppointmentBody, ICommand<Saved>
{
    /// <summary>The appointment.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The person has said yes.</summary>
/// <param name="Id">The appointment.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.WriteCases)]
[Operation("Confirm an appointment", "invited → confirmed.")]
public sealed record ConfirmAppointment(Guid Id, [property: JsonIgnore] uint Version) : ICommand<Saved>;

/// <summary>Calls an appointment off.</summary>
/// <param name="By">By whom: cancelled-client, cancelled-office, no-interpreter.</param>
[Requires(Permission.WriteCases)]
[Operation("Cancel an appointment", "invited, confirmed → cancelled. It counts as no attempt: nobody was waited for.")]
public sealed record CancelAppointment([CodeOf(CodeLists.ContactOutcome), Example("cancelled-client")] string By) : ICommand<Saved>
{
    /// <summary>The codes that say by whom.</summary>
    internal const string ByClient = "cancelled-client", ByOffice = "cancelled-office", NoInterpreter = "no-interpreter";

    /// <summary>The appointment.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class AppointmentBodyValidator : AbstractValidator<AppointmentBody>
{
    public AppointmentBodyValidator(CallContext call)
    {
        RuleFor(appointment => appointment.At).Must(at => at > call.Now)
            .WithErrorCode(ContactProblems.AppointmentPast.Code).WithMessage(_ => ContactProblems.AppointmentPast.Text());
        RuleFor(appointment => appointment.At).Must(at => at < call.Now.AddYears(2)).WithProblem(ContactProblems.AppointmentFar);
        RuleFor(appointment => appointment.DurationMinutes).InclusiveBetween(1, 1440);
        RuleFor(appointment => appointment.Place).NotEmpty().MaximumLength(200).When(appointment => appointment.Place is not null);
    }
}

internal sealed class CancelAppointmentValidator : AbstractValidator<CancelAppointment>
{
    public CancelAppointmentValidator() => RuleFor(cancel => cancel.By)
        .Must(by => by is CancelAppointment.ByClient or CancelAppointment.ByOffice or CancelAppointment.NoInterpreter)
        .WithErrorCode(ContactProblems.NotByWhom.Code).WithMessage(_ => ContactProblems.NotByWhom.Text());
}

internal sealed class AppointmentHandler(CaseDb db, CallContext call) : IHandler<MakeAppointment, Saved>, IHandler<RescheduleAppointment, Saved>,
    IHandler<ConfirmAppointment, Saved>, IHandler<CancelAppointment, Saved>
{
    public async Task<Saved> Handle(MakeAppointment request, CancellationToken cancellationToken)
    {
        var found = await db.OpenCase(call, request.CaseId, ContactProblems.CaseClosed, cancellationToken);
        if (await db.DiedOn(found.ClientId, cancellationToken) is not null)
        {
            throw new RefusedException(ContactProblems.InvitedDied);
        }
        var appointment = new Appointment((call.Caller.RequiredOrganisationId, request.CaseId, found.ClientId, found.TeamId), request.Facts(),
            call.Caller.StaffId, call.Caller.StaffId, call.Now);
        db.Add(appointment);
        return await db.Save(appointment, cancellationToken);
    }

    public Task<Saved> Handle(RescheduleAppointment request, CancellationToken cancellationToken) =>
        Change(request.Id, request.Version, appointment => appointment.Reschedule(request.Facts(), call.Now), cancellationToken);

    public Task<Saved> Handle(ConfirmAppointment request, CancellationToken cancellationToken) =>
        Change(request.Id, request.Version, appointment => appointment.Confirm(call.Now), cancellationToken);

    public Task<Saved> Handle(CancelAppointment request, CancellationToken cancellationToken) =>
        Change(request.Id, request.Version, appointment => appointment.Cancel(request.By, call.Caller.StaffId, call.Now), cancellationToken);

    private async Task<Saved> Change(Guid id, uint version, Action<Appointment> move, CancellationToken cancellationToken)
    {
        var appointment = await db.Set<Appointment>().ToChange(db, call, id, version, cancellationToken);
        move(appointment);
        return await db.Save(appointment, cancellationToken);
    }
}

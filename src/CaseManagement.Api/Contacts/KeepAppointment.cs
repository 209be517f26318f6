using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Contacts;

/// <summary>The appointment took place: what is told of it becomes the contact.</summary>
[Requires(Permission.WriteCases)]
[Operation("Record that an appointment was kept", """
    invited, confirmed → kept, and the contact is recorded in the same step as `POST /contacts` would: what is left out of `at`, `kind`, `durationMinutes`,
    `language`, `interpreter` is as it was planned; `persons` left out is who was invited. Not before it has begun (409 `appointment-ahead`).
    """)]
public sealed record KeepAppointment : ICommand<Saved>
{
    /// <summary>When it really began; not in the future.</summary>
    [Example(null)]
    public DateTimeOffset? At { get; init; }

    /// <summary>How it took place.</summary>
    [CodeOf(CodeLists.ContactKind), Example(null)]
    public string? Kind { get; init; }

    /// <summary>What came of it; one that says that somebody was spoken to.</summary>
    [CodeOf(CodeLists.ContactOutcome)]
    public required string Outcome { get; init; }

    /// <summary>Minutes, 1 to 1,440.</summary>
    [Example(30)]
    public int? DurationMinutes { get; init; }

    /// <summary>The language that was spoken, ISO 639-3.</summary>
    [CodeOf(CodeLists.Language), Example(null)]
    public string? Language { get; init; }

    /// <summary>Who interpreted.</summary>
    [CodeOf(CodeLists.InterpreterKind), Example(null)]
    public string? Interpreter { get; init; }

    /// <summary>What it was about.</summary>
    [CodeOf(CodeLists.NeedArea)]
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>What it was for.</summary>
    [CodeOf(CodeLists.ContactPurpose)]
    public IReadOnlyList<string> Purposes { get; init; } = [];

    /// <summary>Who was there, all of one household; who was invited among them (400 `appointment-invited-absent`).</summary>
    public IReadOnlyList<ContactPersonBody>? Persons { get; init; }

    /// <summary>What was said.</summary>
    public IReadOnlyList<ContactNoteBody> Notes { get; init; } = [];

    /// <summary>The appointment.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The person did not come.</summary>
/// <param name="Id">The appointment.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that an appointment was missed", """
    invited, confirmed → missed; a contact with the outcome no-show is recorded in the same step and counts as a failed attempt. Not before it has begun
    (409 `appointment-ahead`).
    """)]
public sealed record MissAppointment(Guid Id, [property: JsonIgnore] uint Version) : ICommand<Saved>;

internal sealed class KeepAppointmentValidator : AbstractValidator<KeepAppointment>
{
    public KeepAppointmentValidator(CallContext call)
    {
        RuleFor(kept => kept.At).Must(at => at <= call.Now).When(kept => kept.At is not null)
            .WithErrorCode(ContactProblems.InFuture.Code).WithMessage(_ => ContactProblems.InFuture.Text());
        RuleFor(kept => kept.DurationMinutes).InclusiveBetween(1, 1440);
        RuleFor(kept => kept.Notes).AtMost(20);
    }
}

internal sealed class KeepAppointmentHandler(CaseDb db, CallContext call, ReferenceCodes codes, ISender sender)
    : IHandler<KeepAppointment, Saved>, IHandler<MissAppointment, Saved>
{
    public async Task<Saved> Handle(KeepAppointment request, CancellationToken cancellationToken)
    {
        var appointment = await db.Set<Appointment>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        appointment.CheckBegun(Appointment.KeepMove, call.Now);
        if ((bool?)codes.Attributes(CodeLists.ContactOutcome, request.Outcome, call.Today)["reached"] != true)
        {
            throw RefusedException.Invalid("/outcome", ContactProblems.NotReached);
        }
        if (request.Persons is { } persons && !persons.Any(person => person.ClientId == appointment.ClientId && person.Present))
        {
            throw RefusedException.Invalid("/persons", ContactProblems.InvitedAbsent);
        }
        return await Become(appointment, Appointment.KeepMove, new RecordContact
        {
            At = request.At ?? appointment.At, Kind = request.Kind ?? appointment.Kind, Outcome = request.Outcome,
            DurationMinutes = request.DurationMinutes ?? appointment.DurationMinutes, Language = request.Language ?? appointment.Language,
            Interpreter = request.Interpreter ?? appointment.Interpreter, Topics = request.Topics, Purposes = request.Purposes,
            Persons = request.Persons ?? [new ContactPersonBody(appointment.ClientId)], Notes = request.Notes,
        }, cancellationToken);
    }

    public async Task<Saved> Handle(MissAppointment request, CancellationToken cancellationToken)
    {
        var appointment = await db.Set<Appointment>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        appointment.CheckBegun(Appointment.MissMove, call.Now);
        return await Become(appointment, Appointment.MissMove, new RecordContact
        {
            At = appointment.At, Kind = appointment.Kind, Outcome = NoShow, Persons = [new ContactPersonBody(appointment.ClientId, false)],
        }, cancellationToken);
    }

    private const string NoShow = "no-show";

    // By the same use case, in this transaction: its rules, and no others.
    private async Task<Saved> Become(Appointment appointment, string move, RecordContact contact, CancellationToken cancellationToken)
    {
        var recorded = await sender.Send(contact, cancellationToken);
        appointment.Become(move, recorded.Id, call.Caller.StaffId, call.Now);
        return await db.Save(appointment, cancellationToken);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Facts;

/// <summary>Records that a person has come, and has left where that is known already.</summary>
[Requires(Permission.WriteClients)]
[Operation("Record a presence", """
    That the person is here, [from, until): who leaves on a day is gone that day. Independent of the case. Never two on one day (409 `presences-overlap`).
    Who was born here is present from birth on (400 `not-the-birth`), and allocated by nobody. Nothing follows a death (409 `person-has-died`).
    """)]
public sealed record RecordPresence : PresenceEntry, ICommand<Saved>
{
    /// <summary>Who.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
}

/// <summary>Corrects a presence that was recorded wrongly. The trail keeps what stood there, and why; figures follow.</summary>
[Requires(Permission.WriteClients)]
[Operation("Correct a presence", """
    Sets all of it; what is left out is emptied. A death that was recorded by mistake is corrected so: reminders, participations and dwelling that ended with it
    are as before; appointments and chains are to be made anew, which a notice (`death-taken-back`) tells who leads the case.
    Who led a case that was closed with the death is told as well (`death-taken-back-of-closed`): its reminders come back when it is reopened.
    """)]
public sealed record CorrectPresence : PresenceEntry, ICommand<Saved>, INeedsReason
{
    /// <summary>Why; 1 to 1000 characters.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
    /// <summary>The presence.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>A person has left.</summary>
/// <param name="Until">The first day no longer; where only month or year are known, their first day. Not in the future.</param>
/// <param name="LeaveReason">Why.</param>
/// <param name="Destination">Where to.</param>
/// <param name="UntilPrecision">How precisely the day is known.</param>
[Requires(Permission.WriteClients)]
[Operation("Record that a person has left", """
    present, unknown → left. A death (`died`) also ends the open reminders about the person and the appointments ahead, in the same step; the case stays to
    be closed, and the file stays protected as it is (§ 35 Abs. 5 SGB I).
    """)]
public sealed record LeavePresence(
    [Example("2026-03-31")] DateOnly Until,
    [CodeOf(CodeLists.PresenceLeaveReason)] string LeaveReason,
    [CodeOf(CodeLists.PresenceDestination)] string? Destination = null,
    [Example("day")] FactPrecision UntilPrecision = FactPrecision.Day) : ICommand<Saved>
{
    /// <summary>The presence.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Nobody knows where a person is.</summary>
/// <param name="UnknownSince">Since when; not in the future.</param>
[Requires(Permission.WriteClients)]
[Operation("Record that nobody knows where a person is", "present → unknown. The person is neither gone nor here.")]
public sealed record LosePresence([Example("2026-03-01")] DateOnly UnknownSince) : ICommand<Saved>
{
    /// <summary>The presence.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The person was here all the time.</summary>
[Requires(Permission.WriteClients)]
[Operation("Record that a person was here all the time", "unknown → present. Who was away meanwhile has left, and has come back as a new presence.")]
public sealed record FindPresence(Guid Id, uint Version) : ICommand<Saved>;

/// <summary>It never was so.</summary>
/// <param name="Reason">Why; 1 to 1000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Void a presence", """
    What never was so: it stays readable with the reason, and is in no figure. With a death that it says, what ended with that is as before, as when it is
    corrected.
    """)]
public sealed record VoidPresence([Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The presence.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class PresenceRules : AbstractValidator<PresenceEntry>
{
    public PresenceRules(CallContext call)
    {
        RuleFor(entry => entry.From).HasHappened(call).Must((entry, day) => PresenceDays.Fits(day, entry.FromPrecision))
            .WithProblem(PresenceProblems.Imprecise);
        RuleFor(entry => entry.Until).HasHappened(call).Must((entry, day) => PresenceDays.Fits(day, entry.UntilPrecision))
            .WithProblem(PresenceProblems.Imprecise);
        RuleFor(entry => entry.UntilPrecision).Null().When(entry => entry.Until is null).WithProblem(PresenceProblems.ReasonWithUntil);
        RuleFor(entry => entry.LeaveReason).Must((entry, reason) => reason is null == entry.Until is null).WithProblem(PresenceProblems.ReasonWithUntil);
        RuleFor(entry => entry.Destination).Null().When(entry => entry.Until is null || entry.LeaveReason == Presence.Died)
            .WithProblem(PresenceProblems.DestinationWithUntil);
        RuleFor(entry => entry.UnknownSince).HasHappened(call);
    }
}

internal sealed class LeavePresenceValidator : AbstractValidator<LeavePresence>
{
    public LeavePresenceValidator(CallContext call)
    {
        RuleFor(leave => leave.Until).HasHappened(call).Must((leave, day) => PresenceDays.Fits(day, leave.UntilPrecision))
            .WithProblem(PresenceProblems.Imprecise);
        RuleFor(leave => leave.Destination).Null().When(leave => leave.LeaveReason == Presence.Died).WithProblem(PresenceProblems.DestinationWithUntil);
    }
}

internal sealed class LosePresenceValidator : AbstractValidator<LosePresence>
{
    public LosePresenceValidator(CallContext call) => RuleFor(lose => lose.UnknownSince).HasHappened(call);
}

internal static class PresenceDays
{
    private static readonly DateOnly First = new(1900, 1, 1);

    /// <summary>Where only month or year are known, the date is their first day.</summary>
    internal static bool Fits(DateOnly? day, FactPrecision? precision) => day is not { } on || precision switch
    {
        FactPrecision.Month => on.Day == 1,
        FactPrecision.Year => on.DayOfYear == 1,
        _ => true,
    };

    /// <summary>Up to today, and not before anybody alive.</summary>
    internal static IRuleBuilderOptions<T, DateOnly> HasHappened<T>(this IRuleBuilder<T, DateOnly> rule, CallContext call) =>
        rule.Must(day => day >= First && day <= call.Today).WithProblem(PresenceProblems.Future);

    /// <summary>The same, where a day is stated.</summary>
    internal static IRuleBuilderOptions<T, DateOnly?> HasHappened<T>(this IRuleBuilder<T, DateOnly?> rule, CallContext call) =>
        rule.Must(day => day is null || (day >= First && day <= call.Today)).WithProblem(PresenceProblems.Future);
}

internal sealed class PresenceHandler(CaseDb db, CallContext call)
    : IHandler<RecordPresence, Saved>, IHandler<CorrectPresence, Saved>, IHandler<LeavePresence, Saved>, IHandler<LosePresence, Saved>,
        IHandler<FindPresence, Saved>, IHandler<VoidPresence, Saved>
{
    public async Task<Saved> Handle(RecordPresence request, CancellationToken cancellationToken)
    {
        var controller = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => client.Id == request.ClientId)
            .Select(client => (Guid?)client.OrganisationId).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        CheckOwn(controller);
        await Check(request.ClientId, null, request, cancellationToken);
        var presence = new Presence(controller, request.ClientId, request, call.Caller.StaffId, call.Now);
        db.Add(presence);
        return await Save(presence, null, cancellationToken);
    }

    public async Task<Saved> Handle(CorrectPresence request, CancellationToken cancellationToken)
    {
        var presence = await ToChange(request.Id, request.Version, cancellationToken);
        await Check(presence.ClientId, presence.Id, request, cancellationToken);
        return await Change(presence, () => presence.Correct(request, call.Now), cancellationToken);
    }

    public async Task<Saved> Handle(LeavePresence request, CancellationToken cancellationToken)
    {
        var presence = await ToChange(request.Id, request.Version, cancellationToken);
        return await Change(presence, () => presence.Leave(request.Until, request.UntilPrecision, request.LeaveReason, request.Destination, call.Now),
            cancellationToken);
    }

    public async Task<Saved> Handle(LosePresence request, CancellationToken cancellationToken)
    {
        var presence = await ToChange(request.Id, request.Version, cancellationToken);
        return await Change(presence, () => presence.Lose(request.UnknownSince, call.Now), cancellationToken);
    }

    public async Task<Saved> Handle(FindPresence request, CancellationToken cancellationToken)
    {
        var presence = await ToChange(request.Id, request.Version, cancellationToken);
        return await Change(presence, () => presence.Find(call.Now), cancellationToken);
    }

    public async Task<Saved> Handle(VoidPresence request, CancellationToken cancellationToken)
    {
        var presence = await ToChange(request.Id, request.Version, cancellationToken);
        return await Change(presence, () => presence.Void(request.Reason, call.Caller.StaffId, call.Now), cancellationToken);
    }

    private async Task<Saved> Change(Presence presence, Action change, CancellationToken cancellationToken)
    {
        var diedOn = presence.DiedOn;
        change();
        return await Save(presence, diedOn, cancellationToken);
    }

    private async Task<Saved> Save(Presence presence, DateOnly? diedOn, CancellationToken cancellationToken)
    {
        if (presence.DiedOn is { } day && day != diedOn)
        {
            await presence.EndWithDeath(db, call, cancellationToken);
        }
        else if (presence.DiedOn is null && diedOn is not null)
        {
            await presence.TakeDeathBack(db, call, cancellationToken);
        }
        return await db.Save(presence, cancellationToken);
    }

    private async Task<Presence> ToChange(Guid id, uint version, CancellationToken cancellationToken)
    {
        var presence = await db.Set<Presence>().VisibleTo(db, call.Caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        CheckOwn(presence.OrganisationId);
        IfMatch.Check(version, presence.Version);
        return presence;
    }

    private void CheckOwn(Guid controller)
    {
        if (controller != call.Caller.OrganisationId)
        {
            throw new RefusedException(ClientProblems.HandedOver);
        }
    }

    private async Task Check(Guid client, Guid? presence, PresenceEntry entry, CancellationToken cancellationToken)
    {
        var person = await db.Set<Client>().Where(row => row.Id == client).Select(row => new
        {
            row.BirthDate, row.BirthDatePrecision,
            DiedOn = db.Set<Presence>().Where(other => other.ClientId == client && other.Id != presence && other.VoidedAt == null
                && other.LeaveReason == Presence.Died).Min(other => other.UntilDate),
            LastArrival = db.Set<Presence>().Where(other => other.ClientId == client && other.Id != presence && other.VoidedAt == null)
                .Max(other => (DateOnly?)other.FromDate),
        }).SingleAsync(cancellationToken);
        Presence.CheckLife(entry, BirthDate.Of(person.BirthDate, person.BirthDatePrecision), person.DiedOn, person.LastArrival);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Counselling;

/// <summary>Counselling pauses, for a coded reason.</summary>
/// <param name="ReasonCode">Why.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day no longer; left out where nobody knows yet.</param>
/// <param name="Note">In words, up to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Pause counselling", "Its days are counselled later: the end moves. Two pauses of a case do not overlap (409 `counselling-pauses-overlap`).")]
public sealed record PauseCounselling(
    [CodeOf(CodeLists.CounsellingPauseReason)] string ReasonCode,
    DateOnly From,
    [Example(Sample.LaterDay)] DateOnly? Until = null,
    [Example(null)] string? Note = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match, of the case.</summary>
    [JsonIgnore] public uint Version { get; init; }

    [JsonIgnore] string IGivesReason.Reason => ReasonCode;
}

internal sealed class PauseCounsellingValidator : AbstractValidator<PauseCounselling>
{
    public PauseCounsellingValidator()
    {
        RuleFor(pause => pause.Until).Must((pause, until) => until is null || until > pause.From).WithProblem(CounsellingProblems.UntilBeforeFrom);
        RuleFor(pause => pause.Note).NotEmpty().MaximumLength(1000).When(pause => pause.Note is not null);
    }
}

internal sealed class PauseCounsellingHandler(CaseDb db, CallContext call) : IHandler<PauseCounselling, Saved>
{
    public async Task<Saved> Handle(PauseCounselling request, CancellationToken cancellationToken)
    {
        var of = await db.CounselledCase(call, request.Id, request.Version, cancellationToken);
        db.Add(new CounsellingPause(of, (request.ReasonCode, request.Note), request.From, request.Until, call.Caller.StaffId, call.Now));
        return await db.SaveCounselled(call, of, cancellationToken);
    }
}

/// <summary>A pause ends, or ended on another day than was recorded.</summary>
/// <param name="Until">First day no longer; left out: today.</param>
[Requires(Permission.WriteCases)]
[Operation("End a pause of counselling", "On its first day no longer; today where it is left out. Also moves an end that is on record.")]
public sealed record EndCounsellingPause([Example(Sample.LaterDay)] DateOnly? Until = null) : ICommand<Saved>
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>The pause.</summary>
    [JsonIgnore] public Guid PauseId { get; init; }

    /// <summary>If-Match, of the case.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class EndCounsellingPauseHandler(CaseDb db, CallContext call) : IHandler<EndCounsellingPause, Saved>
{
    public async Task<Saved> Handle(EndCounsellingPause request, CancellationToken cancellationToken)
    {
        var of = await db.CounselledCase(call, request.Id, request.Version, cancellationToken);
        (await db.PauseOf(of, request.PauseId, cancellationToken)).End(request.Until ?? call.Today, call.Now);
        return await db.SaveCounselled(call, of, cancellationToken);
    }
}

/// <summary>A pause was recorded by mistake.</summary>
/// <param name="Reason">Why, for the trail.</param>
[Requires(Permission.WriteCases)]
[Operation("Remove a pause of counselling", "Where it was recorded by mistake: the end moves back. The trail keeps it.")]
public sealed record RemoveCounsellingPause([Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>The pause.</summary>
    [JsonIgnore] public Guid PauseId { get; init; }

    /// <summary>If-Match, of the case.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RemoveCounsellingPauseHandler(CaseDb db, CallContext call) : IHandler<RemoveCounsellingPause, Saved>
{
    public async Task<Saved> Handle(RemoveCounsellingPause request, CancellationToken cancellationToken)
    {
        var of = await db.CounselledCase(call, request.Id, request.Version, cancellationToken);
        db.Remove(await db.PauseOf(of, request.PauseId, cancellationToken));
        return await db.SaveCounselled(call, of, cancellationToken);
    }
}

internal static class CounsellingPauses
{
    public static async Task<CounsellingPause> PauseOf(this CaseDb db, Case of, Guid id, CancellationToken cancellationToken) =>
        await db.Set<CounsellingPause>().SingleOrDefaultAsync(pause => pause.Id == id && pause.CaseId == of.Id, cancellationToken)
        ?? throw RefusedException.NotFound(id);
}

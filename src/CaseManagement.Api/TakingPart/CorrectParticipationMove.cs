using System.Text.Json.Serialization;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.TakingPart;

/// <summary>The day of a move was recorded wrongly.</summary>
/// <param name="On">When it was so; of an end the first day no longer.</param>
/// <param name="Reason">Why, for the trail; 1 to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Correct the day of a move", "The order of the states holds. What stood there stays in the trail; when it was recorded stays as it is.")]
public sealed record CorrectParticipationMove([Example(Sample.Day)] DateOnly On, [Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The participation.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>The move.</summary>
    [JsonIgnore] public Guid MoveId { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The last move was recorded by mistake.</summary>
/// <param name="Reason">Why, for the trail; 1 to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Take back the last move", "What never was so: the participation stands again as before. The trail keeps it, and why.")]
public sealed record TakeBackParticipationMove([Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The participation.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The participation never was.</summary>
/// <param name="Reason">Why, for the trail; 1 to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Remove a participation", "What never was, such as one of another person. It is in no list and no figure any more; the trail keeps it, and why.")]
public sealed record RemoveParticipation([Example(Sample.Reason)] string Reason) : ICommand<bool>, INeedsReason
{
    /// <summary>The participation.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CorrectParticipationMoveValidator : AbstractValidator<CorrectParticipationMove>
{
    public CorrectParticipationMoveValidator(CallContext call)
    {
        RuleFor(correct => correct.On).Must(day => day <= call.Today.AddDays(1)).WithProblem(ParticipationProblems.InFuture);
    }
}

internal sealed class CorrectParticipationMoveHandler(CaseDb db, CallContext call)
    : IHandler<CorrectParticipationMove, Saved>, IHandler<TakeBackParticipationMove, Saved>, IHandler<RemoveParticipation, bool>
{
    public async Task<Saved> Handle(CorrectParticipationMove request, CancellationToken cancellationToken)
    {
        var participation = await Loaded(request.Id, request.Version, cancellationToken);
        participation.CorrectMove(request.MoveId, request.On, call.Today, call.Now);
        participation.Within(await db.LifeOf(participation.ClientId, cancellationToken), call.Caller.StaffId, call.Now);
        return await db.Save(participation, cancellationToken);
    }

    public async Task<Saved> Handle(TakeBackParticipationMove request, CancellationToken cancellationToken)
    {
        var participation = await Loaded(request.Id, request.Version, cancellationToken);
        participation.TakeBack(call.Now);
        return await db.Save(participation, cancellationToken);
    }

    public async Task<bool> Handle(RemoveParticipation request, CancellationToken cancellationToken)
    {
        db.Remove(await Loaded(request.Id, request.Version, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private Task<Participation> Loaded(Guid id, uint version, CancellationToken cancellationToken) =>
        db.Set<Participation>().Include(row => row.History).ToChange(db, call, id, version, cancellationToken);
}

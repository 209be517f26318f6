using CaseManagement.Api.Http;
using FluentValidation;

namespace CaseManagement.Api.Demo;

/// <summary>Moves the product's clock ahead of where it started, so that a demo can show what happens after a deadline.</summary>
[Requires(Permission.OperateJobs), ByOperator]
[Operation("Move the clock", "Only where the configuration allows it (Demo:AdjustableClock), never in a real installation.")]
public sealed record MoveClock : ICommand<ClockState>
{
    /// <summary>Whole hours ahead of where the clock started, 0 to 8,784 (366 days); 0 sets it right again.</summary>
    public required int HoursAhead { get; init; }
}

/// <summary>What the product takes for now.</summary>
/// <param name="Now">The product's time.</param>
/// <param name="HoursAhead">Ahead of where the clock started.</param>
public sealed record ClockState(DateTimeOffset Now, int HoursAhead);

internal sealed class MoveClockValidator : AbstractValidator<MoveClock>
{
    public MoveClockValidator() => RuleFor(command => command.HoursAhead).InclusiveBetween(0, 366 * 24);
}

internal sealed class MoveClockHandler(ProductClock clock) : IHandler<MoveClock, ClockState>
{
    public Task<ClockState> Handle(MoveClock request, CancellationToken cancellationToken)
    {
        clock.Offset = TimeSpan.FromHours(request.HoursAhead);
        return Task.FromResult(new ClockState(clock.GetUtcNow(), request.HoursAhead));
    }
}

/// <summary>The demo's clock: an endpoint only where Demo:AdjustableClock is set, which no real installation does.</summary>
public static class ClockEndpoints
{
    /// <summary>Maps /demo/clock.</summary>
    public static void MapClock(this IEndpointRouteBuilder api) =>
        api.Put<MoveClock>("/demo/clock").WithTags("Demo").ExcludeFromDescription();
}

namespace CaseManagement.Api.Http;

/// <summary>
/// The product's clock, which demos and tests may move. Registered as TimeProvider; without Demo:AdjustableClock it is
/// the system's clock and nothing moves it.
/// </summary>
public sealed class AdjustableClock : TimeProvider
{
    private long offsetTicks;

    /// <summary>How far ahead of the system's clock.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks));
        set => Interlocked.Exchange(ref offsetTicks, value.Ticks);
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
}

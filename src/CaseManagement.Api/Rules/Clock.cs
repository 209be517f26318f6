namespace CaseManagement.Api.Rules;

/// <summary>
/// The product's clock, which demos and tests may move; without Demo:AdjustableClock nothing does. A type of its own,
/// because the job engines need the system's clock and take the registration of TimeProvider for themselves.
/// </summary>
/// <param name="ahead">How far ahead of the system's clock it starts, behind it when negative; setting it right again comes back to this.</param>
public sealed class ProductClock(TimeSpan ahead = default) : TimeProvider
{
    private long offsetTicks;

    /// <summary>How far it was moved since.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks));
        set => Interlocked.Exchange(ref offsetTicks, value.Ticks);
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead + Offset;
}

/// <summary>
/// The machine's own clock, by which one-time passwords go: the apps that make them know nothing of a product whose clock was moved for a demo.
/// </summary>
public static class MachineTime
{
    /// <summary>Now, wherever the product's clock stands.</summary>
    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}

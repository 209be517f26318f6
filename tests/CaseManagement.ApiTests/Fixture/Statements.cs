using System.Diagnostics;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>Counts the round trips to the database on the current flow of control, as Npgsql reports them.</summary>
public sealed class Statements : IDisposable
{
    private static readonly AsyncLocal<Statements?> Current = new();
    private readonly ActivityListener listener;
    private int count;

    public Statements()
    {
        Current.Value = this;
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ =>
            {
                if (Current.Value == this)
                {
                    Interlocked.Increment(ref count);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public int Count => count;

    public void Dispose()
    {
        listener.Dispose();
        Current.Value = null;
    }
}

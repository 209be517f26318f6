namespace CaseManagement.Api.Clients;

/// <summary>What was so for a time, [from, until) in days. Ends and corrections go through <see cref="History"/>.</summary>
public abstract class Period
{
    /// <summary>For the database.</summary>
    protected Period() { }

    /// <summary>A new period of a client.</summary>
    protected Period(Guid organisationId, Guid clientId, DateOnly from, DateOnly? until, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId) = (organisationId, clientId);
        Move(from, until);
    }

    /// <summary>The period.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day no longer; null while it lasts.</summary>
    public DateOnly? UntilDate { get; private set; }

    /// <summary>Whether it holds on a day.</summary>
    public bool Holds(DateOnly day) => FromDate <= day && (UntilDate is null || UntilDate > day);

    internal bool Overlaps(DateOnly from, DateOnly? until) => (UntilDate is null || UntilDate > from) && (until is null || FromDate < until);

    internal void Move(DateOnly from, DateOnly? until)
    {
        if (until <= from)
        {
            throw RefusedException.Invalid("/until", ClientProblems.UntilBeforeFrom);
        }
        (FromDate, UntilDate) = (from, until);
    }
}

/// <summary>Periods in queries.</summary>
public static class PeriodQueries
{
    /// <summary>Those that hold on a day; see <see cref="Period.Holds"/>.</summary>
    public static IQueryable<T> On<T>(this IQueryable<T> periods, DateOnly day) where T : Period =>
        periods.Where(period => period.FromDate <= day && (period.UntilDate == null || period.UntilDate > day));
}

/// <summary>
/// How periods of one kind and one person follow each other: never two on one day. No edit drops a period or a day that
/// another period holds, unless it says so (ending, removing).
/// </summary>
public static class History
{
    /// <summary>
    /// Something new is to begin. The period that holds on that day and was to last on ends there: that is what a change is.
    /// </summary>
    /// <exception cref="RefusedException">409 where the new period would lie on another one in any other way.</exception>
    public static void MakeRoom(IEnumerable<Period> periods, Period next)
    {
        var met = periods.Where(period => period.Overlaps(next.FromDate, next.UntilDate)).ToList();
        var previous = met is [var only] && only.FromDate < next.FromDate
            && (only.UntilDate is null || next.UntilDate is null || only.UntilDate <= next.UntilDate) ? only : null;
        if (met.Count > 0 && previous is null)
        {
            throw new RefusedException(ClientProblems.PeriodsOverlap);
        }
        previous?.Move(previous.FromDate, next.FromDate);
    }

    /// <summary>Moves a period that was recorded with wrong days. Others stay as they are.</summary>
    /// <exception cref="RefusedException">404 for an unknown period; 409 where it would lie on another one.</exception>
    public static T Move<T>(IReadOnlyCollection<T> periods, Guid id, DateOnly from, DateOnly? until) where T : Period
    {
        var period = Find(periods, id);
        if (periods.Any(other => other != period && other.Overlaps(from, until)))
        {
            throw new RefusedException(ClientProblems.PeriodsOverlap);
        }
        period.Move(from, until);
        return period;
    }

    /// <summary>A period ends and nothing follows yet. The end lies inside it.</summary>
    /// <exception cref="RefusedException">404 for an unknown period; 409 when it has ended before that day.</exception>
    public static void End(IEnumerable<Period> periods, Guid id, DateOnly until)
    {
        var period = Find(periods, id);
        if (period.UntilDate < until)
        {
            throw new RefusedException(ClientProblems.PeriodEnded);
        }
        period.Move(period.FromDate, until);
    }

    /// <summary>One of the periods.</summary>
    /// <exception cref="RefusedException">404 for an unknown period.</exception>
    public static T Find<T>(IEnumerable<T> periods, Guid id) where T : Period =>
        periods.SingleOrDefault(period => period.Id == id) ?? throw RefusedException.NotFound(id);
}

internal static class Text
{
    /// <summary>Without blanks around it; null where nothing is left.</summary>
    internal static string? Clean(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

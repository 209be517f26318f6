namespace CaseManagement.Api.Reminders;

/// <summary>
/// A version of what an organisation has said, from a day on, over a reference of the product. Never changed: what is to be another way is another version. In
/// force on a day is the organisation's own with the latest first day, of those the one made last; without one the reference. One that has not begun can be
/// taken back.
/// </summary>
public abstract class DatedVersion
{
    /// <summary>The version.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose it is; null of the reference.</summary>
    public Guid? OrganisationId { get; private set; }
    /// <summary>The organisation's versions are counted from 1.</summary>
    public int Number { get; private set; }
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>False: it is switched off.</summary>
    public bool IsActive { get; private set; }
    /// <summary>Why it was changed.</summary>
    public string? Note { get; internal init; }
    /// <summary>By whom.</summary>
    public Guid? CreatedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>When it was taken back, before its first day: it never holds.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }
    /// <summary>By whom.</summary>
    public Guid? WithdrawnBy { get; private set; }

    /// <summary>The refusal to take back one that holds or held.</summary>
    private protected abstract ProblemType Begun { get; }
    /// <summary>The refusal of another version while this one is planned for a later day, and nobody has said what becomes of it.</summary>
    internal abstract ProblemType Planned { get; }

    private protected void Begin(Guid organisationId, int number, bool isActive, DateOnly from, Guid by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, Number, IsActive, FromDate, CreatedBy, CreatedAt) = (organisationId, number, isActive, from, by, now);
    }

    /// <summary>It is not to be.</summary>
    /// <exception cref="RefusedException">409 where it holds or held.</exception>
    public void Withdraw(Guid by, DateOnly today, DateTimeOffset now)
    {
        if (FromDate <= today)
        {
            throw new RefusedException(Begun);
        }
        (WithdrawnAt, WithdrawnBy) = (now, by);
    }
}

internal static class DatedVersions
{
    /// <summary>How often something was changed: by each version, and by each that was taken back.</summary>
    public static uint TagOf(IEnumerable<DatedVersion> own) => own.Aggregate(0u, (sum, version) => sum + (version.WithdrawnAt is null ? 1u : 2u));

    /// <summary>The number of the version that comes next.</summary>
    public static int Next(IEnumerable<DatedVersion> own) => own.Select(version => version.Number).DefaultIfEmpty().Max() + 1;

    /// <summary>The one in force on a day: the organisation's own, else the reference.</summary>
    public static T? On<T>(this IEnumerable<T> versions, DateOnly day) where T : DatedVersion => versions
        .Where(version => version.WithdrawnAt is null && version.FromDate <= day)
        .OrderBy(version => version.OrganisationId is null).ThenByDescending(version => version.FromDate).ThenByDescending(version => version.Number)
        .FirstOrDefault();

    /// <summary>Before another version holds from a day on: those that are planned for later days are kept or taken back, as is said.</summary>
    /// <exception cref="RefusedException">409 where there are some and nothing is said.</exception>
    public static void Settle(IEnumerable<DatedVersion> own, DateOnly from, PlannedVersions? said, CallContext call)
    {
        var planned = own.Where(version => version.WithdrawnAt is null && version.FromDate > from).ToList();
        if (planned.Count > 0 && said is null)
        {
            throw new RefusedException(planned[0].Planned)
            {
                Extensions =
                {
                    ["planned"] = planned.GroupBy(version => version.FromDate).OrderBy(day => day.Key).Select(day => day.MaxBy(version => version.Number)!)
                        .Select(version => new PlannedVersion(version.Number, version.FromDate, version.IsActive)).ToList(),
                },
            };
        }
        if (said is PlannedVersions.Withdraw)
        {
            planned.ForEach(version => version.Withdraw(call.Caller.RequiredStaffId, call.Today, call.Now));
        }
    }

    /// <summary>Takes back one of them by its number.</summary>
    /// <exception cref="RefusedException">404, 409 where it holds or held.</exception>
    public static DatedVersion Withdraw(IEnumerable<DatedVersion> own, int number, CallContext call)
    {
        var version = own.SingleOrDefault(row => row.Number == number && row.WithdrawnAt is null) ?? throw RefusedException.NotFound();
        version.Withdraw(call.Caller.RequiredStaffId, call.Today, call.Now);
        return version;
    }
}

using System.Reflection;

namespace CaseManagement.Api.Jobs;

/// <summary>
/// Work that the product does by itself: a command of the system, sent once for each organisation (or once for all),
/// on a schedule and whenever a dated wake-up falls due. Running it twice changes nothing more.
/// </summary>
/// <param name="name">kebab-case, stable: it is the key of jobs.recurring_command.</param>
/// <param name="cron">Five fields, UTC.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RecurringAttribute(string name, string cron) : Attribute
{
    /// <summary>The command's stable name.</summary>
    public string Name { get; } = name;

    /// <summary>When it is woken: five fields, UTC.</summary>
    public string Cron { get; } = cron;

    /// <summary>False for work that belongs to no organisation (sealing the trail, sweeping sessions).</summary>
    public bool ForEachOrganisation { get; init; } = true;
}

/// <summary>A recurring command answers how many rows it has changed.</summary>
public interface IRecurringCommand : ICommand<int>;

/// <summary>One that does a batch in each transaction, and is sent again while there may be more.</summary>
public interface IRunsInBatches : IRecurringCommand
{
    /// <summary>How many rows a whole batch changes at least; after fewer there are no more.</summary>
    int BatchSize { get; }
}

/// <summary>One entry of the table of recurring commands.</summary>
/// <param name="Name">Stable name.</param>
/// <param name="Cron">Schedule, UTC.</param>
/// <param name="Type">The command.</param>
/// <param name="ForEachOrganisation">Whether it is sent once for each organisation.</param>
public sealed record RecurringCommand(string Name, string Cron, Type Type, bool ForEachOrganisation)
{
    /// <summary>All of them, found by their attribute.</summary>
    public static readonly IReadOnlyList<RecurringCommand> All =
    [
        .. typeof(RecurringCommand).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(RecurringAttribute)))
            .Select(type => (type, attribute: type.GetCustomAttribute<RecurringAttribute>()!))
            .Select(found => new RecurringCommand(found.attribute.Name, found.attribute.Cron, found.type, found.attribute.ForEachOrganisation))
            .OrderBy(command => command.Name, StringComparer.Ordinal),
    ];
}

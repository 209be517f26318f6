using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Audit;

/// <summary>Knows the names of colleagues, of whom the trail holds ids.</summary>
public interface INamesStaff
{
    /// <summary>Given name, family name of those whom the caller's organisation knows.</summary>
    Task<IReadOnlyDictionary<Guid, string>> Names(CaseDb db, IReadOnlyCollection<Guid> staff, CancellationToken cancellationToken);
}

internal static class StaffNames
{
    private static readonly INamesStaff Known = Contributions.The<INamesStaff>();

    /// <summary>The names of those who appear in some rows.</summary>
    internal static Task<IReadOnlyDictionary<Guid, string>> NamesOf(this CaseDb db, IEnumerable<Guid?> staff, CancellationToken cancellationToken) =>
        Known.Names(db, [.. staff.OfType<Guid>().Distinct()], cancellationToken);

    /// <summary>One of them; null for the system and for who is not known here.</summary>
    internal static string? Of(this IReadOnlyDictionary<Guid, string> names, Guid? staff) => staff is { } id ? names.GetValueOrDefault(id) : null;
}

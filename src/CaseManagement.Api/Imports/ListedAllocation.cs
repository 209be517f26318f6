using System.Globalization;
using CaseManagement.Api.Facts;

namespace CaseManagement.Api.Imports;

/// <summary>
/// What a row's allocation is to those on file. The same day once more is the same allocation, corrected where lists alone have told it; what a person has
/// recorded, corrected or cancelled a list leaves alone. One that has not begun comes earlier where a later list says so. Whoever was born after it was not
/// allocated.
/// </summary>
/// <param name="OnFile">Which one it is; null where it is a new one, or none.</param>
/// <param name="Entry">What there is to write; null where there is nothing.</param>
/// <param name="IsKept">The row says otherwise than the file, where a person has settled it.</param>
internal sealed record ListedAllocation(Allocation? OnFile, AllocationEntry? Entry, bool IsKept = false)
{
    /// <summary>The later day from which what the list says is to begin earlier; null where it is not.</summary>
    internal DateOnly? ComesFrom { get; } = OnFile is { } known && Entry is { } entry && entry.AllocatedOn < known.AllocatedOn ? known.AllocatedOn : null;

    /// <summary>Of a row about somebody with these allocations.</summary>
    /// <param name="onFile">All that are on file, cancelled ones too.</param>
    /// <param name="facts">The row.</param>
    /// <param name="born">The birth date on file, where the row knows none.</param>
    /// <param name="list">The list.</param>
    /// <param name="importId">The import that tells it.</param>
    /// <param name="today">Today in Germany.</param>
    internal static ListedAllocation Of(
        IReadOnlyCollection<Allocation> onFile, AllocationFacts facts, DateOnly? born, JudgedList list, Guid importId, DateOnly today)
    {
        var day = facts.AllocationDate;
        if ((facts.BirthDate.Date ?? born) > day)
        {
            return new ListedAllocation(null, null);
        }
        var entry = EntryOf(facts, list);
        if (onFile.Where(known => known.AllocatedOn == day || known.ListedOn == day).OrderBy(known => known.Status)
            .ThenBy(known => known.AllocatedOn != day).FirstOrDefault() is { } same)
        {
            return same.Says(entry) ? new ListedAllocation(same, null)
                : same.IsOfLists ? new ListedAllocation(same, entry) : new ListedAllocation(same, null, IsKept: true);
        }
        return new ListedAllocation(
            onFile.Where(known => known.IsOfLists && known.ImportId != importId && known.AllocatedOn > today && known.AllocatedOn > day)
                .MinBy(known => known.AllocatedOn), entry);
    }

    /// <summary>What the row changes; null where it changes nothing.</summary>
    /// <param name="nameOf">Names of accommodations.</param>
    /// <param name="write">Writes what goes along.</param>
    internal Difference? Difference(Func<Guid, string?> nameOf, Action write)
    {
        if (Entry is null)
        {
            return null;
        }
        var told = Written(Entry.AllocatedOn, Entry.AccommodationId, Entry.ResidenceStatus ?? OnFile?.ResidenceStatus);
        var known = OnFile is { Compartment: null } same ? Written(same.AllocatedOn, same.AccommodationId, same.ResidenceStatus) : null;
        return new Difference(DifferenceField.Allocation, known, told, write, OnFile?.Compartment is not null);

        string Written(DateOnly day, Guid? place, string? status) => string.Join(", ",
            new[] { day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), place is { } id ? nameOf(id) : null, status }.OfType<string>());
    }

    /// <summary>As a list tells it.</summary>
    private static AllocationEntry EntryOf(AllocationFacts facts, JudgedList list)
    {
        var place = list.PlaceOf(facts);
        return new AllocationEntry
        {
            AllocatedOn = facts.AllocationDate, AccommodationId = place.Id, ResidenceStatus = facts.ResidenceStatus == "unknown" ? null : facts.ResidenceStatus,
            MunicipalityAgs = place.Ags ?? list.Owner.Ags, DistrictId = list.Owner.DistrictId,
        };
    }

    public override string ToString() => nameof(ListedAllocation);
}

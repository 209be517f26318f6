using System.Text.Json.Serialization;
using AutoMapper.QueryableExtensions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>The orders of the directory's lists.</summary>
public enum DirectorySort
{
    /// <summary>By name.</summary>
    [JsonStringEnumMemberName("name")] Name,
    /// <summary>By name, from the end.</summary>
    [JsonStringEnumMemberName("-name")] NameDescending,
    /// <summary>The newest first.</summary>
    [JsonStringEnumMemberName("-createdAt")] Newest,
}

/// <summary>A list of the directory; what it can be narrowed by is each list's own.</summary>
/// <typeparam name="TEntry">What it shows of a row.</typeparam>
public abstract record DirectoryList<TEntry> : IQuery<Page<TEntry>>
{
    /// <summary>ended: closed ones, too.</summary>
    public Include? Include { get; init; }
    /// <summary>name where left out, -name, or -createdAt (the newest first).</summary>
    public DirectorySort Sort { get; init; }
    /// <summary>Which page.</summary>
    public Paging Page { get; init; } = Paging.First;
}

/// <summary>A row of the directory: an organisation, a team, an accommodation.</summary>
internal interface IListed : IRoot
{
    string Name { get; }
    DateTimeOffset CreatedAt { get; }
    DateTimeOffset? ClosedAt { get; }
}

internal static class DirectoryLists
{
    /// <summary>One page of rows that have been narrowed already.</summary>
    public static async Task<Page<TEntry>> Show<TRow, TEntry>(
        this DirectoryList<TEntry> list, CaseDb db, Caller caller, IQueryable<TRow> rows, CancellationToken cancellationToken)
        where TRow : class, IListed where TEntry : DirectoryEntry
    {
        var (order, filter) = (Orders<TRow, TEntry>.Of[list.Sort], list with { Page = Paging.First });
        if (list.Include is null)
        {
            rows = rows.Where(row => row.ClosedAt == null);
        }
        var shown = await order.Next(rows, list.Page, filter).As<TEntry>(db, caller).ToListAsync(cancellationToken);
        return await order.CutMoving(shown, rows, list.Page, filter, cancellationToken);
    }

    /// <summary>One row, as the directory shows it.</summary>
    /// <exception cref="RefusedException">404.</exception>
    public static async Task<TView> Show<TRow, TView>(
        this IQueryable<TRow> rows, CaseDb db, Caller caller, Guid id, CancellationToken cancellationToken)
        where TRow : class, IListed where TView : DirectoryEntry =>
        await rows.Where(row => row.Id == id).As<TView>(db, caller).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(id);

    /// <summary>Rows as the directory shows them.</summary>
    public static IQueryable<TShown> As<TShown>(this IQueryable rows, CaseDb db, Caller caller) =>
        rows.ProjectTo<TShown>(DirectoryMaps.Configuration, new { db, known = db.Set<Accommodation>().KnownTo(caller) });

    // The names are authorities' and houses', not persons': they may stand in a cursor. By age there is no index: the directory is small.
    private static class Orders<TRow, TEntry> where TRow : class, IListed where TEntry : DirectoryEntry
    {
        public static readonly Dictionary<DirectorySort, Order<TRow, TEntry>> Of = new()
        {
            [DirectorySort.Name] = Order.Ascending((TRow row) => ValueTuple.Create(row.Name, row.Id), (TEntry entry) => (entry.Name, entry.Id)),
            [DirectorySort.NameDescending] = Order.Descending((TRow row) => ValueTuple.Create(row.Name, row.Id), (TEntry entry) => (entry.Name, entry.Id)),
            [DirectorySort.Newest] = Order.Descending((TRow row) => ValueTuple.Create(row.CreatedAt, row.Id), (TEntry entry) => (entry.CreatedAt, entry.Id)),
        };
    }
}

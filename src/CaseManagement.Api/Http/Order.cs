using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Http;

/// <summary>
/// One order of a list: by a key and, for the same key, by id. It pages by a row comparison <c>(key, id) &gt; (@key, @id)</c>,
/// for which an index has to exist. A list with several orders declares an enum of them, spoken as <c>name</c> or
/// <c>-name</c> ([JsonStringEnumMemberName]), and chooses by it. The key of a person's list is never a name: it would stand in the cursor.
/// </summary>
/// <typeparam name="TRow">What the query pages through.</typeparam>
/// <typeparam name="TShown">What the page shows of it.</typeparam>
public abstract class Order<TRow, TShown> where TShown : class
{
    /// <summary>The rows of the page that was asked for and one more, which tells that there is a next page.</summary>
    /// <param name="rows">The whole list.</param>
    /// <param name="page">Which page.</param>
    /// <param name="filter">The request without its paging: a cursor belongs to it.</param>
    public abstract IQueryable<TRow> Next(IQueryable<TRow> rows, Paging page, object filter);

    /// <summary>The page made of what was read, with the cursor behind its last row.</summary>
    public abstract Page<TShown> Cut(IReadOnlyList<TShown> read, Paging page, object filter, int? count = null);

    /// <summary>
    /// The same for a list whose keys change, such as days that are put off: a row that has moved behind the cursor comes at the end (<see cref="Walk"/>).
    /// </summary>
    /// <param name="read">See <see cref="Next"/>.</param>
    /// <param name="rows">The whole list.</param>
    /// <param name="page">Which page.</param>
    /// <param name="filter">The request without its paging.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public abstract Task<Page<TShown>> CutMoving(
        IReadOnlyList<TShown> read, IQueryable<TRow> rows, Paging page, object filter, CancellationToken cancellationToken);
}

/// <summary>Makes orders.</summary>
public static class Order
{
    /// <summary>The smallest key first.</summary>
    /// <param name="by">Key and id of a row: <c>row => ValueTuple.Create(row.DueOn, row.Id)</c>.</param>
    /// <param name="of">The same of a row shown.</param>
    public static Order<TRow, TShown> Ascending<TRow, TShown, TKey>(
        Expression<Func<TRow, ValueTuple<TKey, Guid>>> by, Func<TShown, ValueTuple<TKey, Guid>> of) where TShown : class =>
        new Keyset<TRow, TShown, TKey>(by, of, false);

    /// <summary>The largest key first.</summary>
    /// <inheritdoc cref="Ascending" />
    public static Order<TRow, TShown> Descending<TRow, TShown, TKey>(
        Expression<Func<TRow, ValueTuple<TKey, Guid>>> by, Func<TShown, ValueTuple<TKey, Guid>> of) where TShown : class =>
        new Keyset<TRow, TShown, TKey>(by, of, true);

    /// <summary>Narrows a list where something was asked for.</summary>
    /// <param name="rows">The list.</param>
    /// <param name="asked">What was asked for; null: nothing.</param>
    /// <param name="that">Which rows that are.</param>
    public static IQueryable<TRow> If<TRow, TAsked>(this IQueryable<TRow> rows, TAsked? asked, Func<TAsked, Expression<Func<TRow, bool>>> that)
        where TAsked : struct => asked is { } value ? rows.Where(that(value)) : rows;

    /// <inheritdoc cref="If{TRow, TAsked}(IQueryable{TRow}, TAsked?, Func{TAsked, Expression{Func{TRow, bool}}})" />
    public static IQueryable<TRow> If<TRow, TAsked>(this IQueryable<TRow> rows, TAsked? asked, Func<TAsked, Expression<Func<TRow, bool>>> that)
        where TAsked : class => asked is null ? rows : rows.Where(that(asked));

    /// <summary>How many rows the whole list has, where that was asked for.</summary>
    public static async Task<int?> CountFor<TRow>(this IQueryable<TRow> rows, Paging page, CancellationToken cancellationToken) =>
        page.Count ? await rows.CountAsync(cancellationToken) : null;

    private sealed record Key<TKey>(TKey? Value, Guid Id, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Walk? Walk = null);

    private sealed class Keyset<TRow, TShown, TKey>(
        Expression<Func<TRow, ValueTuple<TKey, Guid>>> by, Func<TShown, ValueTuple<TKey, Guid>> of, bool descending) : Order<TRow, TShown>
        where TShown : class
    {
        public override IQueryable<TRow> Next(IQueryable<TRow> rows, Paging page, object filter)
        {
            var limit = Cursor.Limit(page.Limit);
            var parts = ((MethodCallExpression)by.Body).Arguments;
            if (Cursor.Read<Key<TKey>>(page.Cursor, filter) is not { } after)
            {
                // From its start.
            }
            else if (after.Walk?.Now(limit) is { } rest)
            {
                rows = rows.Where(Expression.Lambda<Func<TRow, bool>>(
                    Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(Guid)], Sent(rest), parts[1]), by.Parameters));
            }
            else
            {
                var sent = Sent<ValueTuple<TKey, Guid>>((after.Value!, after.Id));
                var there = Expression.Call(((MethodCallExpression)by.Body).Method, Expression.Field(sent, "Item1"), Expression.Field(sent, "Item2"));
                Func<DbFunctions, ITuple, ITuple, bool> beyond = descending ? NpgsqlDbFunctionsExtensions.LessThan : NpgsqlDbFunctionsExtensions.GreaterThan;
                var compared = Expression.Call(beyond.Method, Expression.Property(null, typeof(EF), nameof(EF.Functions)),
                    Expression.Convert(by.Body, typeof(ITuple)), Expression.Convert(there, typeof(ITuple)));
                rows = rows.Where(Expression.Lambda<Func<TRow, bool>>(compared, by.Parameters));
            }
            var key = Expression.Lambda<Func<TRow, TKey>>(parts[0], by.Parameters);
            var id = Expression.Lambda<Func<TRow, Guid>>(parts[1], by.Parameters);
            return (descending ? rows.OrderByDescending(key).ThenByDescending(id) : rows.OrderBy(key).ThenBy(id)).Take(limit + 1);
        }

        // What a compiler would make of a captured variable, so that the value travels as a parameter of the statement.
        private static MemberExpression Sent<T>(T value) => Expression.Field(Expression.Constant(new StrongBox<T>(value)), nameof(StrongBox<>.Value));

        public override async Task<Page<TShown>> CutMoving(
            IReadOnlyList<TShown> read, IQueryable<TRow> rows, Paging page, object filter, CancellationToken cancellationToken)
        {
            var ids = rows.Select(Expression.Lambda<Func<TRow, Guid>>(((MethodCallExpression)by.Body).Arguments[1], by.Parameters));
            var shown = await Cursor.Page(read, Cursor.Limit(page.Limit), filter, Cursor.Read<Key<TKey>>(page.Cursor, filter)?.Walk, row => of(row).Item2,
                (row, walk) => row is null ? new Key<TKey>(default, Guid.Empty, walk) : of(row) is var (value, id) ? new Key<TKey>(value, id, walk) : null!,
                ids, cancellationToken);
            return shown with { Count = await rows.CountFor(page, cancellationToken) };
        }

        public override Page<TShown> Cut(IReadOnlyList<TShown> read, Paging page, object filter, int? count = null) =>
            Cursor.Page(read, Cursor.Limit(page.Limit), filter, row => of(row) is var (value, id) ? new Key<TKey>(value, id) : null!) with { Count = count };
    }
}

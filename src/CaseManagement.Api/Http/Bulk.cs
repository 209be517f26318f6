using CaseManagement.Api.Persistence;
using FluentValidation;
using MediatR;
using ISender = CaseManagement.Api.Pipeline.ISender;

namespace CaseManagement.Api.Http;

/// <summary>One of the things that a bulk call changes, in the version that was read.</summary>
/// <param name="Id">Which.</param>
/// <param name="ETag">Its ETag, as a single change sends it in If-Match.</param>
public sealed record BulkItem(Guid Id, [Example("\"4711\"")] string ETag);

/// <summary>What became of one thing.</summary>
/// <param name="Id">Which.</param>
/// <param name="Done">Whether it was changed; if not, nothing of it was.</param>
/// <param name="ETag">Its new ETag; null where it was not changed.</param>
/// <param name="Status">The status that the single call would have answered.</param>
/// <param name="Code">The refusal's stable code; null where it was changed.</param>
/// <param name="Reason">The refusal in words; null where it was changed.</param>
/// <param name="Errors">Single faults, where there are any.</param>
public sealed record BulkVerdict(
    Guid Id,
    bool Done,
    [Example("\"4712\"")] string? ETag,
    [Example(200)] int Status,
    [Example(null)] string? Code,
    [Example(null)] string? Reason,
    IReadOnlyList<ProblemError> Errors);

/// <summary>A verdict for each thing, in the order in which they were sent.</summary>
/// <param name="Items">The verdicts.</param>
public sealed record BulkVerdicts(IReadOnlyList<BulkVerdict> Items);

/// <summary>What became of one thing that was to be made.</summary>
/// <param name="Id">Its id; null where it was not made.</param>
/// <param name="Done">Whether it was made; if not, nothing of it was.</param>
/// <param name="ETag">Its ETag; null where it was not made.</param>
/// <param name="Status">The status that the single call would have answered.</param>
/// <param name="Code">The refusal's stable code; null where it was made.</param>
/// <param name="Reason">The refusal in words; null where it was made.</param>
/// <param name="Errors">Single faults, where there are any; pointers are those of the one thing.</param>
public sealed record CreationVerdict(
    Guid? Id,
    bool Done,
    [Example("\"4712\"")] string? ETag,
    [Example(201)] int Status,
    [Example(null)] string? Code,
    [Example(null)] string? Reason,
    IReadOnlyList<ProblemError> Errors);

/// <summary>A verdict for each thing, in the order in which they were sent.</summary>
/// <param name="Items">The verdicts.</param>
public sealed record CreationVerdicts(IReadOnlyList<CreationVerdict> Items);

/// <summary>Rules that every bulk call has.</summary>
internal static class Bulk
{
    /// <summary>So many things in one call: all of them are one transaction, which holds up whoever changes one of them.</summary>
    internal const int Most = 100;

    private const string Item = "item";

    /// <summary>1 to 100 things. One that is named twice is changed once: the verdict on the second says <c>duplicate</c>.</summary>
    internal static void Items<T>(this AbstractValidator<T> validator, System.Linq.Expressions.Expression<Func<T, IReadOnlyList<BulkItem>>> items)
    {
        validator.RuleFor(items).NotEmpty().AtMost(Most);
    }

    /// <summary>
    /// Sends the single command for each thing within the caller's transaction. What is refused is undone to where it began, and the others go on.
    /// </summary>
    internal static async Task<BulkVerdicts> Each(
        CaseDb db, ISender sender, IReadOnlyList<BulkItem> items, Func<Guid, uint, IRequest<Saved>> command, CancellationToken cancellationToken)
    {
        var (verdicts, named) = (new List<BulkVerdict>(), new HashSet<Guid>());
        foreach (var item in items)
        {
            if (!named.Add(item.Id))
            {
                verdicts.Add(new BulkVerdict(item.Id, false, null, HttpProblems.Repeated.Status, HttpProblems.Repeated.Code, HttpProblems.Repeated.Text(), []));
                continue;
            }
            var (saved, refused) = await Try(db, sender, () => command(item.Id, IfMatch.Of(item.ETag).Version), cancellationToken);
            verdicts.Add(saved is not null ? new BulkVerdict(item.Id, true, IfMatch.TagOf(saved.Version), StatusCodes.Status200OK, null, null, [])
                : new BulkVerdict(item.Id, false, null, refused!.Type.Status, refused.Type.Code, refused.Type.Text([.. refused.Values]), refused.Errors));
        }
        return new BulkVerdicts(verdicts);
    }

    /// <summary>The same of what is to be made: two that say the same are two. Each that could not be read gets its verdict in its place.</summary>
    internal static async Task<CreationVerdicts> Each(CaseDb db, ISender sender, IReadOnlyList<IRequest<Saved>> commands,
        IReadOnlyDictionary<int, RefusedException>? unread, CancellationToken cancellationToken)
    {
        var verdicts = new List<CreationVerdict>();
        var next = 0;
        while (verdicts.Count < commands.Count + (unread?.Count ?? 0))
        {
            var (saved, refused) = unread?.GetValueOrDefault(verdicts.Count) is { } why ? (null, why)
                : await Try(db, sender, () => commands[next++], cancellationToken);
            verdicts.Add(saved is not null ? new CreationVerdict(saved.Id, true, IfMatch.TagOf(saved.Version), StatusCodes.Status201Created, null, null, [])
                : new CreationVerdict(null, false, null, refused!.Type.Status, refused.Type.Code, refused.Type.Text([.. refused.Values]), refused.Errors));
        }
        return new CreationVerdicts(verdicts);
    }

    private static async Task<(Saved? Saved, RefusedException? Refused)> Try(
        CaseDb db, ISender sender, Func<IRequest<Saved>> command, CancellationToken cancellationToken)
    {
        var transaction = db.Database.CurrentTransaction ?? throw new InvalidOperationException("A bulk command is one transaction.");
        await transaction.CreateSavepointAsync(Item, cancellationToken);
        db.Savepoint = Item;
        try
        {
            var saved = await sender.Send(command(), cancellationToken);
            await transaction.ReleaseSavepointAsync(Item, cancellationToken);
            return (saved, null);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && RefusalHandler.Translate(failure) is { Type.Status: < 500 })
        {
            await transaction.RollbackToSavepointAsync(Item, cancellationToken);
            return (null, RefusalHandler.Translate(failure));
        }
        finally
        {
            db.Savepoint = null;
            db.ChangeTracker.Clear(); // What the next one reads is what is stored.
        }
    }
}

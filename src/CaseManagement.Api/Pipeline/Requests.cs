using CaseManagement.Api.Persistence;
using MediatR;

namespace CaseManagement.Api.Pipeline;

/// <summary>Changes something: runs in one transaction, recorded under its type's name, repeatable under an Idempotency-Key.</summary>
/// <typeparam name="TAnswer">Small and serialisable, mostly ids: it is kept for a repeated Idempotency-Key.</typeparam>
public interface ICommand<out TAnswer> : IRequest<TAnswer>;

/// <summary>
/// A long command without a transaction of its own: it sends further commands in scopes of theirs, each committed by
/// itself, so that progress can be seen and a killed process loses at most the piece under way.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class InPiecesAttribute : Attribute;

/// <summary>Reads, changes nothing, runs without a transaction: the access context travels with each statement.</summary>
public interface IQuery<out TAnswer> : IRequest<TAnswer>;

/// <summary>Handles one command or query.</summary>
public interface IHandler<in TRequest, TAnswer> : IRequestHandler<TRequest, TAnswer> where TRequest : IRequest<TAnswer>;

/// <summary>A command that states why; the reason becomes part of each audit entry it causes.</summary>
public interface IGivesReason
{
    /// <summary>The stated reason, in the caller's words or as a code.</summary>
    string? Reason { get; }
}

/// <summary>A command that nobody gives without saying why: 1 to 1,000 characters.</summary>
public interface INeedsReason : IGivesReason;

/// <summary>An answer that shows persons' data: the pipeline records whose, before the answer leaves.</summary>
public interface IShowsPersons
{
    /// <summary>The clients whose data the answer shows.</summary>
    IEnumerable<Guid> ShownClients();
}

/// <summary>
/// A question about persons that is on record even where it shows none of those on file: a search without a hit, rows of a list that
/// are nobody yet.
/// </summary>
/// <param name="subject">The member that says what was looked at, such as the import; null where nothing does.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OnRecordAttribute(string? subject = null) : Attribute
{
    /// <summary>The member with the id of what was looked at.</summary>
    public string? Subject { get; } = subject;
}

/// <summary>What a change answers: the root row and its new version (the ETag).</summary>
/// <param name="Id">The resource.</param>
/// <param name="Version">Its version; sent as the ETag header.</param>
public sealed record Saved(Guid Id, uint Version);

internal static class Saving
{
    /// <summary>Saves, and says which version of the root there is now.</summary>
    internal static async Task<Saved> Save(this CaseDb db, IRoot root, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(root.Id, root.Version);
    }
}

/// <summary>Sends a command or query through the pipeline.</summary>
public interface ISender
{
    /// <summary>Sends it.</summary>
    Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request, CancellationToken cancellationToken);
}

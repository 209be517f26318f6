using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cases;

/// <summary>What is recorded of a case and has a version of its own: read by who sees it, changed inside its organisation.</summary>
public interface IOfCase
{
    /// <summary>Its id.</summary>
    Guid Id { get; }

    /// <summary>The controller.</summary>
    Guid OrganisationId { get; }

    /// <summary>The ETag.</summary>
    uint Version { get; }
}

/// <summary>Who changes what is recorded of a case.</summary>
internal static class OfCase
{
    /// <summary>The record for a change: out of those that the caller sees, of his organisation, in the version that he has read.</summary>
    /// <exception cref="RefusedException">404, 403 after a handover, 412.</exception>
    public static async Task<T> ToChange<T>(this IQueryable<T> seen, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
        where T : class, IOfCase
    {
        var found = await seen.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw RefusedException.NotFound(id);
        if (found.OrganisationId != call.Caller.OrganisationId)
        {
            throw RefusedException.Forbidden(CaseProblems.HandedOver, id);
        }
        IfMatch.Check(version, found.Version);
        return found;
    }

    /// <summary>Why a caller who sees the record may change nothing of it, or null.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="organisationId">The record's controller.</param>
    public static ProblemType? ObjectionToChange(this Caller caller, Guid organisationId) =>
        organisationId != caller.OrganisationId ? CaseProblems.HandedOver : caller.May(Permission.WriteCases) ? null : AccessProblems.NotPermitted;
}

using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Documents;

/// <summary>Which documents a caller sees, and how one is loaded for a change.</summary>
internal static class DocumentAccess
{
    /// <summary>Seen with the case; a restricted one that stayed behind at a handover also by who keeps it.</summary>
    public static IQueryable<Document> VisibleTo(this IQueryable<Document> rows, CaseDb db, Caller caller)
    {
        var (me, own, cases) = (caller.StaffId, caller.OrganisationId, db.Set<Case>().VisibleTo(db, caller));
        return rows.Where(row => cases.Any(c => c.Id == row.CaseId) || (row.Compartment != null && row.OrganisationId == own
            && db.Set<Keeper>().Any(k => k.ClientId == row.ClientId && k.StaffId == me && k.EndedAt == null && AccessFunctions.IsMyTeam(k.TeamId))));
    }

    /// <summary>Those of several persons, none of them restricted, of the acting organisation: seen with the case and in no other way.</summary>
    public static IQueryable<Document> OfSeveralVisibleTo(this IQueryable<Document> rows, CaseDb db, Caller caller)
    {
        var (own, cases) = (caller.OrganisationId, db.Set<Case>().VisibleTo(db, caller));
        return rows.Where(row => row.OrganisationId == own && row.Compartment == null && cases.Any(c => c.Id == row.CaseId));
    }

    /// <summary>The document for a change: seen by the caller, of his organisation, in the version that he has read.</summary>
    /// <exception cref="RefusedException">404, 403 after a handover, 412.</exception>
    public static async Task<Document> DocumentToChange(this CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var document = await db.Set<Document>().VisibleTo(db, call.Caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        if (document.OrganisationId != call.Caller.OrganisationId)
        {
            throw RefusedException.Forbidden(CaseProblems.HandedOver, id);
        }
        IfMatch.Check(version, document.Version);
        return document;
    }

    /// <summary>One writes into a compartment only what one may read there.</summary>
    /// <exception cref="RefusedException">403.</exception>
    public static async Task CheckCompartment(this CaseDb db, Guid clientId, Compartment? compartment, CancellationToken cancellationToken)
    {
        // Not by the person's row: of somebody who has been handed over it is hidden from who keeps what stayed behind.
        if (compartment is { } into && Compartments.NameOf(into) is var name
            && !await db.Database.SqlQuery<bool>($"select access.may_open({clientId}, {name}) as \"Value\"").SingleAsync(cancellationToken))
        {
            throw RefusedException.Forbidden(DocumentProblems.CompartmentClosed, clientId);
        }
    }
}

using System.Text.Json;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>Which consents a caller sees, and which are in force.</summary>
public static class ConsentAccess
{
    /// <summary>Seen with the person.</summary>
    public static IQueryable<Consent> VisibleTo(this IQueryable<Consent> rows, CaseDb db, Caller caller)
    {
        var clients = db.Set<Client>().VisibleTo(db, caller);
        return rows.Where(row => clients.Any(client => client.Id == row.ClientId));
    }

    /// <summary>One to change, of the own organisation and as the caller knows it.</summary>
    /// <exception cref="RefusedException">404 where the caller does not see it; 409 after a handover; 412, 428 without its version.</exception>
    internal static async Task<Consent> ToChange(
        this IQueryable<Consent> rows, CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var consent = await rows.VisibleTo(db, call.Caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        if (ClientAccess.ObjectionToChange(call, consent.OrganisationId) is { } objection)
        {
            throw new RefusedException(objection);
        }
        IfMatch.Check(version, consent.Version);
        return consent;
    }

    /// <summary>Those that cover what is done on a day; the same as <see cref="Consent.IsInForce"/>.</summary>
    public static IQueryable<Consent> InForce(this IQueryable<Consent> rows, DateOnly day) =>
        rows.Where(row => row.Status == ConsentStatus.Given && row.GivenOn <= day && (row.ValidUntil == null || row.ValidUntil > day));
}

/// <summary>What of a consent its reader may know: confidential recipients who may refer there, restricted data who may open the compartment.</summary>
internal sealed record ToldConsent(IReadOnlyList<string> Recipients, IReadOnlyList<Guid> OrganisationIds, IReadOnlyList<string> Data)
{
    /// <summary>app.consent_as_told, in queries.</summary>
    public static string Of(Guid consentId, bool refers) => throw new InvalidOperationException("Only in queries.");

    public static ToldConsent Parse(string json) => JsonSerializer.Deserialize<ToldConsent>(json, ApiJson.Stored)!;
}

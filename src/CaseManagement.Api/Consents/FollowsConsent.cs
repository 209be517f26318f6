using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Consents;

/// <summary>What a consent no longer carries once it is withdrawn; contributed by the rooms above.</summary>
public interface IFollowsConsent
{
    /// <summary>Stops it, in the transaction that withdraws the consent, whose row is locked and saved already.</summary>
    Task Withdrawn(CaseDb db, CallContext call, Consent consent, CancellationToken cancellationToken);
}

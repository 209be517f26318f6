using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>One kind with all its versions.</summary>
/// <param name="Kind">The kind of its reminders.</param>
[Requires(Permission.ReadReferenceData)]
[Operation("Get a reminder policy", "What is in force today and next, and every version; with the ETag for a change.")]
public sealed record GetReminderPolicy([Example("no_contact")] string Kind) : IQuery<ReminderPolicyDetail>;

/// <summary>A kind with its versions.</summary>
/// <param name="Policy">What is in force today, and next.</param>
/// <param name="Versions">Your organisation's, the one with the latest first day first; then the reference policy.</param>
/// <param name="Version">The ETag: how often it was changed, by a version or by taking one back; 0 while it is the reference policy.</param>
public sealed record ReminderPolicyDetail(
    ReminderPolicyRow Policy, IReadOnlyList<ReminderPolicyVersion> Versions, [property: JsonIgnore] uint Version) : IVersioned;

internal sealed class GetReminderPolicyHandler(CaseDb db, CallContext call) : IHandler<GetReminderPolicy, ReminderPolicyDetail>
{
    public async Task<ReminderPolicyDetail> Handle(GetReminderPolicy request, CancellationToken cancellationToken)
    {
        var kind = await db.KindOfPolicy(request.Kind, cancellationToken);
        var versions = (await db.Policies(kind.Kind, cancellationToken)).ConvertAll(row => row.Version);
        return new ReminderPolicyDetail(kind.On(versions, call.Today), [.. versions.OrderBy(version => version.IsReference)],
            versions.Where(version => !version.IsReference).Aggregate(0u, (sum, version) => sum + (version.WithdrawnAt is null ? 1u : 2u)));
    }
}

internal static class PolicyKinds
{
    /// <summary>A kind of policies by its name.</summary>
    /// <exception cref="RefusedException">404.</exception>
    public static async Task<PolicyKind> KindOfPolicy(this CaseDb db, string name, CancellationToken cancellationToken) =>
        NamedKinds.Find<ReminderKind>(name) is { } kind
            ? await db.Set<PolicyKind>().AsNoTracking().SingleOrDefaultAsync(row => row.Kind == kind, cancellationToken) ?? throw RefusedException.NotFound()
            : throw RefusedException.NotFound();
}

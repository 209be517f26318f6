using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cooperation;

/// <summary>With whom an agreement is missing today.</summary>
[Requires(Permission.ReadCooperation)]
[Operation("List missing agreements", """
    Derived, for the data-protection officer's eyes first: the installation's operator (as processor or joint controller), employers of colleagues in the own
    teams, partners to whom referrals run. It goes with the first day of an agreement and comes back with its last. Of a confidential partner who may not refer
    there reads only that there is one (`isWithheld`).
    """)]
public sealed record ListMissingAgreements : IQuery<MissingAgreements>;

/// <summary>Agreements that are missing.</summary>
/// <param name="Items">The operator first, then by name.</param>
public sealed record MissingAgreements(IReadOnlyList<MissingAgreement> Items);

/// <summary>Why an agreement is needed.</summary>
public enum AgreementReason
{
    /// <summary>It operates the installation in which the own data are kept (Art. 28 GDPR).</summary>
    Operator,
    /// <summary>It employs somebody who works in a team of the own organisation.</summary>
    MixedTeam,
    /// <summary>Referrals to it are running.</summary>
    Referrals,
}

/// <summary>An agreement that is missing.</summary>
/// <param name="Reason">Why it is needed.</param>
/// <param name="OrganisationId">With whom, where that is an organisation here.</param>
/// <param name="Name">By name.</param>
/// <param name="IsWithheld">The partner is confidential and not told to you.</param>
/// <param name="Kinds">Which kinds would do.</param>
public sealed record MissingAgreement(
    AgreementReason Reason, Guid? OrganisationId, [Example("Caritas Fils-Neckar-Alb")] string? Name, [Example(false)] bool IsWithheld,
    IReadOnlyList<CooperationKind> Kinds);

/// <summary>What rooms contribute: with whom the acting organisation shares data of clients.</summary>
public interface INeedsAgreement
{
    /// <summary>Each partner once.</summary>
    Task<IReadOnlyList<AgreementNeed>> Needs(CaseDb db, CallContext call, CancellationToken cancellationToken);
}

/// <summary>A partner with whom there has to be an agreement.</summary>
/// <param name="Reason">Why.</param>
/// <param name="OrganisationId">An organisation here; else <paramref name="Name"/>.</param>
/// <param name="Name">The partner's name.</param>
/// <param name="IsConfidential">Told to those only who may refer there.</param>
public sealed record AgreementNeed(AgreementReason Reason, Guid? OrganisationId, string? Name, bool IsConfidential);

internal sealed class NeedsOfTheHouse : INeedsAgreement
{
    public async Task<IReadOnlyList<AgreementNeed>> Needs(CaseDb db, CallContext call, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        var operators = await db.Set<Organisation>().Where(other => other.IsOperator && other.Id != mine).Select(other => other.Id)
            .ToListAsync(cancellationToken);
        var employers = await (
            from member in db.Set<TeamMember>().On(call.Today)
            join team in db.Set<Team>() on member.TeamId equals team.Id
            join staff in db.Set<Staff>() on member.StaffId equals staff.Id
            where team.OrganisationId == mine && team.ClosedAt == null && staff.OrganisationId != mine && staff.LeftAt == null
            select staff.OrganisationId).Distinct().ToListAsync(cancellationToken);
        return
        [
            .. operators.Select(id => new AgreementNeed(AgreementReason.Operator, id, null, false)),
            .. employers.Select(id => new AgreementNeed(AgreementReason.MixedTeam, id, null, false)),
        ];
    }
}

internal static class AgreementNeeds
{
    /// <summary>Those of the acting organisation that no agreement in force today meets, as the caller may know them.</summary>
    public static async Task<IReadOnlyList<MissingAgreement>> Missing(this CaseDb db, CallContext call, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        var needs = new List<AgreementNeed>();
        foreach (var room in Contributions.Of<INeedsAgreement>())
        {
            needs.AddRange(await room.Needs(db, call, cancellationToken));
        }
        var inForce = (await db.Set<CooperationAgreement>().InForce(call.Today)
            .Select(row => new { Other = row.OrganisationId == mine ? row.PartnerId : row.OrganisationId, row.PartnerName, row.Kind })
            .ToListAsync(cancellationToken)).ConvertAll(row => (row.Other, Name: Folded(row.PartnerName), row.Kind));
        var unmet = needs.Where(need => !inForce.Exists(row => Kinds(need.Reason).Contains(row.Kind)
            && (need.OrganisationId is { } id ? row.Other == id : row.Other is null && row.Name == Folded(need.Name)))).ToList();
        var ids = unmet.Select(need => need.OrganisationId).OfType<Guid>().ToList();
        var known = await db.Set<Organisation>().KnownTo(call.Caller).Where(other => ids.Contains(other.Id))
            .ToDictionaryAsync(other => other.Id, other => other.Name, cancellationToken);
        var mayRefer = call.Caller.IsSystem || RolePermissions.Allow(call.Caller.Roles, Permission.SendReferrals);
        return
        [
            .. unmet.Select(need => (need.OrganisationId is { } id ? !known.ContainsKey(id) : need.IsConfidential && !mayRefer)
                    ? new MissingAgreement(need.Reason, null, null, true, Kinds(need.Reason))
                    : new MissingAgreement(need.Reason, need.OrganisationId, need.OrganisationId is { } of ? known[of] : need.Name, false, Kinds(need.Reason)))
                .OrderBy(missing => missing.Reason).ThenBy(missing => missing.Name, StringComparer.Ordinal).ThenBy(missing => missing.OrganisationId),
        ];
    }

    private static IReadOnlyList<CooperationKind> Kinds(AgreementReason reason) => reason switch
    {
        AgreementReason.Operator => [CooperationKind.JointControllers, CooperationKind.Processor],
        _ => Enum.GetValues<CooperationKind>(),
    };

    // As app.cooperates compares names.
    private static string? Folded(string? name) => name?.Trim().ToLowerInvariant();
}

internal sealed class ListMissingAgreementsHandler(CaseDb db, CallContext call) : IHandler<ListMissingAgreements, MissingAgreements>
{
    public async Task<MissingAgreements> Handle(ListMissingAgreements request, CancellationToken cancellationToken) =>
        new(await db.Missing(call, cancellationToken));
}

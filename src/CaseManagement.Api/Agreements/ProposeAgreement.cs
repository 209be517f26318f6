using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>Proposes an agreement as it stands: a version that never changes, and waits for the acknowledgements.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.WriteCases)]
[Operation("Propose an agreement", """
    draft → proposed; an amendment waits likewise, while the former version stays in force. 409 `agreement-incomplete` names part by part what is missing:
    of each goal, each urgent need without a goal or reason, steps of both sides, obligations of a former office. Those of a joint one go together,
    and only while all live (409 `agreement-partner-died`).
    """)]
public sealed record ProposeAgreement(Guid Id, uint Version) : ICommand<Saved>;

/// <summary>Takes the proposed text back, to change it.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.WriteCases)]
[Operation("Revise a proposal", "proposed → draft, or back to the amendment: who has acknowledged has to do so anew. The version taken back stays readable.")]
public sealed record ReviseAgreement(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class ProposeAgreementHandler(CaseDb db, CallContext call) : IHandler<ProposeAgreement, Saved>
{
    public async Task<Saved> Handle(ProposeAgreement request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Propose, call, request.Id, request.Version, cancellationToken);
        await CheckComplete(request.Id, cancellationToken);
        var ids = group.Ids;
        var numbers = await db.Set<AgreementVersion>().Where(version => ids.Contains(version.AgreementId))
            .GroupBy(version => version.AgreementId).Select(of => new { of.Key, Last = of.Max(version => version.Number) })
            .ToDictionaryAsync(of => of.Key, of => of.Last, cancellationToken);
        var versions = group.All.Select(agreement => new AgreementVersion(agreement, numbers.GetValueOrDefault(agreement.Id) + 1, ChangeOf(agreement),
            call.Caller.RequiredStaffId, call.Now)).ToList();
        foreach (var (agreement, version) in group.All.Zip(versions))
        {
            agreement.Propose(version.Number, call.Now);
        }
        db.AddRange(versions);
        await db.SaveChangesAsync(cancellationToken);
        Guid[] sealedNow = [.. versions.Select(version => version.Id)];
        await db.Database.ExecuteSqlAsync($"call app.seal_agreement({sealedNow})", cancellationToken);
        return new Saved(group.Own.Id, group.Own.Version);
    }

    private async Task CheckComplete(Guid id, CancellationToken cancellationToken)
    {
        var files = await db.Set<Agreement>().Where(row => row.Id == id)
            .Select(row => new { Seen = AgreementFunctions.File(row.Id), Whole = AgreementFunctions.WholeFile(row.Id) }).SingleAsync(cancellationToken);
        var missing = AgreementFile.Parse<AgreementFile>(files.Seen).Missing(AgreementFile.Parse<AgreementFile>(files.Whole), call.Today);
        if (missing.Count > 0)
        {
            throw new RefusedException(AgreementProblems.Incomplete) { Errors = missing };
        }
    }

    private static (string Kind, string? What, string? Why) ChangeOf(Agreement of) =>
        of.AmendKind is { } kind ? (kind, of.AmendWhat, of.AmendWhy)
        : (of.Status == AgreementStatus.Draft ? AgreementTable.FirstKind : AgreementTable.HandoverKind, null, null);
}

internal sealed class ReviseAgreementHandler(CaseDb db, CallContext call) : IHandler<ReviseAgreement, Saved>
{
    public async Task<Saved> Handle(ReviseAgreement request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Revise, call, request.Id, request.Version, cancellationToken);
        await db.WithdrawProposals(call, group, cancellationToken);
        foreach (var agreement in group.All)
        {
            agreement.Revise(call.Now);
        }
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(group.Own.Id, group.Own.Version);
    }
}

internal static class Proposals
{
    /// <summary>The versions that wait for acknowledgements, in the order of the agreements.</summary>
    public static async Task<IReadOnlyList<AgreementVersion>> Proposed(this CaseDb db, AgreementGroup group, CancellationToken cancellationToken)
    {
        var ids = group.Ids;
        var found = await db.Set<AgreementVersion>().Where(version => ids.Contains(version.AgreementId)
            && db.Set<Agreement>().Any(of => of.Id == version.AgreementId && of.ProposedNumber == version.Number)).ToListAsync(cancellationToken);
        return [.. group.All.Select(agreement => found.Single(version => version.AgreementId == agreement.Id))];
    }

    /// <summary>What waits is taken back.</summary>
    public static async Task WithdrawProposals(this CaseDb db, CallContext call, AgreementGroup group, CancellationToken cancellationToken)
    {
        foreach (var version in group.Own.ProposedNumber is null ? [] : await db.Proposed(group, cancellationToken))
        {
            version.Withdraw(call.Now);
        }
    }

    /// <summary>What is in force is so no longer.</summary>
    public static async Task LeaveForce(this CaseDb db, CallContext call, AgreementGroup group, CancellationToken cancellationToken)
    {
        var ids = group.Ids;
        foreach (var version in await db.Set<AgreementVersion>().Where(version => ids.Contains(version.AgreementId)
            && version.InForceFrom != null && version.InForceUntil == null).ToListAsync(cancellationToken))
        {
            version.Leave(call.Now);
        }
    }
}

using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>Which side of a handover a caller stands on.</summary>
public enum Side
{
    /// <summary>In the team that hands over.</summary>
    Sender,
    /// <summary>In the team that takes over.</summary>
    Receiver,
}

/// <summary>Whose handovers a caller sees, and how they are loaded for a move.</summary>
public static class HandoverAccess
{
    /// <summary>Handovers that one of the caller's teams sends, drafts included.</summary>
    public static IQueryable<Handover> SentBy(this IQueryable<Handover> handovers, CaseDb db, Caller caller)
    {
        var mine = caller.OrganisationId;
        return caller.IsSystem ? handovers.Where(h => h.SenderOrganisationId == mine)
            : handovers.Where(h => h.SenderOrganisationId == mine && AccessFunctions.IsMyTeam(h.SenderTeamId));
    }

    /// <summary>Handovers addressed to one of the caller's teams, from submission on.</summary>
    public static IQueryable<Handover> ReceivedBy(this IQueryable<Handover> handovers, CaseDb db, Caller caller)
    {
        var mine = caller.OrganisationId;
        return caller.IsSystem ? handovers.Where(h => h.ReceiverOrganisationId == mine && h.SubmittedAt != null)
            : handovers.Where(h => h.ReceiverOrganisationId == mine && h.SubmittedAt != null && AccessFunctions.IsMyTeam(h.ReceiverTeamId));
    }

    /// <summary>Those of which no side knows yet how they end: one of a household at a time.</summary>
    internal static IQueryable<Handover> Undecided(this IQueryable<Handover> handovers) => handovers.Where(h =>
        h.Status == HandoverStatus.Draft || h.Status == HandoverStatus.Submitted || h.Status == HandoverStatus.ClarificationRequested);

    /// <summary>
    /// Loads a handover for a change and locks its row until the end of the transaction: of two who move it at once, the
    /// second waits and then sees what the first has done. An illegal move is refused with 409 whatever the tag, because
    /// that tells more; a legal one on another version than the caller has read is 412.
    /// </summary>
    /// <param name="db">The unit of work, in a transaction.</param>
    /// <param name="caller">Who is asking.</param>
    /// <param name="id">The handover.</param>
    /// <param name="side">Whose move it is.</param>
    /// <param name="move">A move of <see cref="Handover.Moves"/>; null for a change that is none (the entity refuses it then).</param>
    /// <param name="version">The version that the caller has read.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RefusedException">
    /// 404 when it is not the caller's to see, 409 for the other side's move or an illegal one, 412 when stale.
    /// </exception>
    internal static async Task<Handover> Lock(
        CaseDb db, Caller caller, Guid id, Side side, string? move, uint version, CancellationToken cancellationToken)
    {
        var rows = await db.Set<Handover>()
            .FromSql($"select h.*, h.xmin from app.handover h where h.id = {id} for update").ToListAsync(cancellationToken);
        var teams = await db.Database.SqlQuery<Guid>($"select unnest(access.my_team_ids()) as \"Value\"").ToListAsync(cancellationToken);
        var handover = rows.SingleOrDefault();
        var isSender = handover is not null && handover.SenderOrganisationId == caller.OrganisationId && teams.Contains(handover.SenderTeamId);
        var isReceiver = handover is { SubmittedAt: not null }
            && handover.ReceiverOrganisationId == caller.OrganisationId && teams.Contains(handover.ReceiverTeamId);
        if (handover is null || !(isSender || isReceiver))
        {
            throw RefusedException.NotFound(id);
        }
        if (!(side == Side.Sender ? isSender : isReceiver))
        {
            throw new RefusedException(HandoverProblems.OtherSide);
        }
        if (move is not null)
        {
            Handover.Moves.Next(handover.Status, move, other => Handover.IsMoveOf(isSender, isReceiver, other));
        }
        IfMatch.Check(version, handover.Version);
        return handover;
    }

    /// <summary>An existing team and its organisation.</summary>
    /// <exception cref="RefusedException">400 when there is none.</exception>
    internal static async Task<Party> FindTeam(CaseDb db, Guid teamId, string pointer, CancellationToken cancellationToken) =>
        await db.Set<Organisations.Team>().Where(team => team.Id == teamId && team.ClosedAt == null)
            .Select(team => new Party(team.OrganisationId, team.Id)).SingleOrDefaultAsync(cancellationToken)
        ?? throw RefusedException.Invalid(pointer, HandoverProblems.UnknownTeam);
}

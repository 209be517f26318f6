using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Rules;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Cooperation;

/// <summary>One agreement.</summary>
/// <param name="Id">The agreement.</param>
[Requires(Permission.ReadCooperation)]
[Operation("Get a cooperation agreement", "With how it came about, and what you may do now. Colleagues of the other side are not named.")]
public sealed record GetCooperationAgreement(Guid Id) : IQuery<CooperationView>;

/// <summary>An agreement, with how it came about.</summary>
public sealed record CooperationView : IVersioned
{
    /// <summary>What was agreed, and where it stands.</summary>
    public required CooperationRow Agreement { get; init; }
    /// <summary>Why it is on paper alone.</summary>
    [Example(null)]
    public required string? PaperReason { get; init; }
    /// <summary>When the other side has acknowledged its present wording.</summary>
    [Example(null)]
    public required DateTimeOffset? AcknowledgedAt { get; init; }
    /// <summary>How it came about.</summary>
    public required IReadOnlyList<CooperationEvent> Timeline { get; init; }
    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; init; } = [];
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>A step of an agreement.</summary>
/// <param name="Action">What was done.</param>
/// <param name="ToStatus">Where it stood then.</param>
/// <param name="At">When.</param>
/// <param name="OrganisationId">By whom.</param>
/// <param name="OrganisationName">Its name.</param>
/// <param name="StaffName">By name; null for the other side's colleague.</param>
/// <param name="Reason">Why.</param>
public sealed record CooperationEvent(
    [Example("propose")] string Action,
    CooperationStatus ToStatus,
    DateTimeOffset At,
    Guid OrganisationId,
    [Example(Sample.Town)] string OrganisationName,
    [Example(Sample.Colleague)] string? StaffName,
    [Example(null)] string? Reason);

internal sealed class GetCooperationAgreementHandler(CaseDb db, CallContext call) : IHandler<GetCooperationAgreement, CooperationView>
{
    public async Task<CooperationView> Handle(GetCooperationAgreement request, CancellationToken cancellationToken)
    {
        var rows = db.Set<CooperationAgreement>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id);
        var one = CooperationRow.Of(db, rows, call.Today);
        var found = await (
            from row in rows
            from shown in one
            select new
            {
                row.Version, row.PaperReason, row.AcknowledgedAt, row.RecordedBy, Shown = shown,
                Timeline = db.Set<CooperationMove>().Where(move => move.AgreementId == row.Id).OrderBy(move => move.At).ThenBy(move => move.Id)
                    .Select(move => new CooperationEvent(move.Action, move.ToStatus, move.At, move.OrganisationId,
                        db.Set<Organisation>().Where(acting => acting.Id == move.OrganisationId).Select(acting => acting.Name).First(),
                        db.Set<Staff>().Where(staff => staff.Id == move.StaffId && move.OrganisationId == call.Caller.OrganisationId)
                            .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(), move.Reason)).ToList(),
            }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var may = call.Caller.May(Permission.ManageCooperation);
        var (isRecorder, isOwnHand) = (found.Shown.OrganisationId == call.Caller.OrganisationId, found.RecordedBy == call.Caller.StaffId);
        return new CooperationView
        {
            Agreement = found.Shown, PaperReason = found.PaperReason, AcknowledgedAt = found.AcknowledgedAt, Timeline = found.Timeline,
            Version = found.Version,
            AllowedActions = CooperationAgreement.Moves.Describe(found.Shown.Status, action => may
                ? CooperationAgreement.Objection(action, isRecorder, isOwnHand) : AccessProblems.NotPermitted,
                action => CooperationAgreement.Objection(action, isRecorder, isOwnHand) is null),
        };
    }
}

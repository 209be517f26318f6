using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>Records whether an appointment was kept.</summary>
/// <param name="Result">kept or missed, once it has begun; planned where that was recorded wrongly.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("Record what became of an appointment", "kept or missed; planned takes back what was recorded wrongly.", Audience = Audience.Partner)]
public sealed record RecordAppointment(AppointmentResult Result) : ICommand<Saved>
{
    /// <summary>The referral.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>The appointment.</summary>
    [JsonIgnore] public Guid AppointmentId { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RecordAppointmentHandler(CaseDb db, CallContext call) : IHandler<RecordAppointment, Saved>
{
    public async Task<Saved> Handle(RecordAppointment request, CancellationToken cancellationToken)
    {
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Recipient, Referral.AppointMove, request.Version, cancellationToken);
        var appointment = await db.Set<ReferralAppointment>()
            .SingleOrDefaultAsync(row => row.Id == request.AppointmentId && row.ReferralId == referral.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.AppointmentId);
        if (request.Result != AppointmentResult.Planned && appointment.At > call.Now)
        {
            throw RefusedException.Invalid("/result", ReferralProblems.AppointmentAhead);
        }
        appointment.Record(request.Result, call.Caller.StaffId, call.Now);
        referral.Make(Referral.AppointMove, ReferralSide.Recipient, call.Caller, new MoveReason(SnakeCase.Of(request.Result.ToString())), call.Now);
        return await db.Save(referral, cancellationToken);
    }
}

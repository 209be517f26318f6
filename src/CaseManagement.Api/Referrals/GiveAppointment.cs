using System.Text.Json.Serialization;
using CaseManagement.Api.Contacts;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Referrals;

/// <summary>Gives the person an appointment.</summary>
/// <param name="At">When: not before the referral was sent, and at most two years ahead.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("Give an appointment", "Once the referral was accepted. The sender sees it, and later whether it was kept.", Audience = Audience.Partner)]
public sealed record GiveAppointment([Example(Sample.LaterInstant)] DateTimeOffset At) : ICommand<Saved>
{
    /// <summary>The referral.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class GiveAppointmentValidator : AbstractValidator<GiveAppointment>
{
    public GiveAppointmentValidator(CallContext call) =>
        RuleFor(appointment => appointment.At).Must(at => at < call.Now.AddYears(2)).WithProblem(ContactProblems.AppointmentFar);
}

internal sealed class GiveAppointmentHandler(CaseDb db, CallContext call) : IHandler<GiveAppointment, Saved>
{
    public async Task<Saved> Handle(GiveAppointment request, CancellationToken cancellationToken)
    {
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Recipient, Referral.AppointMove, request.Version, cancellationToken);
        if (request.At < referral.SentAt)
        {
            throw RefusedException.Invalid("/at", ReferralProblems.AppointmentBeforeSent);
        }
        referral.Make(Referral.AppointMove, ReferralSide.Recipient, call.Caller, new MoveReason(), call.Now);
        db.Add(new ReferralAppointment(referral.Id, request.At, call.Caller.StaffId, call.Now));
        return await db.Save(referral, cancellationToken);
    }
}

using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Erasure;

/// <summary>Proposes that what the organisation holds of a person is erased, because the person has asked for it.</summary>
/// <param name="ClientId">The person: one whom you see, or of whom you keep what stayed behind at a handover.</param>
/// <param name="ReasonCode">Which right of Art. 17 (1) GDPR.</param>
/// <param name="RequestedOn">The day of the request; today or earlier. To be answered within a month (Art. 12 (3) GDPR).</param>
[Requires(Permission.ProposeErasures)]
[Operation("Propose to erase a person", """
    On request (Art. 17 GDPR, § 84 SGB X). Nothing is erased by it: a supervisor decides, and somebody else confirms. What still stands in the way
    (`obstacles` of GET) keeps nobody from proposing. One at a time: 409 `erasure-proposed-already`.
    """)]
public sealed record ProposeErasure(
    Guid ClientId, [CodeOf(CodeLists.ErasureReason)] string ReasonCode, [Example(Sample.LaterDay)] DateOnly RequestedOn) : ICommand<Saved>;

internal sealed class ProposeErasureValidator : AbstractValidator<ProposeErasure>
{
    public ProposeErasureValidator(CallContext call)
    {
        RuleFor(propose => propose.RequestedOn).Must(day => day <= call.Today)
            .WithErrorCode(ErasureProblems.RequestInFuture.Code).WithMessage(_ => ErasureProblems.RequestInFuture.Text());
        RuleFor(propose => propose.ReasonCode).NotEqual(PersonErasure.RetentionOver)
            .WithErrorCode(ErasureProblems.NotOnRequest.Code).WithMessage(_ => ErasureProblems.NotOnRequest.Text());
    }
}

internal sealed class ProposeErasureHandler(CaseDb db, CallContext call) : IHandler<ProposeErasure, Saved>
{
    public async Task<Saved> Handle(ProposeErasure request, CancellationToken cancellationToken)
    {
        if (!await db.MayPropose(call.Caller, request.ClientId, cancellationToken))
        {
            throw RefusedException.NotFound(request.ClientId);
        }
        var erasure = PersonErasure.OnRequest(call.Caller.RequiredOrganisationId, request.ClientId, request.ReasonCode, request.RequestedOn,
            call.Caller.RequiredStaffId, call.Now);
        db.Add(erasure);
        return await db.Save(erasure, cancellationToken);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>A consent is withdrawn. What was done while it was in force stays lawful.</summary>
/// <param name="WithdrawnOn">On which day; today or earlier, not before it was given.</param>
/// <param name="Form">How.</param>
/// <param name="Note">What was said, up to 1,000 characters.</param>
[Requires(Permission.WriteClients)]
[Operation("Withdraw a consent", """
    given → withdrawn. At any time, in any form, without evidence or reason (Art. 7 (3) GDPR); whoever hears of it records it. It stays readable.
    Running referrals that rest on it are blocked in the same moment; their recipients see it. Recipients of those that have ended are told as well, and say
    what they did with the data.
    """)]
public sealed record WithdrawConsent(
    [Example(Sample.LaterDay)] DateOnly WithdrawnOn,
    [CodeOf(CodeLists.ConsentForm)] string Form,
    [Example("By telephone, in Dari, through her sister")] string? Note = null) : ICommand<Saved>
{
    /// <summary>The consent.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class WithdrawConsentValidator : AbstractValidator<WithdrawConsent>
{
    public WithdrawConsentValidator(CallContext call)
    {
        RuleFor(withdraw => withdraw.WithdrawnOn).Must(day => day <= call.Today)
            .WithErrorCode(ConsentProblems.InFuture.Code).WithMessage(_ => ConsentProblems.InFuture.Text());
        RuleFor(withdraw => withdraw.Note).NotEmpty().MaximumLength(1000).When(withdraw => withdraw.Note is not null);
    }
}

internal sealed class WithdrawConsentHandler(CaseDb db, CallContext call) : IHandler<WithdrawConsent, Saved>
{
    public async Task<Saved> Handle(WithdrawConsent request, CancellationToken cancellationToken)
    {
        var consent = await db.Set<Consent>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        consent.Withdraw(request.WithdrawnOn, request.Form, request.Note, call.Caller.StaffId, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var follower in Contributions.Of<IFollowsConsent>())
        {
            await follower.Withdrawn(db, call, consent, cancellationToken);
        }
        return new Saved(consent.Id, consent.Version);
    }
}

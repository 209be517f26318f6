using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>Looks at an agreement together with the person.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.WriteCases)]
[Operation("Start a review", "active → under_review; it stays in force. A review that changes nothing needs no start: `reviewed` is one call.")]
public sealed record StartReview(Guid Id, uint Version) : ICommand<Saved>;

/// <summary>Reviewed, and nothing is to change.</summary>
/// <param name="NextReviewOn">The next review; left out: by the organisation's rule, from today.</param>
/// <param name="Note">In words, for the trail; up to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Reviewed, nothing changed", """
    active or under_review → active, in one call; sets the next review. 409 `agreement-needs-confirmation` after a handover: then it is proposed and
    acknowledged anew.
    """)]
public sealed record ReviewedAgreement(
    [Example(Sample.DueDay)] DateOnly? NextReviewOn = null, [Example("Kurs läuft, alles bleibt")] string? Note = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    [JsonIgnore] string? IGivesReason.Reason => Note;
}

/// <summary>Begins a new version.</summary>
/// <param name="Kind">What kind of change.</param>
/// <param name="What">What is to change, up to 1,000 characters.</param>
/// <param name="Why">Why, up to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Amend an agreement", """
    active or under_review → under_review: goals and steps may be edited, then `propose` makes the next version, which is acknowledged by both. What is in
    force stays in force until then; `discard-amendment` goes back to it. Of a joint one the words stand with this adult alone;
    409 `agreement-partner-died` where another adult of it has died.
    """)]
public sealed record AmendAgreement(
    [CodeOf(CodeLists.AgreementChangeKind)] string Kind,
    [Example("Deutschkurs statt Praktikum")] string What,
    [Example("Kursplatz ab September")] string Why) : ICommand<Saved>, IGivesReason
{
    [JsonIgnore] string IGivesReason.Reason => Why;

    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The amendment is not wanted after all.</summary>
/// <param name="Reason">Why, up to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Discard an amendment", "Goals and steps stand again as in the version in force; the agreement is under review still.")]
public sealed record DiscardAmendment([Example("Der Kurs findet nicht statt")] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ReviewedAgreementValidator : AbstractValidator<ReviewedAgreement>
{
    public ReviewedAgreementValidator(CallContext call)
    {
        RuleFor(reviewed => reviewed.NextReviewOn).IsDayAhead(call);
        RuleFor(reviewed => reviewed.Note).NotEmpty().MaximumLength(1000).When(reviewed => reviewed.Note is not null);
    }
}

internal sealed class AmendAgreementValidator : AbstractValidator<AmendAgreement>
{
    public AmendAgreementValidator()
    {
        RuleFor(amend => amend.What).NotEmpty().MaximumLength(1000);
        RuleFor(amend => amend.Why).NotEmpty().MaximumLength(1000);
    }
}

internal sealed class StartReviewHandler(CaseDb db, CallContext call) : IHandler<StartReview, Saved>
{
    public async Task<Saved> Handle(StartReview request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.StartReview, call, request.Id, request.Version, cancellationToken);
        foreach (var agreement in group.All)
        {
            agreement.StartReview(call.Now);
        }
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(group.Own.Id, group.Own.Version);
    }
}

internal sealed class ReviewedAgreementHandler(CaseDb db, CallContext call) : IHandler<ReviewedAgreement, Saved>
{
    public async Task<Saved> Handle(ReviewedAgreement request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Reviewed, call, request.Id, request.Version, cancellationToken);
        var next = request.NextReviewOn
            ?? call.Today.AddMonths((await db.AgreementSetting(group.Own.OrganisationId, call.Now, cancellationToken)).ReviewMonths);
        foreach (var agreement in group.All)
        {
            agreement.Reviewed(next, call.Caller.StaffId, call.Now);
            await db.FollowReview(call, agreement, cancellationToken);
        }
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(group.Own.Id, group.Own.Version);
    }
}

internal sealed class AmendAgreementHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<AmendAgreement, Saved>
{
    public async Task<Saved> Handle(AmendAgreement request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Amend, call, request.Id, request.Version, cancellationToken);
        codes.CheckOwn(CodeLists.AgreementChangeKind, request.Kind, call.Today, "/kind");
        foreach (var agreement in group.All)
        {
            // What is said of one adult does not come into the other's file.
            var isOwn = agreement == group.Own;
            agreement.Amend(request.Kind, isOwn ? request.What : Agreement.Unsaid, isOwn ? request.Why : Agreement.Unsaid, call.Now);
        }
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(group.Own.Id, group.Own.Version);
    }
}

internal sealed class DiscardAmendmentHandler(CaseDb db, CallContext call) : IHandler<DiscardAmendment, Saved>
{
    public async Task<Saved> Handle(DiscardAmendment request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.DiscardAmendment, call, request.Id, request.Version, cancellationToken);
        await db.WithdrawProposals(call, group, cancellationToken);
        foreach (var agreement in group.All)
        {
            agreement.DiscardAmendment(call.Now);
        }
        await db.SaveChangesAsync(cancellationToken);
        foreach (var id in group.Ids)
        {
            await db.Database.ExecuteSqlAsync($"call app.restore_agreement({id})", cancellationToken);
        }
        await db.Entry(group.Own).ReloadAsync(cancellationToken);
        return new Saved(group.Own.Id, group.Own.Version);
    }
}

internal static class OwnCodes
{
    /// <summary>Refuses a code that only the product sets.</summary>
    /// <exception cref="RefusedException">400.</exception>
    public static void CheckOwn(this ReferenceCodes codes, string list, string code, DateOnly today, string pointer)
    {
        if ((bool?)codes.Attributes(list, code, today)["bySystem"] == true)
        {
            throw RefusedException.Invalid(pointer, AgreementProblems.OfSystem);
        }
    }
}

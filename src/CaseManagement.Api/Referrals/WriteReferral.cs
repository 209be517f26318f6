using System.Text.Json;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Consents;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.ServiceDirectory;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>What is to be sent, to whom, on which basis.</summary>
public abstract record ReferralBody
{
    /// <summary>To which service; offered today.</summary>
    public required Guid ServiceId { get; init; }

    /// <summary>For what: it decides which fields can be sent.</summary>
    [CodeOf(CodeLists.ReferralPurpose)]
    public required string Purpose { get; init; }

    /// <summary>On which legal basis.</summary>
    [CodeOf(CodeLists.DisclosureBasis)]
    public required string Basis { get; init; }

    /// <summary>The person's consent, where that is the basis. It is checked when it is sent.</summary>
    public Guid? ConsentId { get; init; }

    /// <summary>
    /// Where restricted health items go along without a consent that releases from secrecy: on which other basis they may (§ 76 SGB X). The recipient reads it.
    /// </summary>
    [CodeOf(CodeLists.SecrecyBasis)]
    public string? SecrecyBasis { get; init; }

    /// <summary>What is asked for; the recipient reads it. Up to 4,000 characters.</summary>
    [Example(Sample.Note)]
    public string? Note { get; init; }

    /// <summary>Which fields of the person; left out: those of the purpose (its code's attribute `fields`), no more.</summary>
    public IReadOnlyList<ReferralField>? Fields { get; init; }

    /// <summary>Members of the household who go along by name and date of birth; nobody where left out.</summary>
    public IReadOnlyList<Guid> MemberIds { get; init; } = [];

    /// <summary>Restricted items that go along, one by one; the preview lists those that could.</summary>
    public IReadOnlyList<Guid> ItemIds { get; init; } = [];
}

/// <summary>Starts to write a referral.</summary>
[Requires(Permission.SendReferrals)]
[Operation("Write a referral", """
    A draft: nothing leaves before it is sent. In an open case on which you work. One open referral per person and service: the second is 409
    `referral-exists` with the `referralId` of the first. Nobody who has died is referred (409 `referral-of-the-dead`).
    """)]
public sealed record WriteReferral : ReferralBody, ICommand<Saved>
{
    /// <summary>Out of which case.</summary>
    public required Guid CaseId { get; init; }
}

internal sealed class ReferralBodyValidator : AbstractValidator<ReferralBody>
{
    public ReferralBodyValidator()
    {
        RuleFor(body => body.Note).NotEmpty().MaximumLength(4000).When(body => body.Note is not null);
        RuleFor(body => body.Fields).NotEmpty().When(body => body.Fields is not null)
            .WithErrorCode(ReferralProblems.NoField.Code).WithMessage(_ => ReferralProblems.NoField.Text());
        RuleFor(body => body.MemberIds).AtMost(30);
        RuleFor(body => body.ItemIds).AtMost(100);
        RuleFor(body => body.ConsentId).Null().When(body => body.Basis != ReferralWriting.Consent)
            .WithErrorCode(ReferralProblems.ConsentOnly.Code).WithMessage(_ => ReferralProblems.ConsentOnly.Text());
    }
}

internal sealed class WriteReferralHandler(CaseDb db, CallContext call) : IHandler<WriteReferral, Saved>
{
    public async Task<Saved> Handle(WriteReferral request, CancellationToken cancellationToken)
    {
        var of = await db.OpenCase(call, request.CaseId, ReferralProblems.CaseClosed, cancellationToken);
        var (recipient, content) = await db.Content(request, of.ClientId, null, call, cancellationToken);
        var referral = new Referral((call.Caller.RequiredOrganisationId, request.CaseId, of.ClientId), (request.ServiceId, recipient), content,
            call.Caller.StaffId, call.Now);
        db.Add(referral);
        return await db.Save(referral, cancellationToken);
    }
}

internal static class ReferralWriting
{
    /// <summary>The code of the basis that needs a consent.</summary>
    public const string Consent = "consent";

    private sealed record PurposeFields(IReadOnlyList<ReferralField> Fields, IReadOnlyList<ReferralField> MayAdd);

    /// <summary>What a body says, looked up: the service and its provider, the fields of the purpose, the household, the consent.</summary>
    /// <param name="db">The database.</param>
    /// <param name="body">What was sent.</param>
    /// <param name="clientId">Who is referred.</param>
    /// <param name="self">The draft that is changed; null for a new one.</param>
    /// <param name="call">Who calls.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RefusedException">400 naming the field; 409 where such a referral is open, or the person has died.</exception>
    public static async Task<(Guid? Recipient, ReferralContent Content)> Content(
        this CaseDb db, ReferralBody body, Guid clientId, Guid? self, CallContext call, CancellationToken cancellationToken)
    {
        var today = call.Today;
        if (await db.DiedOn(clientId, cancellationToken) is not null)
        {
            throw new RefusedException(ReferralProblems.PersonDied);
        }
        var service = await db.Set<Service>().KnownTo(db, call.Caller).OfferedOn(db, today).Where(s => s.Id == body.ServiceId)
            .Select(s => new { s.ProviderId }).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.Invalid("/serviceId", ReferralProblems.UnknownService);
        if (await db.Set<Referral>().Where(row => row.ClientId == clientId && row.ServiceId == body.ServiceId && row.EndedAt == null && row.Id != self)
            .Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken) is { } first)
        {
            throw new RefusedException(ReferralProblems.Exists) { Extensions = { ["referralId"] = first } };
        }
        var attributes = await db.Set<DatedCode>().Where(code => code.List == CodeLists.ReferralPurpose && code.Code == body.Purpose
            && code.ValidFrom <= today && (code.ValidTo == null || code.ValidTo > today)).Select(code => code.Attributes).SingleAsync(cancellationToken);
        var possible = JsonSerializer.Deserialize<PurposeFields>(attributes, ApiJson.Stored)!;
        var fields = body.Fields ?? possible.Fields;
        if (fields.Index().FirstOrDefault(field => !possible.Fields.Concat(possible.MayAdd).Contains(field.Item), (-1, default)) is { Index: >= 0 } stray)
        {
            throw RefusedException.Invalid($"/fields/{stray.Index}", ReferralProblems.FieldNotForPurpose,
                string.Join(", ", possible.Fields.Concat(possible.MayAdd).Select(field => SnakeCase.Of(field.ToString()))));
        }
        var members = db.Set<HouseholdMember>().On(today);
        var household = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => body.MemberIds.Contains(client.Id) && client.Id != clientId
                && members.Any(m => m.ClientId == client.Id && members.Any(own => own.HouseholdId == m.HouseholdId && own.ClientId == clientId)))
            .Select(client => client.Id).ToListAsync(cancellationToken);
        if (body.MemberIds.Index().FirstOrDefault(named => !household.Contains(named.Item), (-1, default)) is { Index: >= 0 } nobody)
        {
            throw RefusedException.Invalid($"/memberIds/{nobody.Index}", ReferralProblems.NotOfHousehold);
        }
        await db.CheckConsent(body.ConsentId, clientId, cancellationToken);
        return (service.ProviderId, new ReferralContent(body.Purpose, body.Basis, body.ConsentId, body.Note, fields, body.MemberIds, body.ItemIds,
            body.SecrecyBasis));
    }

    /// <summary>A consent of this person; whether it carries the referral is asked when it is sent.</summary>
    /// <exception cref="RefusedException">400.</exception>
    public static async Task CheckConsent(this CaseDb db, Guid? consentId, Guid clientId, CancellationToken cancellationToken)
    {
        if (consentId is { } consent && !await db.Set<Consent>().AnyAsync(row => row.Id == consent && row.ClientId == clientId, cancellationToken))
        {
            throw RefusedException.Invalid("/consentId", ReferralProblems.UnknownConsent);
        }
    }
}

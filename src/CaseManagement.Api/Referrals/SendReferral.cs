using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Cooperation;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>Sends a referral: what the preview showed leaves, and is on record as disclosed.</summary>
/// <param name="PreviewSha256">The `sha256` of the preview.</param>
[Requires(Permission.SendReferrals)]
[Operation("Send a referral", """
    draft → sent. Freezes what the preview showed and enters it into the register of disclosures, for each person. 409 `referral-preview-outdated`
    where something of it has changed since, `referral-not-sendable` with what is missing: the consent is checked at this moment, and so is the basis of
    health data. 409 `cooperation-agreement-missing` where the organisation sends nothing without an agreement in force with the provider. The provider has the
    service's answer time, in working days of its Land; then it expires.
    """)]
public sealed record SendReferral([Example(Sample.Digest)] string PreviewSha256) : ICommand<Saved>
{
    /// <summary>The referral.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class SendReferralValidator : AbstractValidator<SendReferral>
{
    public SendReferralValidator() => RuleFor(send => send.PreviewSha256).Matches(@"^[0-9a-fA-F]{64}\z").WithErrorCode("sha256-form")
            .WithMessage(_ => Language.Choose("64 hexadezimale Ziffern.", "64 hexadecimal digits."));
}

internal sealed class SendReferralHandler(CaseDb db, CallContext call) : IHandler<SendReferral, Saved>
{
    public async Task<Saved> Handle(SendReferral request, CancellationToken cancellationToken)
    {
        var (now, today) = (call.Now, call.Today);
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Sender, Referral.SendMove, request.Version, cancellationToken);
        // Held until the commit: who withdraws the consent meanwhile waits, and then finds a referral to block; who was first is seen below.
        if (referral.ConsentId is { } consent)
        {
            await db.Database.ExecuteSqlAsync($"select from app.consent c where c.id = {consent} for share", cancellationToken);
        }
        // The same for the own agreements: who ends one meanwhile waits, or has ended it before this looks.
        await db.Database.ExecuteSqlAsync($"select from app.cooperation_agreement a order by a.id for share", cancellationToken);
        var facts = await ReferralFacts.Read(db, referral.Id, cancellationToken);
        await db.RequireUnrestricted(facts.Persons, cancellationToken);
        var (document, included) = (facts.Document(today), facts.Included);
        var content = document.ToCanonicalJson();
        if (facts.Own!.Agreement == MissingAgreementMeans.Refused)
        {
            throw new RefusedException(CooperationProblems.Missing);
        }
        if (facts.Missing(today) is { Count: > 0 } missing)
        {
            throw new RefusedException(ReferralProblems.NotSendable) { Errors = missing };
        }
        if (!Convert.FromHexString(request.PreviewSha256).AsSpan().SequenceEqual(ReferralDocument.Hash(content)))
        {
            throw new RefusedException(ReferralProblems.PreviewOutdated);
        }
        referral.Address(facts.Service.Id, facts.Service.ProviderId);
        referral.Send(WorkingDays.Add(today, facts.Service.AnswerDays, await LandOf(facts, cancellationToken)), call.Caller, now);
        var snapshot = new ReferralSnapshot(referral.Id, content, call.Caller.StaffId, now);
        db.Add(snapshot);
        db.AddRange(included.Index().Select(item => new ReferralRestrictedItem(
            referral.Id, item.Index, item.Item, ReferralDocument.Write(item.Item.Content), now)));
        foreach (var person in facts.Persons)
        {
            string[] fields = person == referral.ClientId ? [.. facts.Own!.Draft.Fields.Select(field => SnakeCase.Of(field.ToString()))]
                : ["name", "birth_date"];
            var restricted = included.Where(item => item.ClientId == person).Select(item => Compartments.NameOf(item.Compartment)).Distinct();
            db.Add(new Disclosure(referral, person, facts.Service.Provider, (DisclosureKind.Referral, fields.Concat(restricted), snapshot.Sha256),
                call.Caller.StaffId, now));
        }
        await db.SaveChangesAsync(cancellationToken);
        await db.RemindOf(ReferralReminders.Silent, referral.Id, cancellationToken);
        return new Saved(referral.Id, referral.Version);
    }

    // By the provider's key, that of the organisation above it, else the sender's; what no key tells counts by the Land of the product.
    private async Task<Land> LandOf(ReferralFacts facts, CancellationToken cancellationToken)
    {
        var (recipient, sender) = (facts.Service.ProviderId, facts.SenderId);
        var ags = await db.Database.SqlQuery<string>($"""
            select coalesce(o.ags, p.ags) as "Value" from app.organisation o left join app.organisation p on p.id = o.parent_id
            where o.id in ({recipient}, {sender}) and coalesce(o.ags, p.ags) is not null order by o.id is distinct from {recipient} limit 1
            """).ToListAsync(cancellationToken);
        return ags.Count == 1 ? Land.OfAgs(ags[0]) : Land.BadenWuerttemberg;
    }
}

using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Says at which address your organisation's people are told that there is news.</summary>
/// <param name="Address">The address; better an office's than a person's.</param>
/// <param name="Language">In which language mails are written.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Add a mail address", """
    For an organisation that works on the page `/partner` instead of by software of its own. A code is sent there; `…/confirm` takes it, and from then on the
    address is told of what others do with referrals to your organisation, from now on: a number and where to sign in, nothing of anybody. What happens within
    a quarter of an hour is one mail. Nothing is sent while a webhook of your organisation is in use, or a machine of the scope `partner` has asked for a token
    within seven days (`whyNothingIsSent`). Up to five addresses. To one address a code goes once in ten minutes (409 `mail-code-recent`).
    """, Audience = Audience.Partner)]
public sealed record AddMailAddress([Example("vermittlung@example.org")] string Address, [Example("de")] MailLanguage Language) : ICommand<Saved>;

internal sealed class AddMailAddressValidator : AbstractValidator<AddMailAddress>
{
    public AddMailAddressValidator() => RuleFor(added => added.Address).MailAddress();
}

/// <summary>The shape of an address, and codes that are sent to it.</summary>
internal static partial class MailCodes
{
    /// <summary>For how long a code is good.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromDays(7);

    /// <summary>How soon another one can be had.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(10);

    public static IRuleBuilderOptions<T, string> MailAddress<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(text => text.Length <= 254 && Form().IsMatch(text))
            .WithErrorCode(OutboxProblems.MailAddressForm.Code).WithMessage(_ => OutboxProblems.MailAddressForm.Text());

    /// <summary>
    /// Sends a code to an address, with what is saved: one in ten minutes, also where the entry was removed or changed meanwhile. Nobody is written to over
    /// and over again by taking an address away and adding it anew.
    /// </summary>
    /// <exception cref="RefusedException">409.</exception>
    public static async Task AddCode(
        this CaseDb db, MailAddress to, IDataProtectionProvider protection, MailSettings settings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken); // That there is such an address already tells more, and comes first.
        // Of two at once the second waits, and sees what the first has sent.
        await db.Set<Organisation>().FromSql($"select o.*, o.xmin from app.organisation o where o.id = {to.OrganisationId} for no key update")
            .LoadAsync(cancellationToken);
        var (since, code) = (now - Apart, new MailCode(to, now));
        await db.Set<MailCode>().Where(sent => sent.OrganisationId == to.OrganisationId && sent.At <= since).ExecuteDeleteAsync(cancellationToken);
        if (await db.Set<MailCode>().AnyAsync(sent => sent.OrganisationId == to.OrganisationId && sent.AddressSha256 == code.AddressSha256, cancellationToken))
        {
            throw new RefusedException(OutboxProblems.MailCodeRecent);
        }
        db.Add(code);
        var letters = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 12); // 59 bits: nobody guesses it.
        db.Add(Mail.Confirmation(to, protection.ForMails().Protect($"{letters[..4]}-{letters[4..8]}-{letters[8..]}"), settings.Domain, now));
    }

    /// <summary>The acting organisation's address, where it is the version that was seen.</summary>
    /// <exception cref="RefusedException">404, 412.</exception>
    public static async Task<MailAddress> MailAddressOf(this CaseDb db, Guid id, uint version, CancellationToken cancellationToken)
    {
        var address = await db.Set<MailAddress>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, address.Version);
        return address;
    }

    // What SMTP takes everywhere (RFC 5321, without quoted local parts and without SMTPUTF8): words with single dots between them, labels of up to 63.
    [GeneratedRegex(@"^(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*" +
        @"@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+\z")]
    private static partial Regex Form();
}

internal sealed class AddMailAddressHandler(CaseDb db, CallContext call, IDataProtectionProvider protection, MailSettings settings)
    : IHandler<AddMailAddress, Saved>
{
    public async Task<Saved> Handle(AddMailAddress request, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        // Of two at once the second waits, and counts what the first has added.
        await db.Set<Organisation>().FromSql($"select o.*, o.xmin from app.organisation o where o.id = {mine} for no key update").LoadAsync(cancellationToken);
        if (await db.Set<MailAddress>().CountAsync(cancellationToken) >= MailAddress.Most)
        {
            throw new RefusedException(OutboxProblems.TooManyMailAddresses, MailAddress.Most);
        }
        var address = new MailAddress(mine, request.Address, request.Language, call.Caller.StaffId, call.Now);
        var told = await db.Database.SqlQuery<long>($"select app.number_events() as \"Value\"").SingleAsync(cancellationToken);
        db.Add(address);
        db.Add(new MailState(address, told));
        await db.AddCode(address, protection, settings, call.Now, cancellationToken);
        return await db.Save(address, cancellationToken);
    }
}

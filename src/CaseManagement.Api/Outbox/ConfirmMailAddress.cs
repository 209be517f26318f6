using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Confirms an address by the code that was sent to it.</summary>
/// <param name="Code">The code of the last mail.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Confirm a mail address", """
    unconfirmed → active, by the code that was sent there last, within seven days. One that has refused mail gets another code first (`…/send-code`).
    """, Audience = Audience.Partner)]
public sealed record ConfirmMailAddress([Example("k7wd-m3qz-h8ra")] string Code) : ICommand<Saved>
{
    /// <summary>The entry.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ConfirmMailAddressValidator : AbstractValidator<ConfirmMailAddress>
{
    public ConfirmMailAddressValidator() => RuleFor(confirmed => confirmed.Code).NotEmpty().MaximumLength(50);
}

internal sealed class ConfirmMailAddressHandler(CaseDb db, CallContext call, IDataProtectionProvider protection) : IHandler<ConfirmMailAddress, Saved>
{
    public async Task<Saved> Handle(ConfirmMailAddress request, CancellationToken cancellationToken)
    {
        var address = await db.MailAddressOf(request.Id, request.Version, cancellationToken);
        if (address.Status != MailAddressStatus.Unconfirmed)
        {
            throw new RefusedException(address.Status == MailAddressStatus.Active ? OutboxProblems.MailConfirmed : OutboxProblems.MailRefused);
        }
        var since = call.Now - MailCodes.GoodFor;
        var sent = await db.Set<Mail>().Where(mail => mail.AddressId == address.Id && mail.Kind == MailKind.Confirmation && mail.Address == address.Address)
            .OrderByDescending(mail => mail.CreatedAt).ThenByDescending(mail => mail.Id).Select(mail => new { mail.Code, mail.CreatedAt })
            .FirstOrDefaultAsync(cancellationToken);
        if (sent is null || sent.CreatedAt < since || !CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(protection.ForMails().Unprotect(sent.Code!)), Encoding.UTF8.GetBytes(request.Code.Trim().ToLowerInvariant())))
        {
            throw new RefusedException(OutboxProblems.MailCodeWrong);
        }
        address.Confirm(call.Now);
        return await db.Save(address, cancellationToken);
    }
}

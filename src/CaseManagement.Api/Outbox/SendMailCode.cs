using CaseManagement.Api.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Sends another code to an address.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Send a code to a mail address", "Where none arrived, or where the address has refused mail: once it is confirmed, it is told what it has missed.",
    Audience = Audience.Partner)]
public sealed record SendMailCode(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class SendMailCodeHandler(CaseDb db, CallContext call, IDataProtectionProvider protection, MailSettings settings)
    : IHandler<SendMailCode, Saved>
{
    public async Task<Saved> Handle(SendMailCode request, CancellationToken cancellationToken)
    {
        var address = await db.MailAddressOf(request.Id, request.Version, cancellationToken);
        if (address.Status == MailAddressStatus.Active)
        {
            throw new RefusedException(OutboxProblems.MailConfirmed);
        }
        if (await db.Set<Mail>().AnyAsync(mail => mail.AddressId == address.Id && mail.Kind == MailKind.Confirmation && mail.NextAttemptAt != null,
            cancellationToken))
        {
            throw new RefusedException(OutboxProblems.MailCodeRecent);
        }
        address.Ask(call.Now);
        await db.AddCode(address, protection, settings, call.Now, cancellationToken);
        return await db.Save(address, cancellationToken);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Gives another address, or another language.</summary>
/// <param name="Address">The address.</param>
/// <param name="Language">In which language mails are written.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Change a mail address", """
    Another address gets a code and has to be confirmed; what waits is told there then. To one address a code goes once in
    ten minutes (409 `mail-code-recent`). Another language holds from the next mail on.
    """, Audience = Audience.Partner)]
public sealed record ChangeMailAddress([Example("vermittlung@example.org")] string Address, [Example("en")] MailLanguage Language) : ICommand<Saved>
{
    /// <summary>The entry.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeMailAddressValidator : AbstractValidator<ChangeMailAddress>
{
    public ChangeMailAddressValidator() => RuleFor(changed => changed.Address).MailAddress();
}

internal sealed class ChangeMailAddressHandler(CaseDb db, CallContext call, IDataProtectionProvider protection, MailSettings settings)
    : IHandler<ChangeMailAddress, Saved>
{
    public async Task<Saved> Handle(ChangeMailAddress request, CancellationToken cancellationToken)
    {
        var address = await db.MailAddressOf(request.Id, request.Version, cancellationToken);
        if (address.Change(request.Address, request.Language, call.Now))
        {
            // What is still to go to the address of before goes nowhere: its news is told to this one.
            await db.Set<Mail>().Where(mail => mail.AddressId == address.Id && mail.NextAttemptAt != null).ExecuteDeleteAsync(cancellationToken);
            await db.AddCode(address, protection, settings, call.Now, cancellationToken);
        }
        return await db.Save(address, cancellationToken);
    }
}

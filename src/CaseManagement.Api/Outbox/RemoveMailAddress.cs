using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Takes an address away.</summary>
/// <param name="Id">The entry.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Remove a mail address", "Nothing more is sent there, not even what was on its way; its log goes with it.", Audience = Audience.Partner)]
public sealed record RemoveMailAddress(Guid Id) : ICommand<bool>;

internal sealed class RemoveMailAddressHandler(CaseDb db) : IHandler<RemoveMailAddress, bool>
{
    public async Task<bool> Handle(RemoveMailAddress request, CancellationToken cancellationToken)
    {
        db.Remove(await db.Set<MailAddress>().SingleOrDefaultAsync(row => row.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}

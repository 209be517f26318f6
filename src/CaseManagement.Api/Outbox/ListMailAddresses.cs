using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Outbox;

/// <summary>The mail addresses of your organisation.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("List mail addresses", "Those of your organisation, five at most, oldest first.", Audience = Audience.Partner)]
public sealed record ListMailAddresses : IQuery<MailAddresses>;

/// <summary>The addresses.</summary>
/// <param name="Items">Each with whether it is written to.</param>
public sealed record MailAddresses(IReadOnlyList<MailAddressView> Items);

internal sealed class ListMailAddressesHandler(CaseDb db, MailSettings settings) : IHandler<ListMailAddresses, MailAddresses>
{
    public async Task<MailAddresses> Handle(ListMailAddresses request, CancellationToken cancellationToken) =>
        new(await MailAddressView.Of(db, db.Set<MailAddress>(), settings, cancellationToken));
}

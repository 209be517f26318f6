using System.Net;
using CaseManagement.Api.Outbox;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A webhook of an organisation, told from now on; it has no secret yet.</summary>
    public Task<Guid> Webhook(Guid organisationId, string url)
    {
        var webhook = new Webhook(organisationId, new WebhookContent("Empfänger", url, []), null, Now);
        return api.InOrganisation(organisationId, async db =>
        {
            db.Add(webhook);
            db.Add(new WebhookState(webhook, 0));
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return webhook.Id;
        });
    }

    /// <summary>A mail address of an organisation, to be confirmed or confirmed already, told from now on.</summary>
    public Task<Guid> MailAddress(Guid organisationId, bool isConfirmed = false, MailLanguage language = MailLanguage.De)
    {
        var address = new MailAddress(organisationId, $"stelle{Interlocked.Increment(ref number)}@example.org", language, null, Now);
        if (isConfirmed)
        {
            address.Confirm(Now);
        }
        return api.InOrganisation(organisationId, async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Add(address);
            db.Add(new MailState(address, await db.Database.SqlQuery<long>($"select app.number_events() as \"Value\"").SingleAsync()));
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return address.Id;
        });
    }

    /// <summary>A network that the operator has admitted, another one each time.</summary>
    public async Task<Guid> AdmittedNetwork()
    {
        var n = Interlocked.Increment(ref number);
        var row = new AdmittedNetwork(IPNetwork.Parse($"10.{n / 256 % 256}.{n % 256}.0/24"), "Netz der Stadt", null, Now);
        return await api.InOrganisation(await Organisation(), async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Add(row);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return row.Id;
        });
    }
}

using System.Net;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Admits a private network: webhooks may be sent into it.</summary>
/// <param name="Network">As address and length.</param>
/// <param name="Reason">Why, up to 1,000 characters; it is on record.</param>
[Requires(Permission.OperateJobs), ByOperator]
[Operation("Admit a private network", "A town's own network, say. Link-local addresses and the host itself cannot be admitted.")]
public sealed record AdmitNetwork([Example("10.20.0.0/16")] string Network, [Example(Sample.Reason)] string Reason)
    : ICommand<AdmittedNetworkView>, INeedsReason;

/// <summary>An admitted network.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Network">Which.</param>
/// <param name="Reason">Why.</param>
/// <param name="AdmittedBy">By whom.</param>
/// <param name="AdmittedByName">The name; null for another organisation's colleague.</param>
/// <param name="AdmittedAt">Since when.</param>
public sealed record AdmittedNetworkView(
    Guid Id, [Example("10.20.0.0/16")] string Network, [Example(Sample.Reason)] string Reason, Guid? AdmittedBy,
    [Example(Sample.Colleague)] string? AdmittedByName, DateTimeOffset AdmittedAt);

internal sealed class AdmitNetworkValidator : AbstractValidator<AdmitNetwork>
{
    public AdmitNetworkValidator()
    {
        RuleFor(admit => admit.Network).Must(network => IPNetwork.TryParse(network, out var parsed) && PublicAddresses.MayAdmit(parsed))
            .WithErrorCode(OutboxProblems.NotPrivate.Code).WithMessage(_ => OutboxProblems.NotPrivate.Text());
    }
}

internal sealed class AdmitNetworkHandler(CaseDb db, CallContext call) : IHandler<AdmitNetwork, AdmittedNetworkView>
{
    public async Task<AdmittedNetworkView> Handle(AdmitNetwork request, CancellationToken cancellationToken)
    {
        var row = new AdmittedNetwork(IPNetwork.Parse(request.Network), request.Reason.Trim(), call.Caller.StaffId, call.Now);
        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        var name = await db.Set<Organisations.Staff>().Where(staff => staff.Id == row.AdmittedBy)
            .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefaultAsync(cancellationToken);
        return new AdmittedNetworkView(row.Id, row.Network.ToString(), row.Reason, row.AdmittedBy, name, row.AdmittedAt);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders.Chains;

/// <summary>Takes back a version that has not begun.</summary>
[Requires(Permission.ManagePolicies)]
[Operation("Withdraw a planned template of chains", """
    By a supervisor: a version of your organisation's that holds from a later day on never does. It stays in the list with the time when it was taken back. 409
    `chain-template-begun` for one that holds or held, 404 for one that there is not, or that was taken back already.
    """)]
public sealed record WithdrawChainTemplate : ICommand<Saved>
{
    /// <summary>Which one: the number of your organisation's version.</summary>
    [Example(2)]
    public required int Number { get; init; }

    /// <summary>The template's key.</summary>
    [JsonIgnore, Example("arrival")] public string Key { get; init; } = "";

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class WithdrawChainTemplateHandler(CaseDb db, CallContext call) : IHandler<WithdrawChainTemplate, Saved>
{
    public async Task<Saved> Handle(WithdrawChainTemplate request, CancellationToken cancellationToken)
    {
        if (!await db.Set<ChainTemplate>().AnyAsync(row => row.Key == request.Key && row.OrganisationId == call.Caller.OrganisationId
            && row.Number == request.Number, cancellationToken))
        {
            throw RefusedException.NotFound();
        }
        var versions = await db.ChainTemplateToChange(request.Key, request.Version, call, cancellationToken);
        var version = DatedVersions.Withdraw(versions, request.Number, call);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(version.Id, DatedVersions.TagOf(versions));
    }
}

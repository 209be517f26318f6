using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Reminders;

/// <summary>Takes back a version that has not begun.</summary>
[Requires(Permission.ManagePolicies)]
[Operation("Withdraw a planned reminder policy", """
    By a supervisor: a version of your organisation's that holds from a later day on never does. It stays in the list with the time when it was taken back. 409
    `reminder-policy-begun` for one that holds or held, 404 for one that there is not, or that was taken back already.
    """)]
public sealed record WithdrawReminderPolicy : ICommand<Saved>
{
    /// <summary>Which one: the number of your organisation's version.</summary>
    [Example(2)]
    public required int Number { get; init; }

    /// <summary>The kind of its reminders.</summary>
    [JsonIgnore, Example("no_contact")] public string Kind { get; init; } = "";

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class WithdrawReminderPolicyHandler(CaseDb db, CallContext call) : IHandler<WithdrawReminderPolicy, Saved>
{
    public async Task<Saved> Handle(WithdrawReminderPolicy request, CancellationToken cancellationToken)
    {
        var versions = await db.ToChange(await db.KindOfPolicy(request.Kind, cancellationToken), request.Version, call, cancellationToken,
            request.Number);
        var version = DatedVersions.Withdraw(versions, request.Number, call);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(version.Id, DatedVersions.TagOf(versions));
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;

namespace CaseManagement.Api.Erasure;

/// <summary>Decides that a person is erased. Somebody else has to confirm.</summary>
/// <param name="Id">The erasure.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.DecideErasures)]
[Operation("Decide to erase a person", """
    proposed → decided, by a supervisor: who leads the teams knows whether the data is still needed. 409 `erasure-in-the-way` with the reasons in `errors`
    while a case is open, a handover or referral is before its recipient, a recipient has not confirmed a withdrawal, an import that names the person is
    open or processing is restricted (Art. 18 GDPR). Who can confirm is told.
    """)]
public sealed record DecideErasure(Guid Id, [property: JsonIgnore] uint Version) : ICommand<Saved>;

internal sealed class DecideErasureHandler(CaseDb db, CallContext call) : IHandler<DecideErasure, Saved>
{
    public async Task<Saved> Handle(DecideErasure request, CancellationToken cancellationToken)
    {
        var erasure = await db.ErasureToChange(call, request.Id, request.Version, cancellationToken);
        var me = call.Caller.RequiredStaffId;
        erasure.Decide(me, call.Now);
        if (await db.ObstaclesTo(erasure.ClientId!.Value, cancellationToken) is { Count: > 0 } obstacles)
        {
            throw ErasureProblems.Refusal(obstacles);
        }
        var officers = await db.OfficersOf(erasure.OrganisationId, me, cancellationToken);
        db.AddRange(officers.Select(officer =>
            new Notice(erasure.OrganisationId, officer, ErasureNews.Awaits, "erasure", erasure.Id, $"{call.Now:O}", call.Now)));
        return await db.Save(erasure, cancellationToken);
    }
}

/// <summary>What erasures tell colleagues.</summary>
internal static class ErasureNews
{
    /// <summary>Told to the data-protection officers.</summary>
    public static readonly NoticeKind Awaits = new("erasure-awaits-confirmation",
        "Eine beschlossene Löschung wartet auf Bestätigung durch eine zweite Person.", "An erasure was decided and waits for somebody else to confirm it.");

    /// <summary>Told to who took the person over (Art. 19 GDPR).</summary>
    public static readonly NoticeKind AtSender = new("erased-at-sender",
        "Die Stelle, von der die Person übernommen wurde, hat ihre Daten gelöscht (Art. 19 DSGVO). Bitte prüfen, was hier noch erforderlich ist.",
        "The organisation that handed the person over has erased its data (Art. 19 GDPR). Look at what is still needed here.");
}

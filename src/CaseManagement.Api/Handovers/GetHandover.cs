using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>One handover: where it stands, how it went, what can be done now. The sender also sees what he is writing.</summary>
/// <param name="Id">The handover.</param>
[Requires(Permission.ReadHandovers)]
[Operation("Get a handover", """
    Where it stands, how it went, questions and answers, and what you can do now (`allowedActions`). `draft` is what the sender is writing
    and shows to him alone; the receiver reads packages. `changes`, while it is submitted: how the household differs from the submitted one
    (`isOutdated`); both teams are told of it by a notice `handover-outdated`, once for each submission.
    """)]
public sealed record GetHandover(Guid Id) : IQuery<HandoverDetail>;

/// <summary>A handover. The data of its persons stands in the package.</summary>
public sealed record HandoverDetail : IVersioned, IShowsPersons
{
    /// <summary>The handover.</summary>
    public required Guid Id { get; init; }
    /// <summary>The household.</summary>
    public required Guid HouseholdId { get; init; }
    /// <summary>Its reference, as the package tells it.</summary>
    [Example(Sample.HouseholdReference)]
    public string? HouseholdReference { get; init; }
    /// <summary>Where it stands.</summary>
    public required HandoverStatus Status { get; init; }
    /// <summary>Derived: a deadline has passed.</summary>
    [Example(false)]
    public required bool IsOverdue { get; init; }
    /// <summary>Whether the caller's team sends it.</summary>
    public required bool IsSender { get; init; }
    /// <summary>Whether the caller's team receives it.</summary>
    [Example(false)]
    public required bool IsReceiver { get; init; }
    /// <summary>Who hands over.</summary>
    public required PackageParty Sender { get; init; }
    /// <summary>Who is to take over.</summary>
    public required PackageParty Receiver { get; init; }
    /// <summary>The handover that this one returns.</summary>
    [Example(null)]
    public Guid? ReturnsHandoverId { get; init; }
    /// <summary>Returns of this one.</summary>
    [Example(null)]
    public required IReadOnlyList<Guid> ReturnedBy { get; init; }
    /// <summary>The version of the last frozen package; 0 before the first submission.</summary>
    public required int PackageVersion { get; init; }
    /// <summary>When it was prepared.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it was submitted last.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }
    /// <summary>Last day for the receiver's answer.</summary>
    [Example(Sample.LaterDay)]
    public DateOnly? AcceptanceDueOn { get; init; }
    /// <summary>After this day it expires.</summary>
    [Example("2026-03-30")]
    public DateOnly? ExpiresOn { get; init; }
    /// <summary>Since when the receiver is responsible.</summary>
    [Example(null)]
    public DateTimeOffset? AcceptedAt { get; init; }
    /// <summary>Last day for the first contacts.</summary>
    [Example("2026-03-30")]
    public DateOnly? FirstContactDueOn { get; init; }
    /// <summary>When it came to its end.</summary>
    [Example(null)]
    public DateTimeOffset? EndedAt { get; init; }
    /// <summary>The persons.</summary>
    public required IReadOnlyList<DetailPerson> Persons { get; init; }
    /// <summary>What the sender has written; null for the receiver, who reads packages.</summary>
    public DetailDraft? Draft { get; init; }
    /// <summary>
    /// Verdicts, questions and answers of every version, in the order of versions and places. The sender sees them once they were sent.
    /// </summary>
    public required IReadOnlyList<DetailItem> Items { get; init; }
    /// <summary>How it went, oldest first.</summary>
    public required IReadOnlyList<DetailMove> Timeline { get; init; }
    /// <summary>How the household has changed since the submission, while the package is before the receiver.</summary>
    public IReadOnlyList<DetailChange> Changes { get; init; } = [];
    /// <summary>Derived: the household has changed since the submission, so that it cannot be accepted as it was submitted.</summary>
    [Example(false)]
    public bool IsOutdated => Changes.Count > 0;
    /// <summary>What the caller can do now, and why not where he cannot.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; init; } = [];

    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() =>
        [.. Persons.Select(person => person.ClientId), .. Changes.Where(change => change.ClientId is not null).Select(change => change.ClientId!.Value)];
}

/// <summary>A person of a handover.</summary>
/// <param name="ClientId">Who.</param>
/// <param name="CaseId">The case.</param>
/// <param name="FirstContactAt">After acceptance: the first contact.</param>
/// <param name="FamilyName">As the package tells it, where you may read one; else as on file, where you see it.</param>
/// <param name="GivenName">The same.</param>
public sealed record DetailPerson(
    Guid ClientId,
    Guid? CaseId,
    DateTimeOffset? FirstContactAt,
    [Example(Sample.FamilyName)] string? FamilyName = null,
    [Example(Sample.GivenName)] string? GivenName = null);

/// <summary>What has become different in a household after the submission.</summary>
public enum HandoverChange
{
    /// <summary>Somebody has joined who is not in the package.</summary>
    PersonJoined,
    /// <summary>Somebody in the package is no longer in the household.</summary>
    PersonLeft,
    /// <summary>Somebody in the package has died.</summary>
    PersonDied,
    /// <summary>The case of somebody in the package was closed.</summary>
    CaseClosed,
    /// <summary>The case of somebody in the package was passed on to another team.</summary>
    CasePassedOn,
}

/// <summary>A change of the household since the submission.</summary>
/// <param name="Kind">What has changed.</param>
/// <param name="ClientId">Who; null for the receiver, to whom nothing is disclosed that the package does not tell.</param>
/// <param name="ClientName">Family name, given name; null where the id is.</param>
public sealed record DetailChange(HandoverChange Kind, [Example(null)] Guid? ClientId, [Example(null)] string? ClientName);

/// <summary>What the sender has written.</summary>
/// <param name="Note">To the receiver.</param>
/// <param name="Documents">Documents, without restricted ones that the caller may not see.</param>
/// <param name="OpenItems">Open items with their ids.</param>
/// <param name="NoOpenItems">Stated: nothing is open.</param>
/// <param name="IncludedItems">Restricted items that go along.</param>
public sealed record DetailDraft(
    [Example(Sample.Note)] string? Note,
    IReadOnlyList<PackageDocumentLine> Documents,
    IReadOnlyList<PackageOpenItem> OpenItems,
    [Example(false)] bool NoOpenItems,
    IReadOnlyList<Guid> IncludedItems);

/// <summary>A verdict on an item of a package.</summary>
/// <param name="PackageVersion">On which version.</param>
/// <param name="Place">The item.</param>
/// <param name="Verdict">accepted or queried.</param>
/// <param name="Question">The question.</param>
/// <param name="ReviewedAt">When.</param>
/// <param name="Answer">The sender's answer.</param>
/// <param name="AnsweredAt">When.</param>
public sealed record DetailItem(
    int PackageVersion,
    [Example("/persons/0199c1a0-5e00-7a11-8b22-c33d44e55f66/assessment")] string Place,
    ItemVerdict Verdict,
    [Example("Is there a copy of it?")] string? Question,
    DateTimeOffset ReviewedAt,
    [Example("Yes, a certified copy is enclosed.")] string? Answer,
    DateTimeOffset? AnsweredAt);

/// <summary>A step of a handover.</summary>
/// <param name="Action">prepare, submit, accept …</param>
/// <param name="FromStatus">Before.</param>
/// <param name="ToStatus">After.</param>
/// <param name="At">When.</param>
/// <param name="OrganisationId">Which side.</param>
/// <param name="OrganisationName">Its name.</param>
/// <param name="StaffId">Who; null for the system.</param>
/// <param name="StaffName">The name; null for the system and for another organisation's colleague.</param>
/// <param name="ReasonCode">The coded reason; null also where it is restricted and the caller may not see it.</param>
/// <param name="Note">In words.</param>
/// <param name="PackageVersion">The package it was about.</param>
public sealed record DetailMove(
    [Example("submit")] string Action,
    HandoverStatus? FromStatus,
    HandoverStatus ToStatus,
    [Example(Sample.Instant)] DateTimeOffset At,
    Guid OrganisationId,
    [Example(Sample.District)] string OrganisationName,
    Guid? StaffId,
    [Example(Sample.Colleague)] string? StaffName,
    [Example(null)] string? ReasonCode,
    [Example(Sample.Note)] string? Note,
    int PackageVersion);

internal sealed class GetHandoverHandler(CaseDb db, CallContext call) : IHandler<GetHandover, HandoverDetail>
{
    public async Task<HandoverDetail> Handle(GetHandover request, CancellationToken cancellationToken)
    {
        var view = await HandoverView.Read(db, request.Id, cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        return view.Detail with { Version = view.Version, AllowedActions = view.AllowedActions(call.Caller) };
    }
}

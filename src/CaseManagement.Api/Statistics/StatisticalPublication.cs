using System.Text.Json;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Statistics;

/// <summary>Whether an audience is of the organisation.</summary>
public enum AudienceKind
{
    /// <summary>People of the organisation; numbers below 3 are not for them.</summary>
    Internal,
    /// <summary>Everybody else; numbers below 5 are not for them.</summary>
    External,
}

/// <summary>
/// Who receives figures. It never changes: what it has received was held against this threshold. To audiences that are public everybody belongs.
/// </summary>
public sealed class StatisticalAudience : IRoot
{
    private StatisticalAudience() { }

    /// <summary>An audience.</summary>
    public StatisticalAudience(Guid organisationId, AddAudience said, Guid by, DateTimeOffset now) =>
        (Id, OrganisationId, Name, Kind, IsPublic, RecipientId, Threshold, AddedBy, AddedAt) = (Guid.CreateVersion7(now), organisationId, said.Name.Trim(),
            said.Kind, said.IsPublic, said.RecipientId, said.Threshold ?? LeastOf(said.Kind), by, now);

    /// <summary>The smallest threshold: 3 internal, 5 external.</summary>
    public static int LeastOf(AudienceKind kind) => kind == AudienceKind.Internal ? 3 : 5;

    /// <summary>The audience.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose figures.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>What it is called.</summary>
    public string Name { get; private set; } = "";
    /// <summary>Of the organisation or not.</summary>
    public AudienceKind Kind { get; private set; }
    /// <summary>Whether it is everybody.</summary>
    public bool IsPublic { get; private set; }
    /// <summary>An organisation here, which knows what it has done itself.</summary>
    public Guid? RecipientId { get; private set; }
    /// <summary>Smaller numbers are not for it.</summary>
    public int Threshold { get; private set; }
    /// <summary>By whom.</summary>
    public Guid AddedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset AddedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

/// <summary>Where a publication stands.</summary>
public enum PublicationStatus
{
    /// <summary>Computed; what would give somebody away is hidden.</summary>
    Draft,
    /// <summary>Somebody else has agreed to it.</summary>
    SignedOff,
    /// <summary>Handed in: it never changes, and counts as received by its audience for ever.</summary>
    Published,
    /// <summary>Given up; nobody has received it.</summary>
    Discarded,
}

/// <summary>Tables computed once, out of the ledger, for one audience: signed off by another than who drafted them, then published.</summary>
public sealed class StatisticalPublication : IRoot
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string SignOffMove = "sign-off", PublishMove = "publish", ProtectMove = "protect", DiscardMove = "discard";

    /// <summary>The legal moves.</summary>
    public static readonly Transitions<PublicationStatus> Moves = new("publication",
        (PublicationStatus.Draft, SignOffMove, PublicationStatus.SignedOff), (PublicationStatus.SignedOff, PublishMove, PublicationStatus.Published),
        (PublicationStatus.Draft, ProtectMove, PublicationStatus.Draft), (PublicationStatus.SignedOff, ProtectMove, PublicationStatus.Draft),
        (PublicationStatus.Draft, DiscardMove, PublicationStatus.Discarded), (PublicationStatus.SignedOff, DiscardMove, PublicationStatus.Discarded));

    private StatisticalPublication() { }

    /// <summary>A draft.</summary>
    public StatisticalPublication(Guid id, Guid organisationId, Guid audienceId, string title, string tables, Guid by, DateTimeOffset now) =>
        (Id, OrganisationId, AudienceId, Title, Tables, DraftedBy, ComputedAt, UpdatedAt) =
            (id, organisationId, audienceId, title.Trim(), tables, by, now, now);

    /// <summary>The publication.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose figures.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>For whom.</summary>
    public Guid AudienceId { get; private set; }
    /// <summary>What it is called.</summary>
    public string Title { get; private set; } = "";
    /// <summary>Where it stands.</summary>
    public PublicationStatus Status { get; private set; }
    /// <summary>The tables as JSON: definitions, true counts, which cells are hidden.</summary>
    public string Tables { get; private set; } = "[]";
    /// <summary>What shows that it gives nobody away, as JSON; of a published one.</summary>
    public string? Proof { get; private set; }
    /// <summary>Who drafted it.</summary>
    public Guid DraftedBy { get; private set; }
    /// <summary>When it was counted.</summary>
    public DateTimeOffset ComputedAt { get; private set; }
    /// <summary>Who agreed.</summary>
    public Guid? SignedOffBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? SignedOffAt { get; private set; }
    /// <summary>Who published or discarded it.</summary>
    public Guid? EndedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    internal IReadOnlyList<ReceivedTable> Read() => JsonSerializer.Deserialize<List<ReceivedTable>>(Tables)!;

    /// <summary>Another agrees.</summary>
    /// <exception cref="RefusedException">409; 403 for who drafted it.</exception>
    public void SignOff(Guid by, DateTimeOffset now)
    {
        Status = Moves.Next(Status, SignOffMove);
        if (ObjectionToSignOff(by) is { } objection)
        {
            throw RefusedException.Forbidden(objection, Id);
        }
        (SignedOffBy, SignedOffAt, UpdatedAt) = (by, now, now);
    }

    /// <summary>Why somebody cannot be the second pair of eyes, or null.</summary>
    public ProblemType? ObjectionToSignOff(Guid? staffId) => staffId is null || staffId == DraftedBy ? PublicationProblems.NeedsAnother : null;

    /// <summary>Other cells are hidden: what was agreed to is agreed to no more.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public void Protect(string tables, DateTimeOffset now) => (Status, Tables, SignedOffBy, SignedOffAt, UpdatedAt) =
        (Moves.Next(Status, ProtectMove), tables, null, null, now);

    /// <summary>It is handed in.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public void Publish(string proof, Guid by, DateTimeOffset now) => (Status, Proof, EndedBy, EndedAt, UpdatedAt) =
        (Moves.Next(Status, PublishMove), proof, by, now, now);

    /// <summary>It is given up.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public void Discard(Guid by, DateTimeOffset now) => (Status, EndedBy, EndedAt, UpdatedAt) = (Moves.Next(Status, DiscardMove), by, now, now);
}

internal sealed class StatisticalPublicationMap : IEntityTypeConfiguration<StatisticalAudience>, IEntityTypeConfiguration<StatisticalPublication>
{
    public void Configure(EntityTypeBuilder<StatisticalAudience> entity) => entity.ToTable("statistical_audience")
        .Refers<Organisation>(nameof(StatisticalAudience.OrganisationId)).Refers<Organisation>(nameof(StatisticalAudience.RecipientId))
        .Refers<Staff>(nameof(StatisticalAudience.AddedBy));

    public void Configure(EntityTypeBuilder<StatisticalPublication> entity)
    {
        entity.ToTable("statistical_publication").Refers<Organisation>(nameof(StatisticalPublication.OrganisationId))
            .Refers<StatisticalAudience>(nameof(StatisticalPublication.AudienceId)).Refers<Staff>(nameof(StatisticalPublication.DraftedBy))
            .Refers<Staff>(nameof(StatisticalPublication.SignedOffBy)).Refers<Staff>(nameof(StatisticalPublication.EndedBy));
        entity.Property(publication => publication.Tables).HasColumnType("jsonb");
        entity.Property(publication => publication.Proof).HasColumnType("jsonb");
    }
}

/// <summary>Refusals of publications.</summary>
public static class PublicationProblems
{
    /// <summary>409 with what could be found out, without numbers.</summary>
    public static readonly ProblemType Unsafe = new("publication-unsafe", 409,
        "From this and from everything that was received before small numbers could be found out; see errors. Tell fewer or coarser tables.",
        "Daraus und aus allem, was schon bekannt gegeben wurde, ließen sich kleine Zahlen erschließen; siehe errors. Bitte weniger oder gröber gliedern.");
    /// <summary>In errors[] of it.</summary>
    public static readonly ProblemType Derivable = new("cell-derivable", 409,
        "'{0}' could be narrowed down too far by '{1}'.", "„{0}“ ließe sich durch „{1}“ zu weit eingrenzen.");
    /// <summary>409: there is more than can be checked.</summary>
    public static readonly ProblemType TooLarge = new("publication-too-large", 409,
        "These tables, with what was received before, are too many to be checked. Tell fewer or coarser ones.",
        "Diese Tabellen sind, mit allem schon Bekannten, zu umfangreich für die Prüfung. Bitte weniger oder gröber gliedern.");
    /// <summary>403: four eyes.</summary>
    public static readonly ProblemType NeedsAnother = new("publication-needs-another", 403,
        "Whoever has drafted it cannot sign it off.", "Wer sie entworfen hat, kann sie nicht freigeben.")
    { Constraint = "statistical_publication_two_persons" };
    /// <summary>409: a row that stays.</summary>
    public static readonly ProblemType Kept = new("publication-kept", 409,
        "What was handed in stays as it was.", "Was abgegeben wurde, bleibt, wie es war.")
    { Constraint = "statistical_publication_kept" };
    /// <summary>409.</summary>
    public static readonly ProblemType AudienceTwice = new("audience-exists", 409,
        "There is an audience of this name already.", "Einen Empfängerkreis dieses Namens gibt es schon.")
    { Constraint = "statistical_audience_once" };
    /// <summary>409.</summary>
    public static readonly ProblemType PublicTwice = new("audience-public-exists", 409,
        "The public is an audience already.", "Die Öffentlichkeit ist schon ein Empfängerkreis.")
    { Constraint = "statistical_audience_public" };
    internal static readonly ProblemType UnknownAudience = new("audience-unknown", 400,
        "There is no such audience.", "Diesen Empfängerkreis gibt es nicht.");
    internal static readonly ProblemType UnknownRecipient = new("recipient-unknown", 400,
        "There is no such other organisation.", "Eine solche andere Organisation gibt es nicht.");
    internal static readonly ProblemType Threshold = new("threshold-too-small", 400,
        "At least 3 for an internal audience, 5 for an external one.", "Mindestens 3 für einen internen, 5 für einen externen Empfängerkreis.");
    internal static readonly ProblemType PublicIsExternal = new("audience-public-external", 400,
        "The public is external and no single organisation.", "Die Öffentlichkeit ist extern und keine einzelne Organisation.");
    internal static readonly ProblemType RecipientIsExternal = new("audience-recipient-external", 400,
        "Another organisation is an external audience.", "Eine andere Organisation ist ein externer Empfängerkreis.");
    internal static readonly ProblemType NotOver = new("figure-not-over", 400,
        "The day or period has to be over.", "Der Tag oder Zeitraum muss vorbei sein.");
    internal static readonly ProblemType GroupsOverlap = new("groups-overlap", 400,
        "Each label and each value stands in one group only, and each group has values.",
        "Jede Bezeichnung und jeder Wert steht nur in einer Gruppe, und jede Gruppe hat Werte.");
    internal static readonly ProblemType GroupsNeeded = new("groups-needed", 400,
        "Where zeros must not be told, say which rows and columns there are: a value that is not listed would tell that nobody has it.",
        "Wo Nullen nicht genannt werden dürfen, müssen die Zeilen und Spalten angegeben sein: Ein fehlender Wert verriete, dass ihn niemand hat.");

    internal static RefusedException Refusal(IReadOnlyList<GateFault> faults) => new(Unsafe)
    {
        Errors = [.. faults.DistinctBy(fault => (fault.Target, fault.Attacker)).Take(20).Select(fault => new ProblemError(
            fault.Table is { } table ? $"/tables/{table}" : "/tables", Derivable.Code, Derivable.Text(fault.Target, fault.Attacker)))],
    };
}

using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>The versions of an agreement, newest first.</summary>
/// <param name="Id">The agreement.</param>
[Requires(Permission.ReadCases)]
[Operation("List the versions of an agreement", "Newest first, those taken back as well; who has acknowledged each, and how.")]
public sealed record ListAgreementVersions(Guid Id) : IQuery<AgreementVersions>;

/// <summary>One version of an agreement, word by word.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="Number">1, 2 …</param>
[Requires(Permission.ReadCases)]
[Operation("Get a version of an agreement", "As it was proposed; it never changes. What was restricted shows to who is admitted.")]
public sealed record GetAgreementVersion(Guid Id, int Number) : IQuery<AgreementVersionView>;

/// <summary>The versions of an agreement.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Items">Newest first.</param>
public sealed record AgreementVersions(
    Guid ClientId, [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName, IReadOnlyList<AgreementVersionRow> Items) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>A version, without what stands in it.</summary>
/// <param name="Number">1, 2 …</param>
/// <param name="Hash">SHA-256 of what stands in it: what is acknowledged.</param>
/// <param name="Kind">What kind of change made it.</param>
/// <param name="What">What changed.</param>
/// <param name="Why">Why.</param>
/// <param name="ProposedBy">Its author.</param>
/// <param name="ProposedByName">The name; null for another organisation's colleague.</param>
/// <param name="ProposedAt">When.</param>
/// <param name="ApprovedBy">The supervisor who approved it.</param>
/// <param name="ApprovedByName">The name; null for another organisation's colleague.</param>
/// <param name="ApprovedAt">When.</param>
/// <param name="WithdrawnAt">When it was taken back before it came into force.</param>
/// <param name="InForceFrom">Since when it is in force.</param>
/// <param name="InForceUntil">Until when (exclusive); null while it is.</param>
/// <param name="Acknowledgements">Who has acknowledged it, or was not reached.</param>
public sealed record AgreementVersionRow(
    [Example(1)] int Number,
    [Example(Sample.Digest)] string Hash,
    [CodeOf(CodeLists.AgreementChangeKind)] string Kind,
    [Example("Deutschkurs statt Praktikum")] string? What,
    [Example("Kursplatz ab September")] string? Why,
    Guid ProposedBy,
    [Example(Sample.Colleague)] string? ProposedByName,
    DateTimeOffset ProposedAt,
    Guid? ApprovedBy,
    [Example(Sample.Colleague)] string? ApprovedByName,
    [Example(null)] DateTimeOffset? ApprovedAt,
    [Example(null)] DateTimeOffset? WithdrawnAt,
    DateTimeOffset? InForceFrom,
    [Example(null)] DateTimeOffset? InForceUntil,
    IReadOnlyList<AcknowledgementView> Acknowledgements);

/// <summary>Who has acknowledged a version, and how.</summary>
/// <param name="Side">Whose word it is.</param>
/// <param name="State">Given, or not reached.</param>
/// <param name="Name">Who spoke: the person, who acts for the person, or the colleague.</param>
/// <param name="RepresentationId">By which representation.</param>
/// <param name="How">How.</param>
/// <param name="At">When.</param>
/// <param name="Place">Where.</param>
/// <param name="Language">In which language.</param>
/// <param name="Interpreter">Through whom.</param>
/// <param name="ReadBack">It was read back.</param>
/// <param name="Evidence">What shows it.</param>
/// <param name="Note">In words.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="RecordedByName">The name; null for another organisation's colleague.</param>
/// <param name="RecordedAt">When.</param>
public sealed record AcknowledgementView(
    AcknowledgingSide Side,
    AcknowledgementState State,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? Name,
    [Example(null)] Guid? RepresentationId,
    AcknowledgedHow? How,
    DateTimeOffset At,
    [Example("Büro")] string? Place,
    [CodeOf(CodeLists.Language), Example("ara")] string? Language,
    [Example("Frau Muster, SprachmittlerPool")] string? Interpreter,
    bool ReadBack,
    [Example(null)] string? Evidence,
    [Example(null)] string? Note,
    Guid RecordedBy,
    [Example(Sample.Colleague)] string? RecordedByName,
    DateTimeOffset RecordedAt);

/// <summary>A version, word by word.</summary>
/// <param name="AgreementId">The agreement.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="Language">In which language it was agreed.</param>
/// <param name="ReviewOn">The review that was agreed in it.</param>
/// <param name="Version">Which version, by whom and when.</param>
/// <param name="Goals">Its goals.</param>
/// <param name="Steps">Its steps.</param>
public sealed record AgreementVersionView(
    Guid AgreementId,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string ClientName,
    [CodeOf(CodeLists.Language)] string Language,
    [Example(Sample.DueDay)] DateOnly? ReviewOn,
    AgreementVersionRow Version,
    IReadOnlyList<AgreedGoal> Goals,
    IReadOnlyList<AgreedStep> Steps) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>A goal as it was agreed.</summary>
public sealed record AgreedGoal
{
    /// <summary>The goal.</summary>
    public Guid Id { get; init; }
    /// <summary>In which area.</summary>
    [CodeOf(CodeLists.NeedArea)]
    public required string Area { get; init; }
    /// <summary>The need that it came from.</summary>
    public Guid? NeedId { get; init; }
    /// <summary>It started from what the person could.</summary>
    public bool FromStrength { get; init; }
    /// <summary>The official text.</summary>
    [Example("Deutsch auf Niveau B1 bis Sommer")]
    public required string Title { get; init; }
    /// <summary>What the person said.</summary>
    [Example("أريد أن أتكلم مع معلمة ابنتي")]
    public string? OwnWords { get; init; }
    /// <summary>In which language.</summary>
    [CodeOf(CodeLists.Language), Example("ara")]
    public string? OwnWordsLanguage { get; init; }
    /// <summary>The person wanted it.</summary>
    public bool? Wanted { get; init; }
    /// <summary>What shows that it is reached.</summary>
    [Example("Zertifikat B1")]
    public string? Indicator { get; init; }
    /// <summary>How it was.</summary>
    [Example("A2, Kurs abgebrochen")]
    public string? Baseline { get; init; }
    /// <summary>How it is to be.</summary>
    [Example("B1 bestanden")]
    public string? Target { get; init; }
    /// <summary>What was to be measured of it.</summary>
    public GoalMeasure? Measure { get; init; }
    /// <summary>Until when.</summary>
    [Example(Sample.DueDay)]
    public DateOnly? DueOn { get; init; }
    /// <summary>Who sees to it.</summary>
    public AgreementSide? Owner { get; init; }
    /// <summary>The third party.</summary>
    [Example(null)]
    public string? OwnerName { get; init; }
    /// <summary>What it depends on.</summary>
    [Example("Kitaplatz am Vormittag")]
    public string? DependsOn { get; init; }
    /// <summary>What it reveals.</summary>
    [Example(null)]
    public Compartment? Compartment { get; init; }
}

/// <summary>A step as it was agreed.</summary>
public sealed record AgreedStep
{
    /// <summary>The step.</summary>
    public Guid Id { get; init; }
    /// <summary>The goal that it serves.</summary>
    public Guid? GoalId { get; init; }
    /// <summary>Who takes it.</summary>
    public AgreementSide Side { get; init; }
    /// <summary>The third party.</summary>
    [Example(null)]
    public string? Who { get; init; }
    /// <summary>What is to be done.</summary>
    [Example("Kitaplatz am Vormittag anfragen")]
    public required string What { get; init; }
    /// <summary>By when.</summary>
    [Example(Sample.DueDay)]
    public DateOnly DueOn { get; init; }
    /// <summary>That of its goal.</summary>
    [Example(null)]
    public Compartment? Compartment { get; init; }
}

internal sealed class ListAgreementVersionsHandler(CaseDb db, CallContext call) : IHandler<ListAgreementVersions, AgreementVersions>
{
    public async Task<AgreementVersions> Handle(ListAgreementVersions request, CancellationToken cancellationToken)
    {
        var found = await db.Set<Agreement>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id)
            .Select(row => new
            {
                row.ClientId, Versions = AgreementFunctions.Versions(row.Id),
                ClientName = db.Set<Client>().Where(client => client.Id == row.ClientId)
                    .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
            }).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        return new AgreementVersions(found.ClientId, found.ClientName, AgreementFile.Parse<IReadOnlyList<AgreementVersionRow>>(found.Versions));
    }
}

internal sealed class GetAgreementVersionHandler(CaseDb db, CallContext call) : IHandler<GetAgreementVersion, AgreementVersionView>
{
    public async Task<AgreementVersionView> Handle(GetAgreementVersion request, CancellationToken cancellationToken) =>
        await db.Set<Agreement>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id)
            .Select(row => AgreementFunctions.VersionView(row.Id, request.Number)).SingleOrDefaultAsync(cancellationToken) is { } found
            ? AgreementFile.Parse<AgreementVersionView>(found) : throw RefusedException.NotFound(request.Id);
}

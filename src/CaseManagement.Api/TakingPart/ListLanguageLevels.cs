using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.TakingPart;

/// <summary>Language levels in the cases that the caller sees. Restricted ones stand in the list of one case or person only, for who is admitted.</summary>
/// <param name="CaseId">Those of a case.</param>
/// <param name="ClientId">Those of a person.</param>
/// <param name="TeamId">Those of a team's cases.</param>
/// <param name="Language">Those of a language.</param>
/// <param name="Skill">Those of a skill.</param>
/// <param name="On">Only what held on this day: of each skill and of literacy the last one until then.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadCases)]
[Operation("List language levels", """
    Of the cases that you see, the last assessed first, each with the one before it (`previous`): that is the progress. `on=2026-03-01` shows what held on
    that day. Those of who was handed over, and restricted ones for who is admitted, stand in the list of one case or one person only.
    """)]
public sealed record ListLanguageLevels(
    Guid? CaseId, Guid? ClientId, Guid? TeamId, [CodeOf(CodeLists.Language)] string? Language, [CodeOf(CodeLists.CefrSkill)] string? Skill, DateOnly? On,
    Paging Page) : IQuery<Page<LanguageLevelRow>>;

/// <summary>One language level.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadCases)]
[Operation("Get a language level", "With the one before it, and what you may do now.")]
public sealed record GetLanguageLevel(Guid Id) : IQuery<LanguageLevelView>;

/// <summary>A language level, as a list shows it.</summary>
public record LanguageLevelRow : IShowsPersons
{
    /// <summary>The assessment.</summary>
    public required Guid Id { get; init; }
    /// <summary>The case in which it was recorded.</summary>
    public required Guid CaseId { get; init; }
    /// <summary>Whose it is.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Family name, given name; null where the person has been handed over and this stayed behind.</summary>
    [Example(Sample.FamilyName + ", " + Sample.GivenName)]
    public required string? ClientName { get; init; }
    /// <summary>Which language; null of literacy.</summary>
    [CodeOf(CodeLists.Language)]
    [Example("deu")]
    public required string? Language { get; init; }
    /// <summary>Which skill; null of literacy.</summary>
    [CodeOf(CodeLists.CefrSkill)]
    public required string? Skill { get; init; }
    /// <summary>How well; null of literacy.</summary>
    [CodeOf(CodeLists.CefrLevel)]
    public required string? Level { get; init; }
    /// <summary>Whether and in which script the person reads and writes; null of a level.</summary>
    [CodeOf(CodeLists.Literacy)]
    [Example(null)]
    public required string? Literacy { get; init; }
    /// <summary>The level, or literacy, of the same that was assessed before; null of the first one.</summary>
    [Example("A1")]
    public required string? Previous { get; init; }
    /// <summary>On which day that was so.</summary>
    public required DateOnly AssessedOn { get; init; }
    /// <summary>Where it is known from.</summary>
    [CodeOf(CodeLists.LanguageEvidence)]
    public required string Evidence { get; init; }
    /// <summary>Who says so.</summary>
    [Example("Volkshochschule")]
    public required string? AssessedBy { get; init; }
    /// <summary>What else is to be known.</summary>
    [Example(null)]
    public required string? Note { get; init; }
    /// <summary>What it reveals.</summary>
    [Example(null)]
    public required Compartment? Compartment { get; init; }
    /// <summary>Who recorded it.</summary>
    public required Guid? RecordedBy { get; init; }
    /// <summary>The name; null for another organisation's colleague.</summary>
    [Example(Sample.Colleague)]
    public required string? RecordedByName { get; init; }
    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
    /// <summary>The ETag.</summary>
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>A language level.</summary>
public sealed record LanguageLevelView : LanguageLevelRow, IVersioned
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    internal LanguageLevelView(LanguageLevelRow row) : base(row) { }

    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions { get; init; } = [];
}

internal static class LanguageLevelRows
{
    /// <summary>How a level is shown.</summary>
    /// <param name="levels">Which.</param>
    /// <param name="compared">With which the one before is looked for: in a list of several persons those that no compartment hides.</param>
    /// <param name="db">Where names are.</param>
    public static IQueryable<LanguageLevelRow> Shown(
        this IQueryable<LanguageAssessment> levels, IQueryable<LanguageAssessment> compared, CaseDb db) => levels.Select(row => new LanguageLevelRow
        {
            Id = row.Id, CaseId = row.CaseId, ClientId = row.ClientId,
            ClientName = db.Set<Client>().Where(person => person.Id == row.ClientId)
            .Select(person => person.FamilyName + ", " + person.GivenName).FirstOrDefault(),
            Language = row.Language, Skill = row.Skill, Level = row.Level, Literacy = row.Literacy,
            Previous = compared.Where(other => other.ClientId == row.ClientId && other.OrganisationId == row.OrganisationId
                    && other.Language == row.Language && other.Skill == row.Skill && other.AssessedOn < row.AssessedOn)
            .OrderByDescending(other => other.AssessedOn).ThenByDescending(other => other.Id).Select(other => other.Level ?? other.Literacy).FirstOrDefault(),
            AssessedOn = row.AssessedOn, Evidence = row.Evidence, AssessedBy = row.AssessedBy, Note = row.Note, Compartment = row.Compartment,
            RecordedBy = row.RecordedBy,
            RecordedByName = db.Set<Staff>().Where(staff => staff.Id == row.RecordedBy)
            .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            RecordedAt = row.RecordedAt, Version = row.Version,
        });
}

internal sealed class ListLanguageLevelsHandler(CaseDb db, CallContext call)
    : IHandler<ListLanguageLevels, Page<LanguageLevelRow>>, IHandler<GetLanguageLevel, LanguageLevelView>
{
    private static readonly Order<LanguageAssessment, LanguageLevelRow> LastFirst =
        Order.Descending((LanguageAssessment row) => ValueTuple.Create(row.AssessedOn, row.Id), (LanguageLevelRow row) => (row.AssessedOn, row.Id));

    public async Task<Page<LanguageLevelRow>> Handle(ListLanguageLevels request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var ofSeveral = request is { CaseId: null, ClientId: null };
        var found = ofSeveral ? db.Set<LanguageAssessment>().OfSeveralVisibleTo(db, call.Caller) : db.Set<LanguageAssessment>().VisibleTo(db, call.Caller);
        var compared = db.Set<LanguageAssessment>().Where(row => !ofSeveral || row.Compartment == null);
        found = found
            .If(request.CaseId, ofCase => row => row.CaseId == ofCase)
            .If(request.ClientId, client => row => row.ClientId == client)
            .If(request.TeamId, team => row => db.Set<Case>().Any(c => c.Id == row.CaseId && c.TeamId == team))
            .If(request.Language, language => row => row.Language == language)
            .If(request.Skill, skill => row => row.Skill == skill)
            .If(request.On, day => row => row.AssessedOn <= day && !compared.Any(other => other.ClientId == row.ClientId
                && other.OrganisationId == row.OrganisationId && other.Language == row.Language && other.Skill == row.Skill
                && other.AssessedOn <= day && (other.AssessedOn > row.AssessedOn || (other.AssessedOn == row.AssessedOn && other.Id > row.Id))));
        var rows = await LastFirst.Next(found, request.Page, filter).Shown(compared, db).ToListAsync(cancellationToken);
        // A day may be corrected while somebody reads the list.
        return await LastFirst.CutMoving(rows, found, request.Page, filter, cancellationToken);
    }

    public async Task<LanguageLevelView> Handle(GetLanguageLevel request, CancellationToken cancellationToken)
    {
        var worked = db.Set<LanguageAssessment>().WorkedOnBy(db, call.Caller);
        var found = await db.Set<LanguageAssessment>().VisibleTo(db, call.Caller).Where(one => one.Id == request.Id).Shown(db.Set<LanguageAssessment>(), db)
            .Select(shown => new
            {
                Row = shown, Works = worked.Any(mine => mine.Id == shown.Id),
                IsRestricted = db.Set<Client>().Any(person => person.Id == shown.ClientId && person.RestrictedAt != null),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var (row, objection) = (found.Row, call.Caller.ObjectionToChange(found.Works, found.IsRestricted));
        return new LanguageLevelView(row) { AllowedActions = [AllowedAction.Of("correct", objection), AllowedAction.Of("remove", objection)] };
    }
}

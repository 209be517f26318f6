using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.TakingPart;

/// <summary>How well a person knew a skill of a language on a day, or whether he or she read and wrote.</summary>
public abstract record LanguageLevelBody
{
    /// <summary>Which language; with skill and level, or left out of literacy.</summary>
    [CodeOf(CodeLists.Language)]
    [Example("deu")]
    public string? Language { get; init; }

    /// <summary>Listening, reading, speaking, writing.</summary>
    [CodeOf(CodeLists.CefrSkill)]
    public string? Skill { get; init; }

    /// <summary>How well, by the Common European Framework.</summary>
    [CodeOf(CodeLists.CefrLevel)]
    public string? Level { get; init; }

    /// <summary>Whether and in which script the person reads and writes; then nothing of the three before.</summary>
    [CodeOf(CodeLists.Literacy)]
    [Example(null)]
    public string? Literacy { get; init; }

    /// <summary>On which day that was so: of the test, the talk; today or earlier.</summary>
    [Example(Sample.Day)]
    public required DateOnly AssessedOn { get; init; }

    /// <summary>Where it is known from; attribute byWhom of the code asks for assessedBy.</summary>
    [CodeOf(CodeLists.LanguageEvidence)]
    public required string Evidence { get; init; }

    /// <summary>Who says so: the school, the colleague; up to 200 characters.</summary>
    [Example("Volkshochschule")]
    public string? AssessedBy { get; init; }

    /// <summary>What else is to be known; up to 1,000 characters.</summary>
    [Example(null)]
    public string? Note { get; init; }

    /// <summary>What it reveals: then only who is admitted sees it, and it stands in no list of several persons.</summary>
    [Example(null)]
    public Compartment? Compartment { get; init; }
}

internal sealed class LanguageLevelBodyValidator : AbstractValidator<LanguageLevelBody>
{
    public LanguageLevelBodyValidator(CallContext call)
    {
        RuleFor(body => body.Level).Must((body, _) => body.Literacy is null
            ? body is { Language: not null, Skill: not null, Level: not null } : body is { Language: null, Skill: null, Level: null })
            .WithProblem(LanguageLevelProblems.LevelOrLiteracy);
        RuleFor(body => body.AssessedOn).Must(day => day <= call.Today).WithProblem(LanguageLevelProblems.InFuture);
        RuleFor(body => body.AssessedBy).NotEmpty().MaximumLength(200).When(body => body.AssessedBy is not null);
        RuleFor(body => body.Note).NotEmpty().MaximumLength(1000).When(body => body.Note is not null);
    }
}

/// <summary>Records how well a person knew a skill of a language on a day, or whether he or she read and wrote.</summary>
[Requires(Permission.WriteCases)]
[Operation("Record a language level", """
    In an open case on which you work, also of long ago: one skill of one language, or literacy, with where it is known from. It holds until the next one;
    nothing that stands is changed, so that progress can be seen.
    """)]
public sealed record RecordLanguageLevel : LanguageLevelBody, ICommand<Saved>
{
    /// <summary>The case of the person.</summary>
    public required Guid CaseId { get; init; }
}

/// <summary>What was recorded wrongly; the body states all of it. What stood there stays in the trail.</summary>
[Requires(Permission.WriteCases)]
[Operation("Correct a language level", "What was recorded wrongly, with a reason. Who knows more by now gets a new one.")]
public sealed record CorrectLanguageLevel : LanguageLevelBody, ICommand<Saved>, INeedsReason
{
    /// <summary>Why, for the trail.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }

    /// <summary>The assessment.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>It never was so.</summary>
/// <param name="Reason">Why, for the trail; 1 to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Remove a language level", "What never was so. It is in no list and no figure any more; the trail keeps it, and why.")]
public sealed record RemoveLanguageLevel([Example(Sample.Reason)] string Reason) : ICommand<bool>, INeedsReason
{
    /// <summary>The assessment.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RecordLanguageLevelHandler(CaseDb db, CallContext call, ReferenceCodes codes)
    : IHandler<RecordLanguageLevel, Saved>, IHandler<CorrectLanguageLevel, Saved>, IHandler<RemoveLanguageLevel, bool>
{
    public async Task<Saved> Handle(RecordLanguageLevel request, CancellationToken cancellationToken)
    {
        var found = await db.OpenCase(call, request.CaseId, LanguageLevelProblems.CaseClosed, cancellationToken);
        var facts = request.Facts(codes, call);
        await db.CheckCompartment(found.ClientId, facts.Compartment, LanguageLevelProblems.CompartmentClosed, cancellationToken);
        var level = new LanguageAssessment((call.Caller.RequiredOrganisationId, request.CaseId, found.ClientId), facts, call.Caller.StaffId, call.Now);
        db.Add(level);
        return await db.Save(level, cancellationToken);
    }

    public async Task<Saved> Handle(CorrectLanguageLevel request, CancellationToken cancellationToken)
    {
        var level = await Loaded(request.Id, request.Version, cancellationToken);
        var facts = request.Facts(codes, call);
        await db.CheckCompartment(level.ClientId, facts.Compartment, LanguageLevelProblems.CompartmentClosed, cancellationToken);
        level.Correct(facts, call.Now);
        return await db.Save(level, cancellationToken);
    }

    public async Task<bool> Handle(RemoveLanguageLevel request, CancellationToken cancellationToken)
    {
        db.Remove(await Loaded(request.Id, request.Version, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private Task<LanguageAssessment> Loaded(Guid id, uint version, CancellationToken cancellationToken) =>
        db.Set<LanguageAssessment>().ToChange(db, call, id, version, cancellationToken);
}

internal static class LanguageLevelBodies
{
    /// <summary>What was found out.</summary>
    /// <exception cref="RefusedException">400 where the evidence asks by whom.</exception>
    internal static LanguageLevelFacts Facts(this LanguageLevelBody body, ReferenceCodes codes, CallContext call) =>
        body.AssessedBy is null && (bool?)codes.Attributes(CodeLists.LanguageEvidence, body.Evidence, call.Today)["byWhom"] == true
            ? throw RefusedException.Invalid("/assessedBy", LanguageLevelProblems.ByWhom)
            : new(body.Language, body.Skill, body.Level, body.Literacy, body.AssessedOn, body.Evidence, body.AssessedBy, body.Note, body.Compartment);
}

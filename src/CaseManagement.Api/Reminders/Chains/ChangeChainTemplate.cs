using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders.Chains;

/// <summary>What a version of a template says.</summary>
public abstract record ChainTemplateBody
{
    /// <summary>False: no chain is started, neither by the event nor by hand. Those that run go on.</summary>
    [Example(true)]
    public bool IsActive { get; init; } = true;

    /// <summary>What it is called, in German: up to 100 characters.</summary>
    [Example("Ankommen")]
    public required string NameDe { get; init; }

    /// <summary>The same in English; left out: as in German.</summary>
    [Example("Arrival")]
    public string? NameEn { get; init; }

    /// <summary>What starts it.</summary>
    [Example("arrival")]
    public required ChainEvent Event { get; init; }

    /// <summary>Its steps, 1 to 20; the first has the number 1.</summary>
    public required IReadOnlyList<ChainTemplateStep> Steps { get; init; }
}

internal sealed class ChainTemplateStepRules : AbstractValidator<ChainTemplateStep>
{
    private const int MostDays = 3660, MostWorkingDays = 250, MostYears = 120;

    public ChainTemplateStepRules()
    {
        RuleFor(step => step.Title).Words().MaximumLength(200);
        RuleFor(step => step.Title).Must((step, title) => step.Kind == ChainStepKind.Own == !string.IsNullOrWhiteSpace(title)).WithProblem(ChainProblems.Title);
        RuleFor(step => step.DueAfter).Must((step, days) => days >= 0 && days <= (step.Unit == ChainUnit.Days ? MostDays : MostWorkingDays))
            .WithProblem(ChainProblems.DueAfter);
        RuleFor(step => step.AgeFrom).Must((step, age) => age is null or (>= 0 and <= MostYears) && !(age >= step.AgeUntil)).WithProblem(ChainProblems.Ages);
        RuleFor(step => step.AgeUntil).Must(age => age is null or (>= 0 and <= MostYears)).WithProblem(ChainProblems.Ages);
    }
}

internal sealed partial class ChainTemplateRules : AbstractValidator<ChainTemplateBody>
{
    public ChainTemplateRules()
    {
        RuleFor(body => body.NameDe).NotEmpty().MaximumLength(100);
        RuleFor(body => body.NameEn).Words().MaximumLength(100);
        RuleFor(body => body.Steps).NotEmpty().AtMost(ChainTemplate.MostSteps);
        RuleForEach(body => body.Steps).SetValidator(new ChainTemplateStepRules());
        RuleFor(body => body.Steps)
            .Must(steps => steps.Select((step, index) => step.Follows is null || (step.Follows >= 1 && step.Follows <= index)).All(so => so))
            .WithProblem(ChainProblems.Follows);
    }

    internal static bool IsKey(string key) => key.Length <= 60 && KeyForm().IsMatch(key);

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex KeyForm();
}

/// <summary>Says how chains of a template go from a day on.</summary>
[Requires(Permission.ManagePolicies)]
[Operation("Change a template of chains", """
    By a supervisor: another version, which holds from today or a later day on; earlier ones are kept, and chains that run stay as they were started. A key that
    nobody has used makes a new template, with `If-Match: "0"`; the key of a reference template takes its place. The event starts a chain for each person with
    an open case, up to 30 days later: so also for events of the last 30 days that have started none. See beforehand with `/preview`. Where another version is
    planned for a later day, say in `planned` what becomes of it (else 409 `chain-template-planned`, which names it).
    """)]
public sealed record ChangeChainTemplate : ChainTemplateBody, ICommand<Saved>
{
    /// <summary>First day; today where left out.</summary>
    [Example(null)]
    public DateOnly? From { get; init; }

    /// <summary>What becomes of versions that are planned for days after its first: needed where there are some.</summary>
    [Example(null)]
    public PlannedVersions? Planned { get; init; }

    /// <summary>Why.</summary>
    [Example("Agreed by the teams.")]
    public string? Note { get; init; }

    /// <summary>By which it is known: small letters, digits and single hyphens, up to 60 characters.</summary>
    [JsonIgnore, Example("arrival")] public string Key { get; init; } = "";

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeChainTemplateValidator : AbstractValidator<ChangeChainTemplate>
{
    public ChangeChainTemplateValidator(CallContext call)
    {
        RuleFor(change => change.Key).Must(ChainTemplateRules.IsKey).WithProblem(ChainProblems.KeyForm);
        RuleFor(change => change.From).Must(from => from is null || from >= call.Today).WithProblem(ChainProblems.InPast);
        RuleFor(change => change.Note).Words().MaximumLength(500);
    }
}

internal sealed class ChangeChainTemplateHandler(CaseDb db, CallContext call) : IHandler<ChangeChainTemplate, Saved>
{
    public async Task<Saved> Handle(ChangeChainTemplate request, CancellationToken cancellationToken)
    {
        var versions = await db.ChainTemplateToChange(request.Key, request.Version, call, cancellationToken);
        var from = request.From ?? call.Today;
        DatedVersions.Settle(versions, from, request.Planned, call);
        var added = new ChainTemplate(call.Caller.RequiredOrganisationId, request.Key, DatedVersions.Next(versions), request, from,
            call.Caller.RequiredStaffId, call.Now)
        { Note = request.Note };
        db.Add(added);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(added.Id, DatedVersions.TagOf([.. versions, added]));
    }
}

internal static class ChainTemplateVersions
{
    /// <summary>The organisation's versions of a template, as the caller has read them. Of two who change it at once the second waits, and is stale.</summary>
    /// <exception cref="RefusedException">412.</exception>
    public static async Task<List<ChainTemplate>> ChainTemplateToChange(
        this CaseDb db, string key, uint version, CallContext call, CancellationToken cancellationToken)
    {
        var own = call.Caller.RequiredOrganisationId;
        await db.OneAtATime(own, cancellationToken);
        var versions = await db.Set<ChainTemplate>().Where(row => row.Key == key && row.OrganisationId == own).ToListAsync(cancellationToken);
        IfMatch.Check(version, DatedVersions.TagOf(versions));
        return versions;
    }
}

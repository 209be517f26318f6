using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders.Chains;

/// <summary>The templates of chains.</summary>
[Requires(Permission.ReadReferenceData)]
[Operation("List templates of chains", """
    Every template with the version that is in force today, your organisation's or the reference template, and the one that comes next. Off is what `isActive`
    says is off: `arrival`, which is shipped, until a supervisor switches it on.
    """)]
public sealed record ListChainTemplates : IQuery<ChainTemplateList>;

/// <summary>The templates.</summary>
/// <param name="Items">By their keys.</param>
public sealed record ChainTemplateList(IReadOnlyList<ChainTemplateRow> Items);

/// <summary>A template.</summary>
/// <param name="Key">By which it is known.</param>
/// <param name="Name">What it is called, in the language of the request; where it is not in force yet, as it will be.</param>
/// <param name="InForce">The version in force today; null where none is yet, or its only one was taken back.</param>
/// <param name="Next">The one that comes next.</param>
public sealed record ChainTemplateRow(
    [Example("arrival")] string Key, [Example("Arrival")] string Name, ChainTemplateVersion? InForce, [Example(null)] ChainTemplateVersion? Next);

/// <summary>One version of a template.</summary>
/// <param name="Number">Your organisation's versions are counted from 1; the reference template is 1 as well.</param>
/// <param name="IsReference">The product's, not your organisation's.</param>
/// <param name="From">First day.</param>
/// <param name="IsActive">False: no chain is started, neither by the event nor by hand.</param>
/// <param name="NameDe">What it is called, in German.</param>
/// <param name="NameEn">The same in English; null: as in German.</param>
/// <param name="Event">What starts it.</param>
/// <param name="EventName">The same in words.</param>
/// <param name="Steps">Its steps; the first has the number 1. As they are sent for a change.</param>
/// <param name="StepTexts">What is to be done at each of them, in the language of the request.</param>
/// <param name="Note">Why it was changed.</param>
/// <param name="CreatedBy">Who said so.</param>
/// <param name="CreatedByName">That colleague's name.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="WithdrawnAt">When it was taken back before its first day: it never holds.</param>
public sealed record ChainTemplateVersion(
    [Example(2)] int Number,
    [Example(false)] bool IsReference,
    [Example(Sample.Day)] DateOnly From,
    [Example(true)] bool IsActive,
    [Example("Ankommen")] string NameDe,
    [Example("Arrival")] string? NameEn,
    [Example("arrival")] ChainEvent Event,
    [Example("The person has arrived")] string EventName,
    IReadOnlyList<ChainTemplateStep> Steps,
    [Example("School: see to the enrolment")] IReadOnlyList<string> StepTexts,
    [Example("Agreed by the teams.")] string? Note,
    Guid? CreatedBy,
    [Example(Sample.Colleague)] string? CreatedByName,
    DateTimeOffset CreatedAt,
    [Example(null)] DateTimeOffset? WithdrawnAt);

internal static class ChainTemplateQueries
{
    /// <summary>Every version that the organisation has, the latest first, and then the reference templates.</summary>
    public static async Task<ILookup<string, (ChainTemplate Template, ChainTemplateVersion Version)>> ChainTemplates(
        this CaseDb db, string? key, CancellationToken cancellationToken) =>
        (await db.Set<ChainTemplate>().Where(template => key == null || template.Key == key)
            .OrderBy(template => template.OrganisationId == null).ThenByDescending(template => template.FromDate).ThenByDescending(template => template.Number)
            .Select(template => new
            {
                Template = template,
                Name = db.Set<Staff>().Where(staff => staff.Id == template.CreatedBy)
                    .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).AsNoTracking().ToListAsync(cancellationToken))
        .ToLookup(row => row.Template.Key, row => (row.Template, Version(row.Template, row.Name)));

    private static ChainTemplateVersion Version(ChainTemplate template, string? createdBy)
    {
        var steps = template.ReadSteps();
        return new ChainTemplateVersion(template.Number, template.OrganisationId is null, template.FromDate, template.IsActive, template.NameDe,
            template.NameEn, template.Event, template.Event.Text(), steps, [.. steps.Select(step => step.Text())], template.Note, template.CreatedBy,
            createdBy, template.CreatedAt, template.WithdrawnAt);
    }

    /// <summary>A template with what is in force on a day, and what comes next.</summary>
    public static ChainTemplateRow Row(this IGrouping<string, (ChainTemplate Template, ChainTemplateVersion Version)> versions, DateOnly today)
    {
        var holds = versions.Select(row => row.Template).On(today);
        var next = versions.Where(row => row.Template.WithdrawnAt is null && row.Template.FromDate > today)
            .OrderBy(row => row.Template.FromDate).ThenByDescending(row => row.Template.Number).Select(row => row.Version).FirstOrDefault();
        var inForce = holds is null ? null : versions.First(row => row.Template == holds).Version;
        var named = inForce ?? next ?? versions.First().Version;
        return new ChainTemplateRow(versions.Key, Language.Choose(named.NameDe, named.NameEn ?? named.NameDe), inForce, next);
    }
}

internal sealed class ListChainTemplatesHandler(CaseDb db, CallContext call) : IHandler<ListChainTemplates, ChainTemplateList>
{
    public async Task<ChainTemplateList> Handle(ListChainTemplates request, CancellationToken cancellationToken) => new(
        [.. (await db.ChainTemplates(null, cancellationToken)).OrderBy(versions => versions.Key, StringComparer.Ordinal)
            .Select(versions => versions.Row(call.Today))]);
}

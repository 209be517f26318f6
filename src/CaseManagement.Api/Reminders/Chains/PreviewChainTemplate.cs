using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders.Chains;

/// <summary>Which chains a template would start today. Changes nothing.</summary>
[Requires(Permission.ManagePolicies)]
[Operation("Preview a template of chains", """
    A dry run: which chains the event would start if the template said so today, for events of the last 30 days that have started none, and on which days their
    steps would be due. All are counted; the first 200 of those whose case you see are shown, the earliest event first. Also of a key that nobody has used.
    """)]
public sealed record PreviewChainTemplate : ChainTemplateBody, IQuery<ChainPreview>
{
    /// <summary>The template's key.</summary>
    [JsonIgnore, Example("arrival")] public string Key { get; init; } = "";
}

/// <summary>What a template would do today.</summary>
/// <param name="Started">How many chains would be started.</param>
/// <param name="Items">The first 200 of those that the caller sees.</param>
public sealed record ChainPreview([Example(12)] int Started, IReadOnlyList<ChainPreviewRow> Items) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Items.Select(item => item.ClientId);
}

/// <summary>A chain that would be started.</summary>
/// <param name="CaseId">In which case.</param>
/// <param name="ClientId">The person of that case.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="EventOn">The day of the event.</param>
/// <param name="Steps">Its steps.</param>
public sealed record ChainPreviewRow(
    Guid CaseId, Guid ClientId, [Example($"{Sample.FamilyName}, {Sample.GivenName}")] string? ClientName, [Example(Sample.Day)] DateOnly EventOn,
    IReadOnlyList<ChainPreviewStep> Steps);

/// <summary>A step of a chain that would be started.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Text">What is to be done.</param>
/// <param name="Status">Where it would stand.</param>
/// <param name="DueOn">Due at the end of this day; null where it would wait, or does not apply.</param>
public sealed record ChainPreviewStep(
    [Example(1)] int Number, [Example("Hold the first talk with the person")] string Text, [Example("open")] ChainStepStatus Status,
    [Example(Sample.DueDay)] DateOnly? DueOn);

internal sealed class PreviewChainTemplateValidator : AbstractValidator<PreviewChainTemplate>
{
    public PreviewChainTemplateValidator() => RuleFor(preview => preview.Key).Must(ChainTemplateRules.IsKey).WithProblem(ChainProblems.KeyForm);
}

internal sealed class PreviewChainTemplateHandler(CaseDb db, CallContext call) : IHandler<PreviewChainTemplate, ChainPreview>
{
    private const int Most = 200;

    public async Task<ChainPreview> Handle(PreviewChainTemplate request, CancellationToken cancellationToken)
    {
        var organisation = call.Caller.RequiredOrganisationId;
        var template = new ChainTemplate(organisation, request.Key, 1, request, call.Today, call.Caller.RequiredStaffId, call.Now);
        var calendar = await db.CalendarOn(call.Today, cancellationToken);
        var occasions = template is { IsActive: true, Event: not ChainEvent.Manual }
            ? await db.ChainOccasions(template.Event, template.Key, cancellationToken) : [];
        var chains = occasions.Select(occasion => Chain.Start(template, (organisation, occasion.CaseId, occasion.ClientId), occasion.EventOn,
            occasion.OccasionId, occasion.BirthDate, calendar, null, call.Now)).OfType<Chain>().ToList();
        Guid[] cases = [.. chains.Select(chain => chain.CaseId)];
        var seen = await db.Set<Case>().VisibleTo(db, call.Caller).Where(of => cases.Contains(of.Id))
            .Join(db.Set<Client>(), of => of.ClientId, client => client.Id, (of, client) => new { of.Id, Name = client.FamilyName + ", " + client.GivenName })
            .ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken);
        return new ChainPreview(chains.Count, [.. chains.Where(chain => seen.ContainsKey(chain.CaseId)).Take(Most)
            .Select(chain => new ChainPreviewRow(chain.CaseId, chain.ClientId, seen[chain.CaseId], chain.EventOn,
                [.. chain.Steps.Select(step => new ChainPreviewStep(step.Number, step.Text(), chain.StatusOf(step), step.DueOn))]))]);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Reminders.Chains;

/// <summary>One template with all its versions.</summary>
/// <param name="Key">By which it is known.</param>
[Requires(Permission.ReadReferenceData)]
[Operation("Get a template of chains", "What is in force today and next, and every version; with the ETag for a change.")]
public sealed record GetChainTemplate([Example("arrival")] string Key) : IQuery<ChainTemplateDetail>;

/// <summary>A template with its versions.</summary>
/// <param name="Template">What is in force today, and next.</param>
/// <param name="Versions">Your organisation's, the one with the latest first day first; then the reference template.</param>
/// <param name="Version">The ETag: how often it was changed, by a version or by taking one back; 0 while it is the reference template.</param>
public sealed record ChainTemplateDetail(
    ChainTemplateRow Template, IReadOnlyList<ChainTemplateVersion> Versions, [property: JsonIgnore] uint Version) : IVersioned;

internal sealed class GetChainTemplateHandler(CaseDb db, CallContext call) : IHandler<GetChainTemplate, ChainTemplateDetail>
{
    public async Task<ChainTemplateDetail> Handle(GetChainTemplate request, CancellationToken cancellationToken)
    {
        var versions = (await db.ChainTemplates(request.Key, cancellationToken)).SingleOrDefault() ?? throw RefusedException.NotFound();
        return new ChainTemplateDetail(versions.Row(call.Today), [.. versions.Select(row => row.Version)],
            DatedVersions.TagOf(versions.Select(row => row.Template).Where(template => template.OrganisationId is not null)));
    }
}

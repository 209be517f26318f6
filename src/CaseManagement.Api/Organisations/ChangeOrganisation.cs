using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Renames an organisation, moves it under another parent, or says how to reach it.</summary>
[Requires(Permission.ManageOrganisation)]
[Operation("Change an organisation", """
    By an administrator of the organisation itself, of the one directly above, or of the operator. Members left out are emptied.
    """)]
public sealed record ChangeOrganisation : OrganisationBody, ICommand<Saved>
{
    /// <summary>The organisation.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeOrganisationHandler(CaseDb db, CallContext call) : IHandler<ChangeOrganisation, Saved>
{
    public async Task<Saved> Handle(ChangeOrganisation request, CancellationToken cancellationToken)
    {
        var organisation = await db.Set<Organisation>().KeptBy(call.Caller).ToChange(request.Id, request.Version, cancellationToken);
        // Others address handovers by name and key: nobody gives himself another authority's.
        if (!call.Caller.IsOperator && !call.Caller.IsSystem
            && (request.Name.Trim() != organisation.Name || request.Ags != organisation.Ags || request.ParentId != organisation.ParentId))
        {
            throw RefusedException.Forbidden(AccessProblems.NotOperator, organisation.Id);
        }
        if (organisation.Kind == OrganisationKind.Municipality && request.Ags is null)
        {
            throw RefusedException.Invalid("/ags", OrganisationProblems.AgsMissing);
        }
        if (request.ParentId != organisation.ParentId && request.ParentId is { } parent)
        {
            await CheckParent(organisation.Id, parent, cancellationToken);
        }
        organisation.Change(request.Name, request.Ags, request.ParentId, request.Email, request.Phone, request.IsConfidential);
        return await db.Save(organisation, cancellationToken);
    }

    private async Task CheckParent(Guid id, Guid parent, CancellationToken cancellationToken)
    {
        var above = await db.Database.SqlQuery<Guid>($"""
            with recursive above as (
                select id, parent_id from app.organisation where id = {parent} and closed_at is null
                union
                select o.id, o.parent_id from app.organisation o join above a on o.id = a.parent_id)
            select id as "Value" from above
            """).ToListAsync(cancellationToken);
        if (above.Count == 0)
        {
            throw RefusedException.Invalid("/parentId", OrganisationProblems.UnknownOrganisation);
        }
        if (above.Contains(id))
        {
            throw RefusedException.Invalid("/parentId", OrganisationProblems.ParentCycle);
        }
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Renames an organisation, moves it under another parent, or says how to reach it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ags">Amtlicher Gemeindeschlüssel; a municipality needs it.</param>
/// <param name="ParentId">The organisation above; null for none.</param>
/// <param name="Email">Where to write to.</param>
/// <param name="Phone">Where to call.</param>
[Requires(Permission.ManageOrganisation)]
public sealed record ChangeOrganisation(
    [Example(Sample.District)] string Name,
    [Example("08116056")] string? Ags = null,
    Guid? ParentId = null,
    [Example(Sample.Email)] string? Email = null,
    [Example(Sample.Phone)] string? Phone = null) : ICommand<Saved>
{
    /// <summary>From the route.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }
    /// <summary>From If-Match.</summary>
    [JsonIgnore]
    public uint Version { get; init; }
}

internal sealed class ChangeOrganisationValidator : AbstractValidator<ChangeOrganisation>
{
    public ChangeOrganisationValidator()
    {
        RuleFor(change => change.Name).Name();
        RuleFor(change => change.Ags).Ags();
        RuleFor(change => change.Email).Email();
        RuleFor(change => change.Phone).Phone();
    }
}

internal sealed class ChangeOrganisationHandler(CaseDb db, CallContext call) : IHandler<ChangeOrganisation, Saved>
{
    public async Task<Saved> Handle(ChangeOrganisation request, CancellationToken cancellationToken)
    {
        var organisation = await db.Set<Organisation>().ManagedBy(call.Caller).SingleOrDefaultAsync(o => o.Id == request.Id, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, organisation.Version);
        // Others address handovers by name and key: nobody gives himself another authority's.
        if (!call.Caller.IsOperator && !call.Caller.IsSystem && (request.Name.Trim() != organisation.Name || request.Ags != organisation.Ags || request.ParentId != organisation.ParentId))
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
        organisation.Change(request.Name, request.Ags, request.ParentId, request.Email, request.Phone);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(organisation.Id, organisation.Version);
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

using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>Agrees to a draft, as another than who drafted it.</summary>
/// <param name="Id">The publication.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.PublishFigures)]
[Operation("Sign off a publication", "draft → signed_off, as it is shown, by a supervisor who has not drafted it (403 `publication-needs-another`).")]
public sealed record SignOffPublication(Guid Id, [property: JsonIgnore] uint Version) : ICommand<Saved>;

/// <summary>Hands a publication in.</summary>
/// <param name="Id">The publication.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.PublishFigures)]
[Operation("Publish a publication", """
    signed_off → published. The gate is asked once more, with everything that was published meanwhile; of two at the same moment the second one knows the
    first. 409 `publication-unsafe` where it would tell too much by now: `protect` hides more of it. From then on it never changes, and its proof can be read.
    """)]
public sealed record PublishPublication(Guid Id, [property: JsonIgnore] uint Version) : ICommand<Saved>;

/// <summary>Hides anew what would give somebody away.</summary>
/// <param name="Id">The publication.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.PublishFigures)]
[Operation("Protect a publication anew", """
    draft, signed_off → draft: against everything that has been published by now; the numbers stay those that were counted. Somebody has to sign off again.
    409 `publication-unsafe` where hiding does not help.
    """)]
public sealed record ProtectPublication(Guid Id, [property: JsonIgnore] uint Version) : ICommand<Saved>;

/// <summary>Gives a publication up.</summary>
/// <param name="Id">The publication.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.PublishFigures)]
[Operation("Discard a publication", "draft, signed_off → discarded: nobody has received it.")]
public sealed record DiscardPublication(Guid Id, [property: JsonIgnore] uint Version) : ICommand<Saved>;

internal sealed class MovePublicationHandler(CaseDb db, CallContext call) : IHandler<SignOffPublication, Saved>, IHandler<PublishPublication, Saved>,
    IHandler<ProtectPublication, Saved>, IHandler<DiscardPublication, Saved>
{
    public async Task<Saved> Handle(SignOffPublication request, CancellationToken cancellationToken)
    {
        var publication = await Load(request.Id, request.Version, cancellationToken);
        publication.SignOff(call.Caller.RequiredStaffId, call.Now);
        return await Save(publication, cancellationToken);
    }

    public async Task<Saved> Handle(PublishPublication request, CancellationToken cancellationToken)
    {
        var (publication, tables, attackers) = await InTurn(request.Id, request.Version, StatisticalPublication.PublishMove, cancellationToken);
        var proof = PublicationCheck.Prove(publication, tables, attackers, call.Now);
        publication.Publish(JsonSerializer.Serialize(proof, PublicationProof.Json), call.Caller.RequiredStaffId, call.Now);
        return await Save(publication, cancellationToken);
    }

    public async Task<Saved> Handle(ProtectPublication request, CancellationToken cancellationToken)
    {
        var (publication, tables, attackers) = await InTurn(request.Id, request.Version, StatisticalPublication.ProtectMove, cancellationToken);
        publication.Protect(JsonSerializer.Serialize(PublicationCheck.Protect(tables, attackers)), call.Now);
        return await Save(publication, cancellationToken);
    }

    public async Task<Saved> Handle(DiscardPublication request, CancellationToken cancellationToken)
    {
        var publication = await Load(request.Id, request.Version, cancellationToken);
        publication.Discard(call.Caller.RequiredStaffId, call.Now);
        return await Save(publication, cancellationToken);
    }

    // From here to the end of the transaction nobody else of the organisation publishes.
    private async Task<(StatisticalPublication, IReadOnlyList<ReceivedTable>, IReadOnlyList<Attacker>)> InTurn(
        Guid id, uint version, string move, CancellationToken cancellationToken)
    {
        await PublicationTurn.Take(db, call.Caller.RequiredOrganisationId, cancellationToken);
        var publication = await Load(id, version, cancellationToken);
        StatisticalPublication.Moves.Next(publication.Status, move);
        var audience = await db.Set<StatisticalAudience>().AsNoTracking().SingleAsync(one => one.Id == publication.AudienceId, cancellationToken);
        var tables = publication.Read();
        return (publication, tables, await new PublicationTables(db, call).AttackersOf(audience, tables, cancellationToken));
    }

    private async Task<StatisticalPublication> Load(Guid id, uint version, CancellationToken cancellationToken)
    {
        var mine = call.Caller.OrganisationId;
        var publication = await db.Set<StatisticalPublication>().SingleOrDefaultAsync(one => one.Id == id && one.OrganisationId == mine, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, publication.Version);
        return publication;
    }

    private async Task<Saved> Save(StatisticalPublication publication, CancellationToken cancellationToken)
    {
        return await db.Save(publication, cancellationToken);
    }
}

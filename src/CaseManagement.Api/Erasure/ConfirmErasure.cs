using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Erasure;

/// <summary>Confirms, as another person, what was decided, and carries it out: one transaction, everything or nothing.</summary>
/// <param name="Id">The erasure.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.ConfirmErasures)]
[Operation("Confirm and carry out an erasure", """
    decided → carried_out, by the data-protection officer or a supervisor, never by who has proposed or decided it (403 `erasure-needs-another`). The officer
    confirms by the reference and sees nothing of the person. All rows of your organisation about the person go, with files, keys, lists' rows, notices,
    stored answers and the values in the trail; recipients of disclosures are told (`told`, and `toTell` by hand). It cannot be taken back. 409
    `erasure-in-the-way` where something has come up since the decision.
    """)]
public sealed record ConfirmErasure(Guid Id, [property: JsonIgnore] uint Version) : ICommand<Saved>;

internal sealed class ConfirmErasureHandler(CaseDb db, CallContext call) : IHandler<ConfirmErasure, Saved>
{
    public async Task<Saved> Handle(ConfirmErasure request, CancellationToken cancellationToken)
    {
        // Held from here on: a second one waits, and finds what it has read to be old.
        var erasure = await db.Set<PersonErasure>().FromSql($"select *, xmin from app.erasure where id = {request.Id} for update")
            .VisibleTo(db, call.Caller).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        Http.IfMatch.Check(request.Version, erasure.Version);
        PersonErasure.Moves.Next(erasure.Status, PersonErasure.ConfirmMove);
        if (PersonErasure.ObjectionToConfirm(call.Caller.StaffId, erasure.ProposedBy, erasure.DecidedBy) is { } objection)
        {
            throw RefusedException.Forbidden(objection, erasure.Id);
        }
        var obstacles = await db.Database.SqlQuery<string[]>($"select app.erase_person({erasure.Id}) as \"Value\"").SingleAsync(cancellationToken);
        if (obstacles.Length > 0)
        {
            throw ErasureProblems.Refusal(obstacles);
        }
        await db.Entry(erasure).ReloadAsync(cancellationToken);
        return new Saved(erasure.Id, erasure.Version);
    }
}

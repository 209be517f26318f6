using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.SignIn;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Privacy;

/// <summary>
/// Opens a client's compartments, and the case itself, for four hours. Not refused to anybody who does casework in the
/// organisation, because an emergency waits for nobody; but the supervisor of the responsible team and the
/// data-protection officer are told in the same transaction.
/// </summary>
/// <param name="Reason">Why; at least ten characters. Supervisor and officer read it.</param>
[Requires(Permission.BreakGlass)]
[Operation("Break the glass", """
    Opens the compartments, and the case, of a person of the own organisation for four hours. The supervisor of the responsible team
    and the data-protection officer are told at once, with the reason. While it is open, the same reason is answered with the same opening and nobody is
    told twice; another reason is an opening of its own, which is on record, told, and lasts four hours from then.
    """)]
public sealed record BreakGlass([Example(Sample.Reason)] string Reason) : ICommand<GlassBroken>, IGivesReason
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
}

/// <summary>What breaking the glass answers.</summary>
/// <param name="Id">The opening.</param>
/// <param name="UntilAt">Until when, exclusive.</param>
public sealed record GlassBroken(Guid Id, [Example("2026-03-02T10:30:00Z")] DateTimeOffset UntilAt);

internal sealed class BreakGlassValidator : AbstractValidator<BreakGlass>
{
    public BreakGlassValidator() => RuleFor(glass => glass.Reason).Must(reason => reason.Trim().Length is >= 10 and <= 1000).WithErrorCode("reason-length")
        .WithMessage(_ => Language.Choose("Die Begründung hat 10 bis 1.000 Zeichen.", "The reason has 10 to 1,000 characters."));
}

internal sealed class BreakGlassHandler(CaseDb db, CallContext call) : IHandler<BreakGlass, GlassBroken>
{
    public async Task<GlassBroken> Handle(BreakGlass request, CancellationToken cancellationToken)
    {
        var (own, me) = (call.Caller.RequiredOrganisationId, call.Caller.RequiredStaffId);
        if (!await db.Set<Client>().AnyAsync(client => client.Id == request.ClientId && client.OrganisationId == own, cancellationToken))
        {
            throw RefusedException.NotFound(request.ClientId);
        }
        var opening = new BreakGlassOpening(own, request.ClientId, me, request.Reason, call.Now);
        if (await Running(opening, cancellationToken) is { } running)
        {
            return running;
        }
        db.Add(opening);
        db.AddRange((await WhoIsTold(request.ClientId, own, me, cancellationToken))
            .Select(recipient => new Notice(own, recipient, BreakGlassOpening.Told, "break-glass", opening.Id, "opened", call.Now)));
        await db.SaveChangesAsync(cancellationToken);
        return new GlassBroken(opening.Id, opening.UntilAt);
    }

    // What was said already opens nothing more. Of the same call sent several times at once one opens, the others wait for it here and then find it.
    private async Task<GlassBroken?> Running(BreakGlassOpening said, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"""
            select pg_advisory_xact_lock(hashtextextended({$"break-glass {said.StaffId} {said.ClientId}"}, 0))
            """, cancellationToken);
        return await db.Set<BreakGlassOpening>()
            .Where(opening => opening.StaffId == said.StaffId && opening.ClientId == said.ClientId && opening.OrganisationId == said.OrganisationId
                && opening.Reason == said.Reason && opening.UntilAt > said.OpenedAt)
            .OrderByDescending(opening => opening.UntilAt).Select(opening => new GlassBroken(opening.Id, opening.UntilAt))
            .FirstOrDefaultAsync(cancellationToken);
    }

    // Supervisors who are in the responsible team today; every supervisor of the organisation where there is none, or
    // where it is the only one who breaks the glass; and every data-protection officer.
    private async Task<List<Guid>> WhoIsTold(Guid clientId, Guid own, Guid me, CancellationToken cancellationToken)
    {
        var members = db.Set<TeamMember>().Where(member => db.Set<Case>()
            .Any(c => c.ClientId == clientId && c.Status == CaseStatus.Open && c.TeamId == member.TeamId));
        var supervisors = await db.SupervisorsOf(own, members, me, call.Today, cancellationToken);
        return [.. supervisors.Union(await db.OfficersOf(own, me, cancellationToken))];
    }
}

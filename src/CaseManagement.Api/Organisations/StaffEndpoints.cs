using CaseManagement.Api.Http;

namespace CaseManagement.Api.Organisations;

/// <summary>Staff, their roles and absences, and who one is oneself.</summary>
public static class StaffEndpoints
{
    /// <summary>Maps /me, /staff, /role-grants, /absences.</summary>
    public static void MapStaff(this IEndpointRouteBuilder api)
    {
        api.MapGet("/me", (ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetMe(), ct), http)).WithTags("Staff")
            .Handles<GetMe>("Get who I am", "Roles, permissions, teams, the organisations one may sign in for, for whom one stands in, own absences.", Audience.Caseworker | Audience.Partner | Audience.Statistics);

        var staff = api.MapGroup("/staff").WithTags("Staff");
        staff.MapGet("/", async (Guid? teamId, string? role, bool? includeLeft, string? sort, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) =>
                await Answer.Ok(sender.Send(new ListStaff(teamId, role, includeLeft == true, sort, cursor, limit), ct), http))
            .Handles<ListStaff>("List colleagues", "Whom the acting organisation employs and who has a role in it. Sort by `name`, `-name` or `-createdAt`.");
        staff.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetStaff(id), ct), http))
            .Handles<GetStaff>("Get a colleague", "With roles for the acting organisation, teams and what you may do. The account is shown to the employer's administrators only. The ETag is that of the person and account; grants never change, they come and go.");
        staff.MapPost("/", (CreateStaff body, ISender sender, HttpContext http, CancellationToken ct) => Answer.Created(sender.Send(body, ct), http, "/api/v1/staff"))
            .Handles<CreateStaff>("Take a colleague on", "Person, account with an initial password, and roles in one step. User names are unique (409 `user-name-taken`).");
        staff.MapPut("/{id:guid}", (Guid id, ChangeStaff body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ChangeStaff>("Change a colleague's data", "By the employer (403 `not-employer` otherwise). Members left out are emptied.");
        staff.MapPost("/{id:guid}/disable", (Guid id, DisableStaff body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<DisableStaff>("Disable a colleague's account", "For good: every session ends at once, roles and memberships end. Not one's own (409 `own-access`).");
        staff.MapPost("/{id:guid}/reset-password", (Guid id, ResetPassword body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ResetPassword>("Give a colleague a new initial password", "At least 12 characters. A lock is lifted, every session ends at once.");

        var grants = api.MapGroup("/role-grants").WithTags("Staff");
        grants.MapPost("/", async (GrantRole body, ISender sender, CancellationToken ct) =>
            {
                var granted = await sender.Send(body, ct);
                return TypedResults.Created($"/api/v1/staff/{granted.StaffId}", granted);
            })
            .Handles<GrantRole>("Grant a role", "For the own organisation, to a colleague by `staffId`, or to somebody of another employer by `userName`. The colleague's sessions end at once, because tokens carry roles. Nobody grants himself a role (409 `own-roles`).");
        grants.MapPost("/{id:guid}/revoke", async (Guid id, RevokeRole body, ISender sender, CancellationToken ct) =>
            {
                await sender.Send(body with { Id = id }, ct);
                return TypedResults.NoContent();
            })
            .Handles<RevokeRole>("Revoke a role", "The colleague's sessions end at once. Not one's own (409 `own-access`).");

        var absences = api.MapGroup("/absences").WithTags("Absences");
        absences.MapGet("/", async (Guid? staffId, DateOnly? on, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) =>
                await Answer.Ok(sender.Send(new ListAbsences(staffId, on, cursor, limit), ct), http))
            .Handles<ListAbsences>("List absences", "Own ones, those in which one stands in, and those of colleagues in the own teams; from `on` (today) on, by first day.");
        absences.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetAbsence(id), ct), http))
            .Handles<GetAbsence>("Get an absence", "With its ETag and what you may do to it.");
        absences.MapPost("/", (RecordAbsence body, ISender sender, HttpContext http, CancellationToken ct) => Answer.Created(sender.Send(body, ct), http, "/api/v1/absences"))
            .Handles<RecordAbsence>("Record an absence", "One's own, or as a supervisor that of a colleague of the own team. The deputy sees what the absent colleague sees, for that time only, and no restricted compartment.");
        absences.MapPut("/{id:guid}", (Guid id, ChangeAbsence body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ChangeAbsence>("Change an absence", "Dates and deputy; the first day stays once it has come.");
        absences.MapPost("/{id:guid}/cancel", (Guid id, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(new CancelAbsence(id, ifMatch.Version), ct), http))
            .Handles<CancelAbsence>("Call an absence off", "Before it has begun; a running one is ended instead (409 `absence-transition`).");
        absences.MapPost("/{id:guid}/end", (Guid id, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(new EndAbsence(id, ifMatch.Version), ct), http))
            .Handles<EndAbsence>("End a running absence", "Back early: the deputy's sight ends today.");
    }
}

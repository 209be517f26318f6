using CaseManagement.Api.Http;

namespace CaseManagement.Api.Organisations;

/// <summary>Organisations, teams, accommodations: the directory, and how it is kept.</summary>
public static class OrganisationEndpoints
{
    private const string Directory = "Directory data: readable by everybody who is signed in, because handovers have to be addressed. Sort by `name`, `-name` or `-createdAt`.";

    /// <summary>Maps /organisations, /teams, /accommodations.</summary>
    public static void MapOrganisations(this IEndpointRouteBuilder api)
    {
        var organisations = api.MapGroup("/organisations").WithTags("Organisations");
        organisations.MapGet("/", async (Spoken<OrganisationKind>? kind, string? ags, Guid? parentId, bool? includeClosed, string? sort, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) =>
                await Answer.Ok(sender.Send(new ListOrganisations(kind?.Value, ags, parentId, includeClosed == true, sort, cursor, limit), ct), http))
            .Handles<ListOrganisations>("List organisations", Directory);
        organisations.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetOrganisation(id), ct), http))
            .Handles<GetOrganisation>("Get an organisation", "One organisation of the directory with its ETag and what you may do to it.");
        organisations.MapPost("/", (CreateOrganisation body, ISender sender, HttpContext http, CancellationToken ct) => Answer.Created(sender.Send(body, ct), http, "/api/v1/organisations"))
            .Handles<CreateOrganisation>("Create an organisation", "Together with its first administrator, in one step. One municipality per AGS (409 `ags-taken`); user names are unique (409 `user-name-taken`).");
        organisations.MapPut("/{id:guid}", (Guid id, ChangeOrganisation body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ChangeOrganisation>("Change an organisation", "By an administrator of the organisation itself or of the one directly above. Members left out are emptied.");
        organisations.MapPost("/{id:guid}/close", (Guid id, CloseOrganisation body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<CloseOrganisation>("Close an organisation", "By an administrator of the organisation above, once its teams and accommodations are closed (409 `organisation-in-use`). Every role in it ends, and every session.");

        var teams = api.MapGroup("/teams").WithTags("Teams");
        teams.MapGet("/", async (Guid? organisationId, Spoken<TeamKind>? kind, string? district, bool? includeClosed, string? sort, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) =>
                await Answer.Ok(sender.Send(new ListTeams(organisationId, kind?.Value, district, includeClosed == true, sort, cursor, limit), ct), http))
            .Handles<ListTeams>("List teams", Directory);
        teams.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetTeam(id), ct), http))
            .Handles<GetTeam>("Get a team", "One team of the directory with its ETag and what you may do to it.");
        teams.MapPost("/", (CreateTeam body, ISender sender, HttpContext http, CancellationToken ct) => Answer.Created(sender.Send(body, ct), http, "/api/v1/teams"))
            .Handles<CreateTeam>("Create a team", "In the own organisation; one open team of a name (409 `team-name-taken`).");
        teams.MapPut("/{id:guid}", (Guid id, ChangeTeam body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ChangeTeam>("Change a team", "Name, quarters, reachability. Members left out are emptied.");
        teams.MapPost("/{id:guid}/close", (Guid id, CloseTeam body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<CloseTeam>("Dissolve a team", "Refused with 409 `team-in-use` while it has open cases or accommodations, and with `team-awaits-handover` while a handover to it is undecided: nobody is left without a responsible team.");
        teams.MapGet("/{id:guid}/members", (Guid id, bool? includePast, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new ListTeamMembers(id, includePast == true), ct), http))
            .Handles<ListTeamMembers>("List a team's members", "Of a team of the own organisation, whoever employs them; members of today and later, past ones with `includePast=true`.");
        teams.MapPost("/{id:guid}/members", (Guid id, AddTeamMember body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { TeamId = id, Version = ifMatch.Version }, ct), http))
            .Handles<AddTeamMember>("Add a member to a team", "A colleague employed by the organisation or with a role in it. If-Match and the ETag answered are the team's.");
        teams.MapPost("/{id:guid}/members/{membershipId:guid}/end", (Guid id, Guid membershipId, EndTeamMembership body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { TeamId = id, MembershipId = membershipId, Version = ifMatch.Version }, ct), http))
            .Handles<EndTeamMembership>("End a membership", "From `untilDate` (today where left out) the team's cases are out of the colleague's sight.");

        var accommodations = api.MapGroup("/accommodations").WithTags("Accommodations");
        accommodations.MapGet("/", async (Guid? organisationId, Guid? teamId, string? kind, bool? includeClosed, string? sort, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) =>
                await Answer.Ok(sender.Send(new ListAccommodations(organisationId, teamId, kind, includeClosed == true, sort, cursor, limit), ct), http))
            .Handles<ListAccommodations>("List accommodations", Directory);
        accommodations.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetAccommodation(id), ct), http))
            .Handles<GetAccommodation>("Get an accommodation", "One accommodation of the directory with its ETag and what you may do to it.");
        accommodations.MapPost("/", (CreateAccommodation body, ISender sender, HttpContext http, CancellationToken ct) => Answer.Created(sender.Send(body, ct), http, "/api/v1/accommodations"))
            .Handles<CreateAccommodation>("Create an accommodation", "Run by the own organisation; one open accommodation of a name (409 `accommodation-name-taken`), because allocation lists name it.");
        accommodations.MapPut("/{id:guid}", (Guid id, ChangeAccommodation body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ChangeAccommodation>("Change an accommodation", "Members left out are emptied.");
        accommodations.MapPost("/{id:guid}/close", (Guid id, CloseAccommodation body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<CloseAccommodation>("Close an accommodation", "Nobody is allocated to it any more; the history keeps it.");
    }
}

using CaseManagement.Api.Http;

namespace CaseManagement.Api.Organisations;

/// <summary>Organisations, teams, accommodations: the directory, and how it is kept.</summary>
public static class OrganisationEndpoints
{
    /// <summary>Maps /organisations, /teams, /accommodations, /quarters.</summary>
    public static void MapOrganisations(this IEndpointRouteBuilder api)
    {
        var organisations = api.MapGroup("/organisations").WithTags("Organisations");
        organisations.List<ListOrganisations>("/");
        organisations.Get<GetOrganisation>("/{id}");
        organisations.Create<CreateOrganisation>("/");
        organisations.Replace<ChangeOrganisation>("/{id}");
        organisations.Change<CloseOrganisation>("/{id}/close");

        var teams = api.MapGroup("/teams").WithTags("Teams");
        teams.List<ListTeams>("/");
        teams.Get<GetTeam>("/{id}");
        teams.Create<CreateTeam>("/");
        teams.Replace<ChangeTeam>("/{id}");
        teams.Change<CloseTeam>("/{id}/close");
        teams.Get<ListTeamMembers>("/{id}/members");
        teams.Change<AddTeamMember>("/{id}/add-member");
        teams.Change<EndTeamMembership>("/{id}/members/{membershipId}/end");

        var accommodations = api.MapGroup("/accommodations").WithTags("Accommodations");
        accommodations.List<ListAccommodations>("/");
        accommodations.Get<GetAccommodation>("/{id}");
        accommodations.Create<CreateAccommodation>("/");
        accommodations.Replace<ChangeAccommodation>("/{id}");
        accommodations.Change<CloseAccommodation>("/{id}/close");

        var quarters = api.MapGroup("/quarters").WithTags("Quarters");
        quarters.List<ListQuarters>("/");
        quarters.Get<GetQuarter>("/{id}");
        quarters.Create<CreateQuarter>("/");
        quarters.Replace<ChangeQuarter>("/{id}");
        quarters.Change<CloseQuarter>("/{id}/close");
    }
}

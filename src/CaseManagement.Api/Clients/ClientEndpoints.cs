using CaseManagement.Api.Http;

namespace CaseManagement.Api.Clients;

/// <summary>Persons and households. What is read of them across the slices stands in the desk.</summary>
public static class ClientEndpoints
{
    // A path that names another history is none.
    private static readonly string History = $"{{history:regex(^({string.Join('|', ValueText.NamesOf(typeof(PeriodKind)).Keys)})$)}}";

    /// <summary>Maps /clients and /households.</summary>
    public static void MapClients(this IEndpointRouteBuilder api)
    {
        var clients = api.MapGroup("/clients").WithTags("Clients");
        clients.Create<RegisterClient>("/");
        clients.Post<FindDuplicateCandidates>("/duplicate-candidates");
        clients.Replace<UpdateClient>("/{id}");
        clients.Replace<SetClientNames>("/{id}/names");
        clients.Replace<SetClientReferences>("/{id}/references");
        clients.Replace<SetClientLanguages>("/{id}/languages");
        clients.Replace<SetClientQualifications>("/{id}/qualifications");

        clients.Change<ChangeResidenceStatus>("/{id}/residence-statuses");
        clients.Change<ChangeBenefit>("/{id}/benefits");
        clients.Change<ChangeHousing>("/{id}/accommodations");
        clients.Change<ChangeAddress>("/{id}/addresses");
        clients.Change<ChangeWork>("/{id}/works");
        clients.Change<ChangeFamilyStatus>("/{id}/family-statuses");
        clients.Change<AcquireNationality>("/{id}/nationalities");
        clients.Replace<CorrectResidenceStatus>("/{id}/residence-statuses/{periodId}");
        clients.Replace<CorrectBenefit>("/{id}/benefits/{periodId}");
        clients.Replace<CorrectHousing>("/{id}/accommodations/{periodId}");
        clients.Replace<CorrectAddress>("/{id}/addresses/{periodId}");
        clients.Replace<CorrectWork>("/{id}/works/{periodId}");
        clients.Replace<CorrectFamilyStatus>("/{id}/family-statuses/{periodId}");
        clients.Replace<CorrectNationality>("/{id}/nationalities/{nationalityId}");
        clients.Change<LoseNationality>("/{id}/nationalities/{nationalityId}/end");
        clients.Change<RemoveNationality>("/{id}/nationalities/{nationalityId}/remove");
        clients.Change<EndPeriod>($"/{{id}}/{History}/{{periodId}}/end");
        clients.Change<RemovePeriod>($"/{{id}}/{History}/{{periodId}}/remove");

        clients.Change<DisputeClientData>("/{id}/dispute");
        clients.Change<BlockAddress>("/{id}/block-address");
        clients.Change<LiftMark>("/{id}/marks/{markId}/lift");
        clients.Replace<RestrictProcessing>("/{id}/restriction");
        clients.Change<LiftRestriction>("/{id}/restriction/lift");

        var households = api.MapGroup("/households").WithTags("Households");
        households.Create<CreateHousehold>("/");
        households.List<ListHouseholds>("/");
        households.Replace<UpdateHousehold>("/{id}");
        households.Change<AddHouseholdMember>("/{id}/add-member");
        households.Change<MoveHouseholdMember>("/{id}/members/{clientId}/move");
        households.Change<RemoveHouseholdMember>("/{id}/members/{clientId}/remove");
        households.Change<ChangeMemberRole>("/{id}/members/{clientId}/change-role");
    }
}

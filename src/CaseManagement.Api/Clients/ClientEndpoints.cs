using CaseManagement.Api.Http;

namespace CaseManagement.Api.Clients;

/// <summary>Persons and households.</summary>
public static class ClientEndpoints
{
    private const string Changing = "The period that holds on `from` ends there; where the new one would lie on another period in any other way, it is refused (409 `periods-overlap`).";
    private const string Correcting = "Sets the whole period, days included; a reason is needed and goes to the trail. Other periods stay as they are (409 `periods-overlap`).";
    private const string Whereabouts = " Where the address is blocked (Auskunftssperre), only who is admitted to the compartment `protection` may do it (403 `compartment-closed`).";

    private static readonly Dictionary<string, PeriodKind> Histories = new()
    {
        ["residence-statuses"] = PeriodKind.ResidenceStatuses, ["benefits"] = PeriodKind.Benefits, ["accommodations"] = PeriodKind.Accommodations,
        ["addresses"] = PeriodKind.Addresses, ["works"] = PeriodKind.Works,
    };

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

        clients.MapPost("/{id:guid}/residence-statuses", (Guid id, ChangeResidenceStatus body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ChangeResidenceStatus>("Change the residence status", Changing);
        clients.MapPost("/{id:guid}/benefits", (Guid id, ChangeBenefit body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ChangeBenefit>("Change the benefit", Changing);
        clients.MapPost("/{id:guid}/accommodations", (Guid id, ChangeHousing body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ChangeHousing>("Change where a person is housed", Changing + Whereabouts);
        clients.MapPost("/{id:guid}/addresses", (Guid id, ChangeAddress body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ChangeAddress>("Change the address", Changing + Whereabouts);
        clients.MapPost("/{id:guid}/works", (Guid id, ChangeWork body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<ChangeWork>("Change the work", Changing);

        clients.MapPut("/{id:guid}/residence-statuses/{periodId:guid}", (Guid id, Guid periodId, CorrectResidenceStatus body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, PeriodId = periodId, Version = ifMatch.Version }, ct), http))
            .Handles<CorrectResidenceStatus>("Correct a residence status", Correcting);
        clients.MapPut("/{id:guid}/benefits/{periodId:guid}", (Guid id, Guid periodId, CorrectBenefit body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, PeriodId = periodId, Version = ifMatch.Version }, ct), http))
            .Handles<CorrectBenefit>("Correct a benefit", Correcting);
        clients.MapPut("/{id:guid}/accommodations/{periodId:guid}", (Guid id, Guid periodId, CorrectHousing body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, PeriodId = periodId, Version = ifMatch.Version }, ct), http))
            .Handles<CorrectHousing>("Correct where a person was housed", Correcting + Whereabouts);
        clients.MapPut("/{id:guid}/addresses/{periodId:guid}", (Guid id, Guid periodId, CorrectAddress body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, PeriodId = periodId, Version = ifMatch.Version }, ct), http))
            .Handles<CorrectAddress>("Correct an address", Correcting + Whereabouts);
        clients.MapPut("/{id:guid}/works/{periodId:guid}", (Guid id, Guid periodId, CorrectWork body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, PeriodId = periodId, Version = ifMatch.Version }, ct), http))
            .Handles<CorrectWork>("Correct work", Correcting);
        clients.MapPost("/{id:guid}/{history}/{periodId:guid}/end", (Guid id, string history, Guid periodId, EndPeriod body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, History = Kind(history), PeriodId = periodId, Version = ifMatch.Version }, ct), http))
            .Handles<EndPeriod>("End a period", "Of `residence-statuses`, `benefits`, `accommodations`, `addresses` or `works`, where nothing follows yet.");
        clients.MapPost("/{id:guid}/{history}/{periodId:guid}/remove", (Guid id, string history, Guid periodId, RemovePeriod body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, History = Kind(history), PeriodId = periodId, Version = ifMatch.Version }, ct), http))
            .Handles<RemovePeriod>("Remove a period", "What never was so, out of `residence-statuses`, `benefits`, `accommodations`, `addresses` or `works`. The trail keeps it, and why.");

        clients.Change<DisputeClientData>("/{id}/dispute");
        clients.Change<BlockAddress>("/{id}/block-address");
        clients.Change<LiftMark>("/{id}/marks/{markId}/lift");

        var households = api.MapGroup("/households").WithTags("Households");
        households.Create<CreateHousehold>("/");
        households.List<ListHouseholds>("/");
        households.Replace<UpdateHousehold>("/{id}");
        households.Change<AddHouseholdMember>("/{id}/add-member");
        households.Change<MoveHouseholdMember>("/{id}/members/{clientId}/move");
        households.Change<RemoveHouseholdMember>("/{id}/members/{clientId}/remove");
        households.Change<ChangeMemberRole>("/{id}/members/{clientId}/change-role");
    }

    private static PeriodKind Kind(string history) => Histories.TryGetValue(history, out var kind) ? kind : throw RefusedException.NotFound();
}

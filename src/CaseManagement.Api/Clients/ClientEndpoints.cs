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
        clients.MapPost("/", (RegisterClient body, ISender sender, HttpContext http, CancellationToken ct) => Answer.Created(sender.Send(body, ct), http, "/api/v1/clients"))
            .Handles<RegisterClient>("Register a person", """
                With all that is known, in one call. Refused with 409 `likely-duplicate` and `candidates` (id, score, reasons; no
                names) when somebody on file is likely the same person; after comparing, state the ids in `notDuplicateOf`.
                A birth date of 1 January without a precision says no more than its year.
                """);
        clients.MapPost("/duplicate-candidates", (FindDuplicateCandidates body, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(body, ct), http))
            .Handles<FindDuplicateCandidates>("Look for duplicates", "Who on file may be the same person, with score and reasons, before anybody is registered. Looks through the whole organisation; of persons that you do not see, only that there is one.");
        clients.MapPut("/{id:guid}", (Guid id, UpdateClient body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<UpdateClient>("Change a person's base data", "Sets all of it; what is left out is emptied.");
        clients.MapPut("/{id:guid}/names", (Guid id, SetClientNames body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<SetClientNames>("Set a person's other names", "Transliterations, original script, former names. Each is found by searching.");
        clients.MapPut("/{id:guid}/references", (Guid id, SetClientReferences body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<SetClientReferences>("Set a person's references", "Numbers of other offices, each with its source (code list `reference-source`).");
        clients.MapPut("/{id:guid}/languages", (Guid id, SetClientLanguages body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<SetClientLanguages>("Set a person's languages", "ISO 639-3, with CEFR levels per skill. Literacy stands apart, in the base data.");
        clients.MapPut("/{id:guid}/qualifications", (Guid id, SetClientQualifications body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<SetClientQualifications>("Set a person's qualifications", "Degrees and trades with the stage of their recognition.");

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

        clients.MapPost("/{id:guid}/dispute", (Guid id, DisputeClientData body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<DisputeClientData>("Mark a statement as disputed", "Art. 16 and 18 GDPR: the statement stays until it is clarified; with `processingRestricted` it is to be stored only.");
        clients.MapPost("/{id:guid}/block-address", (Guid id, BlockAddress body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<BlockAddress>("Block the address", "Auskunftssperre (§ 51 BMG): accommodations and addresses of the person, past and to come, go into the compartment `protection`. Members of the family need a mark of their own.");
        clients.MapPost("/{id:guid}/marks/{markId:guid}/lift", (Guid id, Guid markId, LiftMark body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, MarkId = markId, Version = ifMatch.Version }, ct), http))
            .Handles<LiftMark>("Lift a mark", "The dispute is settled, or the bar has ended. A bar on the address is lifted only by who is admitted to the compartment (403 `compartment-closed`).");

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

using CaseManagement.Api.Http;

namespace CaseManagement.Api.Contacts;

/// <summary>Contacts.</summary>
public static class ContactEndpoints
{
    private const string Path = "/api/v1/contacts";

    /// <summary>Maps /contacts.</summary>
    public static void MapContacts(this IEndpointRouteBuilder api)
    {
        var contacts = api.MapGroup("/contacts").WithTags("Contacts");
        contacts.MapPost("/", (RecordContact body, ISender sender, HttpContext http, CancellationToken ct) => Answer.Created(sender.Send(body, ct), http, Path))
            .Handles<RecordContact>("Record a contact", "A talk, visit, call, accompaniment or failed attempt with `persons` of one household; or an anonymous one, with `teamId` and `personCount` instead of persons, which is counted only. Whether somebody was reached follows from kind and outcome. The first contact of a team with a person is derived.");
        contacts.MapGet("/", (Guid? caseId, Guid? clientId, Guid? teamId, string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new ListContacts(caseId, clientId, teamId, cursor, limit), ct), http))
            .Handles<ListContacts>("List contacts", "Newest first, of one case, one client or one team (which includes its anonymous contacts). Notes and restricted topics are not in lists.");
        contacts.MapGet("/private-notes", (string? cursor, int? limit, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new ListPrivateNotes(cursor, limit), ct), http))
            .Handles<ListPrivateNotes>("List own private notes", "Newest first, also those whose contacts were handed over: private notes stay with the author's organisation.");
        contacts.MapGet("/{id:guid}", (Guid id, ISender sender, HttpContext http, CancellationToken ct) => Answer.Ok(sender.Send(new GetContact(id), ct), http))
            .Handles<GetContact>("Get a contact", "With its notes and what you may do now. Notes and topics of a restricted compartment appear to those only who may open it.");
        contacts.MapPost("/{id:guid}/correct", (Guid id, CorrectContact body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<CorrectContact>("Correct a contact", "The contact as it really was, with a reason, within 14 days (409 `contact-correction-over`). By who had it or the team's supervisor. Contacts are never deleted.");
        contacts.MapPost("/{id:guid}/notes", (Guid id, AddContactNote body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) => Answer.Changed(sender.Send(body with { Id = id, Version = ifMatch.Version }, ct), http))
            .Handles<AddContactNote>("Add a note", "`isPrivate` keeps it with your organisation at a handover; `compartment` restricts it to the lead worker and named persons.");
        contacts.MapPost("/{id:guid}/notes/{noteId:guid}/correct", (Guid id, Guid noteId, CorrectContactNote body, IfMatch ifMatch, ISender sender, HttpContext http, CancellationToken ct) =>
                Answer.Changed(sender.Send(body with { Id = id, NoteId = noteId, Version = ifMatch.Version }, ct), http))
            .Handles<CorrectContactNote>("Correct a note", "The own words, with a reason, within 14 days.");
    }
}

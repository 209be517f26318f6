using CaseManagement.Api.Http;

namespace CaseManagement.Api.Contacts;

/// <summary>Contacts.</summary>
public static class ContactEndpoints
{
    /// <summary>Maps /contacts.</summary>
    public static void MapContacts(this IEndpointRouteBuilder api)
    {
        var contacts = api.MapGroup("/contacts").WithTags("Contacts");
        contacts.Create<RecordContact>("/");
        contacts.List<ListContacts>("/");
        contacts.List<ListPrivateNotes>("/private-notes");
        contacts.Get<GetContact>("/{id}");
        contacts.Change<CorrectContact>("/{id}/correct");
        contacts.Change<AddContactNote>("/{id}/add-note");
        contacts.Change<CorrectContactNote>("/{id}/notes/{noteId}/correct");
    }
}

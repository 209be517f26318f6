using CaseManagement.Api.Http;

namespace CaseManagement.Api.Contacts;

/// <summary>Contacts, those ahead, work without them, and what was entrusted in them.</summary>
public static class ContactEndpoints
{
    /// <summary>Maps /contacts, /appointments, /case-work, /confidential-notes.</summary>
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

        var appointments = api.MapGroup("/appointments").WithTags("Appointments");
        appointments.Create<MakeAppointment>("/");
        appointments.List<ListAppointments>("/");
        appointments.Get<GetAppointment>("/{id}");
        appointments.Change<ConfirmAppointment>("/{id}/confirm");
        appointments.Change<RescheduleAppointment>("/{id}/reschedule");
        appointments.Change<KeepAppointment>("/{id}/kept");
        appointments.Change<MissAppointment>("/{id}/missed");
        appointments.Change<CancelAppointment>("/{id}/cancel");

        var work = api.MapGroup("/case-work").WithTags("Work on cases");
        work.Create<RecordCaseWork>("/");
        work.List<ListCaseWork>("/");
        work.Get<GetCaseWork>("/{id}");
        work.Change<CorrectCaseWork>("/{id}/correct");

        var secrets = api.MapGroup("/confidential-notes").WithTags("Confidential notes");
        secrets.Create<WriteConfidentialNote>("/");
        secrets.List<ListConfidentialNotes>("/");
        secrets.Get<GetConfidentialNote>("/{id}");
        secrets.Change<CorrectConfidentialNote>("/{id}/correct");
        secrets.Change<EntrustConfidentialNote>("/{id}/entrust");
    }
}

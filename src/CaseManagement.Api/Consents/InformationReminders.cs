using System.Linq.Expressions;
using CaseManagement.Api.Reminders;

namespace CaseManagement.Api.Consents;

/// <summary>
/// Reminders of policies about consents and information: of each person on file whom the organisation has not informed yet, within a month after the data came
/// (Art. 14 (3) (a) GDPR), from an allocation list, another office or by a handover; only where the organisation has published a text that informs.
/// </summary>
public static class InformationReminders
{
    /// <summary>A person is to be informed.</summary>
    public static readonly ReminderKind Due = new("information_due", "Über die Verarbeitung der Daten informieren (Art. 13, 14 DSGVO)",
        "Inform about the processing of data (Art. 13, 14 GDPR)");

    /// <summary>A consent ends by itself.</summary>
    public static readonly ReminderKind ConsentExpires = new("consent_expires", "Eine Einwilligung läuft ab", "A consent expires");

    internal static Expression<Func<Reminder, bool>> Of(Guid clientId, Guid organisationId)
    {
        var kind = Due;
        return reminder => reminder.SubjectId == clientId && reminder.Kind == kind && reminder.OrganisationId == organisationId
            && reminder.Status == ReminderStatus.Open;
    }
}

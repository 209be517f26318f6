using System.Globalization;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Reminders;

// What happens to accounts and rights, as notices.
internal sealed class NewsOfStaff : ITellsStaff
{
    public void Tell(CaseDb db, StaffNews news, Guid organisationId, IEnumerable<Guid> recipients, Guid subjectId, DateTimeOffset now)
    {
        var (kind, subject) = news switch
        {
            StaffNews.PasswordGiven => (NoticeKind.PasswordGiven, "staff"),
            StaffNews.EnrolmentLinkMade => (NoticeKind.EnrolmentLinkMade, "staff"),
            StaffNews.LeadByOwnHand => (NoticeKind.LeadByOwnHand, "case"),
            StaffNews.CaseAssigned => (NoticeKind.CaseAssigned, "case"),
            StaffNews.RightAwaits => (NoticeKind.RightAwaits, "role-grant"),
            StaffNews.RightConfirmedOnConsole => (NoticeKind.RightConfirmedOnConsole, "role-grant"),
            StaffNews.IdentityLinked => (NoticeKind.IdentityLinked, "staff"),
            StaffNews.MachineAwaits => (NoticeKind.MachineAwaits, "api-client"),
            StaffNews.MachineConfirmedOnConsole => (NoticeKind.MachineConfirmedOnConsole, "api-client"),
            StaffNews.ProviderAwaits => (NoticeKind.ProviderAwaits, "identity-provider"),
            StaffNews.DeputyLeft => (NoticeKind.DeputyLeft, "absence"),
            StaffNews.DeputyAway => (NoticeKind.DeputyAway, "absence"),
            StaffNews.EmergencyAccountUsed => (NoticeKind.EmergencyAccountUsed, "staff"),
            _ => throw new ArgumentOutOfRangeException(nameof(news)),
        };
        db.AddRange(recipients.Distinct().Select(recipient =>
            new Notice(organisationId, recipient, kind, subject, subjectId, now.ToString("O", CultureInfo.InvariantCulture), now)));
    }
}

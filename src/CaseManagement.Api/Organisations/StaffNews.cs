using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Organisations;

/// <summary>What happens to an account or a right, and has to be told to colleagues.</summary>
public enum StaffNews
{
    /// <summary>Somebody else has given an account its password; about the colleague whose it is.</summary>
    PasswordGiven,
    /// <summary>A link was made with which a password can be set; about the colleague whose it is.</summary>
    EnrolmentLinkMade,
    /// <summary>Who assigns cases has made himself the lead worker of one; about the case.</summary>
    LeadByOwnHand,
    /// <summary>Somebody else has made a colleague the lead worker of a case; about the case.</summary>
    CaseAssigned,
    /// <summary>A role or membership waits for a supervisor's confirmation; about the pending right.</summary>
    RightAwaits,
    /// <summary>A role or membership was confirmed on the operator's console; about the right.</summary>
    RightConfirmedOnConsole,
    /// <summary>Somebody else has said who a colleague is at the identity provider; about the colleague.</summary>
    IdentityLinked,
    /// <summary>An identity provider waits for a supervisor's confirmation; about the provider.</summary>
    ProviderAwaits,
    /// <summary>A machine that is to see what was sent to its organisation waits for a supervisor's confirmation; about the client.</summary>
    MachineAwaits,
    /// <summary>Such a machine was confirmed on the operator's console; about the client.</summary>
    MachineConfirmedOnConsole,
    /// <summary>Who was to stand in has left; about the absence, which has nobody now.</summary>
    DeputyLeft,
    /// <summary>Who was to stand in is away as well; about the absence, in which nobody does on those days.</summary>
    DeputyAway,
    /// <summary>The emergency account was signed in with, past the identity provider; about the colleague whose it is.</summary>
    EmergencyAccountUsed,
}

/// <summary>Tells colleagues; contributed by the room of notices, which stands above.</summary>
public interface ITellsStaff
{
    /// <summary>Tells it with the next save. Each once, whoever is named twice.</summary>
    void Tell(CaseDb db, StaffNews news, Guid organisationId, IEnumerable<Guid> recipients, Guid subjectId, DateTimeOffset now);
}

internal static class StaffTold
{
    /// <summary>An administrator who knows a password could act under another's name: the person and the employer's officers learn of it.</summary>
    public static Task TellPasswordGiven(this CaseDb db, Staff staff, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.TellStaff(StaffNews.PasswordGiven, staff, now, cancellationToken);

    /// <summary>Tells the person and the employer's officers.</summary>
    public static async Task TellStaff(this CaseDb db, StaffNews news, Staff staff, DateTimeOffset now, CancellationToken cancellationToken) =>
        Contributions.The<ITellsStaff>().Tell(db, news, staff.OrganisationId,
            [staff.Id, .. await db.OfficersOf(staff.OrganisationId, null, cancellationToken)], staff.Id, now);
}

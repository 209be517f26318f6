using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Reminders;

/// <summary>The address of the caller's calendar ends at once. Without one nothing happens.</summary>
[Requires(Permission.UseReminders)]
[Operation("Withdraw the address of your calendar", """
    It ends at once. What a program has read before stays where the program keeps it. A second time changes nothing.
    """)]
public sealed record WithdrawCalendarFeed : ICommand<bool>;

internal sealed class WithdrawCalendarFeedHandler(CaseDb db, CallContext call) : IHandler<WithdrawCalendarFeed, bool>
{
    public async Task<bool> Handle(WithdrawCalendarFeed request, CancellationToken cancellationToken) =>
        await CalendarFeed.End(db, call.Caller.RequiredOrganisationId, call.Caller.RequiredStaffId, cancellationToken) > 0;
}

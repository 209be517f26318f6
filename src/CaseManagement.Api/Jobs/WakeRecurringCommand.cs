using CaseManagement.Api.Http;

namespace CaseManagement.Api.Jobs;

/// <summary>Wakes a recurring command now instead of at its time.</summary>
/// <param name="Name">Its stable name.</param>
[Requires(Permission.OperateJobs), ByOperator]
public sealed record WakeRecurringCommand(string Name) : ICommand<bool>;

internal sealed class WakeRecurringCommandHandler(IJobEngine engine) : IHandler<WakeRecurringCommand, bool>
{
    public async Task<bool> Handle(WakeRecurringCommand request, CancellationToken cancellationToken)
    {
        if (RecurringCommand.All.All(command => command.Name != request.Name))
        {
            throw RefusedException.NotFound();
        }
        await engine.WakeNow(request.Name, cancellationToken);
        return true;
    }
}

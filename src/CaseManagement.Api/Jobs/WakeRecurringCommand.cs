using CaseManagement.Api.Http;

namespace CaseManagement.Api.Jobs;

/// <summary>Wakes a recurring command now instead of at its time.</summary>
/// <param name="Name">Its stable name.</param>
[Requires(Permission.OperateJobs), ByOperator]
[Operation("Wake a recurring command now", "202: it runs as soon as a worker is free. Waking twice does no harm.")]
public sealed record WakeRecurringCommand([Example("seal-audit")] string Name) : ICommand<bool>;

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

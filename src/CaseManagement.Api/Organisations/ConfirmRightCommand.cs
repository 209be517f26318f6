using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>The command "confirm-grant": the operator's console is the second pair of eyes while an organisation has no supervisor who could be.</summary>
public static class ConfirmRightCommand
{
    /// <summary>Confirms a right, or without an id tells which wait.</summary>
    /// <returns>The exit code: 0 done, 1 refused, 2 not understood.</returns>
    public static async Task<int> Run(IServiceProvider services, string? id, TextWriter output, TextWriter errors)
    {
        var waiting = await Waiting(services);
        if (id is null)
        {
            foreach (var (right, organisation) in waiting.Where(waits => waits.Right.Status == RightStatus.AwaitsConfirmation))
            {
                var what = right.Role is { } role ? SnakeCase.Of(role.ToString()) : $"member of {right.TeamId}";
                await output.WriteLineAsync($"{right.Id} {right.GrantedAt:O} {organisation}: {what} for {right.StaffId}");
            }
            return 0;
        }
        if (!Guid.TryParse(id, out var asked))
        {
            await errors.WriteLineAsync("confirm-grant [ID]: confirms a role or membership; without an ID, lists what waits.");
            return 2;
        }
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(waiting.Find(waits => waits.Right.Id == asked).Right?.OrganisationId);
        try
        {
            await scope.ServiceProvider.GetRequiredService<ISender>().Send(new ConfirmRightOnConsole(asked), CancellationToken.None);
        }
        catch (RefusedException refused)
        {
            await errors.WriteLineAsync($"confirm-grant: {refused.Type.Text([.. refused.Values])}");
            return 1;
        }
        await output.WriteLineAsync($"{asked} is confirmed.");
        return 0;
    }

    private static async Task<List<(PendingRight Right, string Organisation)>> Waiting(IServiceProvider services)
    {
        var found = new List<(PendingRight, string)>();
        foreach (var organisation in await In(services, null, db =>
            db.Set<Organisation>().Where(o => o.ClosedAt == null).OrderBy(o => o.Name).Select(o => new { o.Id, o.Name }).ToListAsync()))
        {
            var rights = await In(services, organisation.Id, db => db.Set<PendingRight>().AsNoTracking()
                .Where(right => right.OrganisationId == organisation.Id).OrderBy(right => right.GrantedAt).ToListAsync());
            found.AddRange(rights.Select(right => (right, organisation.Name)));
        }
        return found;
    }

    private static async Task<T> In<T>(IServiceProvider services, Guid? organisation, Func<CaseDb, Task<T>> query)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(organisation);
        return await query(scope.ServiceProvider.GetRequiredService<CaseDb>());
    }
}

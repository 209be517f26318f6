using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using CallContext = CaseManagement.Api.Access.CallContext;

namespace CaseManagement.Api.Tokens;

/// <summary>The command "confirm-grant": the operator's console is the second pair of eyes while an organisation has no supervisor who could be.</summary>
public static class ConfirmGrantCommand
{
    /// <summary>Confirms a right or a machine, or without an id tells which wait.</summary>
    /// <returns>The exit code: 0 done, 1 refused, 2 not understood.</returns>
    public static async Task<int> Run(IServiceProvider services, string? id, TextWriter output, TextWriter errors)
    {
        var waiting = await Waiting(services);
        if (id is null)
        {
            foreach (var one in waiting)
            {
                await output.WriteLineAsync($"{one.Id} {one.Since:O} {one.Organisation}: {one.What}");
            }
            return 0;
        }
        if (!Guid.TryParse(id, out var asked))
        {
            await errors.WriteLineAsync("confirm-grant [ID]: confirms a role, a membership or a machine; without an ID, lists what waits.");
            return 2;
        }
        var found = waiting.Find(one => one.Id == asked);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(found?.OrganisationId);
        var sender = scope.ServiceProvider.GetRequiredService<Pipeline.ISender>();
        try
        {
            await (found is { IsMachine: true } ? sender.Send(new ConfirmApiClientOnConsole(asked), CancellationToken.None)
                : (Task)sender.Send(new ConfirmRightOnConsole(asked), CancellationToken.None));
        }
        catch (RefusedException refused)
        {
            await errors.WriteLineAsync($"confirm-grant: {refused.Type.Text([.. refused.Values])}");
            return 1;
        }
        await output.WriteLineAsync($"{asked} is confirmed.");
        return 0;
    }

    private sealed record Waits(Guid Id, Guid OrganisationId, string Organisation, DateTimeOffset Since, string What, bool IsMachine = false);

    private static async Task<List<Waits>> Waiting(IServiceProvider services)
    {
        var found = new List<Waits>();
        foreach (var organisation in await In(services, null, db =>
            db.Set<Organisation>().Where(o => o.ClosedAt == null).OrderBy(o => o.Name).Select(o => new { o.Id, o.Name }).ToListAsync()))
        {
            var rights = await In(services, organisation.Id, db => db.Set<PendingRight>().AsNoTracking()
                .Where(right => right.OrganisationId == organisation.Id && right.Status == RightStatus.AwaitsConfirmation).ToListAsync());
            var machines = await In(services, organisation.Id, db => db.Set<ApiClient>().AsNoTracking()
                .Where(client => client.OrganisationId == organisation.Id).ToListAsync());
            found.AddRange(rights.Select(right => new Waits(right.Id, organisation.Id, organisation.Name, right.GrantedAt,
                    $"{(right.Role is { } role ? SnakeCase.Of($"{role}") : $"member of {right.TeamId}")} for {right.StaffId}"))
                .Concat(machines.Where(client => client.AwaitsConfirmation).Select(client =>
                    new Waits(client.Id, organisation.Id, organisation.Name, client.CreatedAt, $"machine with {string.Join(", ", client.Scopes)}", true)))
                .OrderBy(one => one.Since).ThenBy(one => one.Id));
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

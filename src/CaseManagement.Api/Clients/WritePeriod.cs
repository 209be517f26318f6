using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>A command that states a period of a person's history: a new one, or a recorded one anew.</summary>
internal interface IWritesPeriod : ICommand<Saved>
{
    /// <summary>The person.</summary>
    Guid Id { get; }

    /// <summary>If-Match.</summary>
    uint Version { get; }

    /// <summary>The recorded period that was wrong; null where a new one begins.</summary>
    Guid? Corrects => null;
}

/// <summary>Begins or corrects a period. Every history does it alike; what it has to ask first stands at its entry.</summary>
internal abstract class WritePeriod<TCommand>(CaseDb db, CallContext call) : IHandler<TCommand, Saved> where TCommand : PeriodEntry, IWritesPeriod
{
    public async Task<Saved> Handle(TCommand request, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().With(request.History).ToChange(db, call, request.Id, request.Version, cancellationToken);
        client.CheckBorn(request.From);
        await request.Check(db, client.Id, request.Corrects is not null, cancellationToken);
        if (request.Corrects is { } period)
        {
            client.Correct(period, request, call.Now);
        }
        else
        {
            client.Begin(request, call.Now);
        }
        return await db.Save(client, cancellationToken);
    }
}

internal static class Histories
{
    /// <summary>Loads one history along with the person.</summary>
    internal static IQueryable<Client> With(this IQueryable<Client> clients, PeriodKind history) => clients.Include(history.ToString());
}

/// <summary>What the documents say of every history.</summary>
internal static class PeriodWords
{
    internal const string Changing = """
        The period that holds on `from` ends there; where the new one would lie on another period in any other way, it is refused
        (409 `periods-overlap`).
        """;

    internal const string Correcting = """
        Sets the whole period, days included; a reason is needed and goes to the trail. Other periods stay as they are
        (409 `periods-overlap`).
        """;

    internal const string Whereabouts = """
         Where the address is blocked (Auskunftssperre), only who is admitted to the compartment `protection` may do it
        (403 `compartment-closed`).
        """;
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>A statement as EF wrote it, before the access context is put ahead of it.</summary>
public sealed record SentCommand(string Text, IReadOnlyList<NpgsqlParameter> Parameters);

/// <summary>Keeps the statements that are sent to one API's database while it listens.</summary>
public sealed class SentCommands : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly string database;
    private readonly ConcurrentQueue<SentCommand> sent = new();
    private readonly ConcurrentBag<IDisposable> subscriptions = [];

    public SentCommands(Api api)
    {
        database = new NpgsqlConnectionStringBuilder(api.App).Database!;
        subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public IReadOnlyCollection<SentCommand> All => sent;

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            subscriptions.Add(value.Subscribe(this, name => name == RelationalEventId.CommandExecuting.Name));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandEventData { Command: NpgsqlCommand { Connection: { } connection } command } && connection.Database == database)
        {
            sent.Enqueue(new SentCommand(command.CommandText, [.. command.Parameters.Select(parameter => parameter.Clone())]));
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        foreach (var subscription in subscriptions)
        {
            subscription.Dispose();
        }
    }
}

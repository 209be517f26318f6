using System.Security.Cryptography;
using System.Text;
using CaseManagement.Api.Persistence;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace CaseManagement.Bench;

/// <summary>The generated state of a town with its workers, families, cases, contacts and reminders (Stock.sql).</summary>
public static class Stock
{
    /// <summary>The password of every generated account w1@bench.example, w2@bench.example, ...</summary>
    public const string Password = "only measured, never kept";

    /// <summary>Tells a stock that fits this build from one that does not: by the tables and the generator, not by routines, which migrate replaces.</summary>
    public static string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Concat(SqlFiles.OfThisBuild.Migrations.Select(file => file.Text)) + Text("Stock.sql"))))[..8];

    /// <summary>Fills a database that has been migrated and is empty otherwise.</summary>
    /// <param name="superuser">Its connection string as a superuser: triggers and the trail are off meanwhile.</param>
    /// <param name="clients">Persons of the town; a tenth more are in smaller organisations.</param>
    public static async Task Fill(string superuser, int clients)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(superuser) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await using var sizes = new NpgsqlCommand("select set_config('gen.clients', $1, false), set_config('gen.password_hash', $2, false)", connection)
        {
            Parameters = { new() { Value = $"{clients}" }, new() { Value = new PasswordHasher<object>().HashPassword(new object(), Password) } },
        };
        await sizes.ExecuteNonQueryAsync();
        foreach (var text in new[] { Text("Stock.sql"), "vacuum (analyze)", "checkpoint" })
        {
            await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }

    internal static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Stock).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name));
        return reader.ReadToEnd();
    }
}

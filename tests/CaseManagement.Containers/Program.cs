using Testcontainers.PostgreSql;

// Starts a throw-away PostgreSQL in a container, prints its connection string and keeps it until standard input closes:
// the test run that started this program ends, killed or not, and the container goes with it.
await using var postgres = new PostgreSqlBuilder().WithImage("postgres:17-alpine").WithUsername("postgres").WithDatabase("postgres")
    .WithCommand("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200").Build();
await postgres.StartAsync();
Console.WriteLine(postgres.GetConnectionString());
while (await Console.In.ReadLineAsync() is not null)
{
    // Nothing is said on standard input; its end is what counts.
}

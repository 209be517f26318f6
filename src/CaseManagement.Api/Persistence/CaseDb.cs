using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;

namespace CaseManagement.Api.Persistence;

/// <summary>
/// The unit of work over PostgreSQL. SQL owns the schema (migrations/, and the files beside the slices); each slice maps its tables in an
/// IEntityTypeConfiguration of its own. Pooled; <see cref="Call"/> is set for each scope and tells the
/// interceptor under which access context every statement runs.
/// </summary>
public sealed class CaseDb : DbContext
{
    /// <summary>Made by the pool.</summary>
    public CaseDb(DbContextOptions<CaseDb> options) : base(options)
    {
        // A save that fails ends its transaction here, so there is nothing to go back to: two round trips less for every command.
        Database.AutoSavepointsEnabled = false;
    }

    /// <summary>Who is asking, what for. Null outside any scope: the database then shows no rows.</summary>
    public CallContext? Call { get; set; }

    /// <summary>Where a failed save goes back to while one of several things of a bulk command is done; null: it ends the transaction.</summary>
    public string? Savepoint { get; set; }

    /// <summary>
    /// Asks only whether the caller may be answered at all (initial password, held or ended session): for an answer that needs no row.
    /// </summary>
    public Task Enter(CancellationToken cancellationToken) => Database.SqlQuery<int>($"select 1 as \"Value\"").SingleAsync(cancellationToken);

    /// <summary>
    /// Saves. Of two who write one list on the same reading of it the second often meets the rows of the first before he meets the changed version:
    /// what he read is old (412), and that is said before any other contradiction.
    /// </summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        catch (DbUpdateException refused) when (refused.InnerException is PostgresException
        {
            SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation,
        })
        {
            if (await HasOldVersion(null, cancellationToken))
            {
                throw new DbUpdateConcurrencyException(nameof(HasOldVersion), refused);
            }
            throw;
        }
    }

    /// <summary>
    /// Whether what was read to be changed has changed since. Ends the transaction, which has failed, or goes back to <see cref="Savepoint"/>: what is asked
    /// now is asked after it.
    /// </summary>
    /// <param name="seen">The version that the caller has read; where null, that of each row about to be changed.</param>
    /// <param name="cancellationToken">Cancels the asking.</param>
    public async Task<bool> HasOldVersion(uint? seen, CancellationToken cancellationToken)
    {
        if (Database.CurrentTransaction is { } failed)
        {
            await (Savepoint is { } before ? failed.RollbackToSavepointAsync(before, cancellationToken) : failed.RollbackAsync(cancellationToken));
        }
        foreach (var read in ChangeTracker.Entries().Where(entry => entry.Metadata.FindProperty("Version") is { IsConcurrencyToken: true }
            && (seen is null ? entry.State == EntityState.Modified : seen.Equals(entry.Property("Version").OriginalValue))).ToList())
        {
            var now = await read.GetDatabaseValuesAsync(cancellationToken);
            if (now?.GetValue<uint>("Version") is var version && version != (uint)read.Property("Version").OriginalValue!)
            {
                return true;
            }
        }
        return false;
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder model)
    {
        model.HasDefaultSchema("app");
        model.ApplyConfigurationsFromAssembly(typeof(CaseDb).Assembly);
        AccessFunctions.Register(model);
        foreach (var entity in model.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                Name(property);
            }
        }
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configuration) => configuration.Properties<NamedKind>();

    // Columns are snake_case, statuses are snake_case texts, "Version" is PostgreSQL's xmin.
    private static void Name(IMutableProperty property)
    {
        if (property.Name == "Version" && property.ClrType == typeof(uint))
        {
            property.SetColumnName("xmin");
            property.SetColumnType("xid");
            property.ValueGenerated = ValueGenerated.OnAddOrUpdate;
            property.IsConcurrencyToken = true;
            return;
        }
        if (property.GetColumnName() == property.Name)
        {
            property.SetColumnName(SnakeName(property.Name));
        }
        if (property.IsPrimaryKey())
        {
            property.ValueGenerated = ValueGenerated.Never; // UUIDv7, given by the entity.
        }
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (type.IsEnum && property.GetValueConverter() is null)
        {
            property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(SnakeCaseEnum<>).MakeGenericType(type))!);
        }
        if (type.IsSubclassOf(typeof(NamedKind)))
        {
            property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(KindByName<>).MakeGenericType(type))!);
        }
    }

    private static string SnakeName(string name) => SnakeCase.Of(name);
}

/// <summary>Kinds that rooms contribute are stored by name.</summary>
public sealed class KindByName<T>() : ValueConverter<T, string>(kind => kind.Name, name => NamedKinds.Get<T>(name)) where T : NamedKind;

/// <summary>Statuses are stored as they are spoken: ClarificationRequested is clarification_requested.</summary>
public sealed class SnakeCaseEnum<T>() : ValueConverter<T, string>(value => Write[value], text => Read[text]) where T : struct, Enum
{
    private static readonly Dictionary<T, string> Write = Enum.GetValues<T>().ToDictionary(value => value, value => SnakeCase.Of(value.ToString()));
    private static readonly Dictionary<string, T> Read = Write.ToDictionary(pair => pair.Value, pair => pair.Key);
}

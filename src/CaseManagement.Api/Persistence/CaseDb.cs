using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CaseManagement.Api.Persistence;

/// <summary>
/// The unit of work over PostgreSQL. SQL owns the schema (migrations/, and the files beside the slices); each slice maps its tables in an
/// IEntityTypeConfiguration of its own. Pooled; <see cref="Call"/> is set for each scope and tells the
/// interceptor under which access context every statement runs.
/// </summary>
public sealed class CaseDb(DbContextOptions<CaseDb> options) : DbContext(options)
{
    /// <summary>Who is asking, what for. Null outside any scope: the database then shows no rows.</summary>
    public CallContext? Call { get; set; }

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
    }

    private static string SnakeName(string name) => SnakeCase.Of(name);
}

/// <summary>Statuses are stored as they are spoken: ClarificationRequested is clarification_requested.</summary>
public sealed class SnakeCaseEnum<T>() : ValueConverter<T, string>(value => Write[value], text => Read[text]) where T : struct, Enum
{
    private static readonly Dictionary<T, string> Write = Enum.GetValues<T>().ToDictionary(value => value, value => SnakeCase.Of(value.ToString()));
    private static readonly Dictionary<string, T> Read = Write.ToDictionary(pair => pair.Value, pair => pair.Key);
}

/// <summary>The database's access functions for use in queries.</summary>
public static class AccessFunctions
{
    /// <summary>The teams in which the caller works today, himself or as a deputy (access.my_teams).</summary>
    public static IQueryable<ScalarId> MyTeams(this CaseDb db) => db.FromExpression(() => MyTeamsFunction());

    /// <summary>The colleagues for whom the caller stands in today (access.deputised).</summary>
    public static IQueryable<ScalarId> Deputised(this CaseDb db) => db.FromExpression(() => DeputisedFunction());

    /// <summary>The clients whose glass the caller has broken within the last four hours (access.broken_glass).</summary>
    public static IQueryable<ScalarId> BrokenGlass(this CaseDb db) => db.FromExpression(() => BrokenGlassFunction());

    /// <summary>Whether the caller may open a client's compartment now (access.may_open).</summary>
    public static bool MayOpen(Guid clientId, string compartment) => throw new InvalidOperationException("Only in queries.");

    /// <summary>The persons of the contact of an own private note, also after the contact has been handed over (access.persons_of_note).</summary>
    public static Guid[] PersonsOfNote(Guid noteId) => throw new InvalidOperationException("Only in queries.");

    private static IQueryable<ScalarId> MyTeamsFunction() => throw new InvalidOperationException("Only in queries.");
    private static IQueryable<ScalarId> DeputisedFunction() => throw new InvalidOperationException("Only in queries.");
    private static IQueryable<ScalarId> BrokenGlassFunction() => throw new InvalidOperationException("Only in queries.");

    internal static void Register(ModelBuilder model)
    {
        model.Entity<ScalarId>().HasNoKey().ToView(null);
        var own = System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public;
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(MyTeamsFunction), own)!).HasSchema("access").HasName("my_teams");
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(DeputisedFunction), own)!).HasSchema("access").HasName("deputised");
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(BrokenGlassFunction), own)!).HasSchema("access").HasName("broken_glass");
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(MayOpen), own)!).HasSchema("access").HasName("may_open");
        model.HasDbFunction(typeof(AccessFunctions).GetMethod(nameof(PersonsOfNote), own)!).HasSchema("access").HasName("persons_of_note");
    }
}

/// <summary>One id as a row of a set-returning function.</summary>
public sealed class ScalarId
{
    /// <summary>The id.</summary>
    public Guid Id { get; init; }
}

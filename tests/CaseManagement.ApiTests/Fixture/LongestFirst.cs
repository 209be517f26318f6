using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(CaseManagement.ApiTests.Fixture.LongestFirst))]

namespace CaseManagement.ApiTests.Fixture;

/// <summary>Tests that take minutes where much else is done.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TakesLongAttribute : Attribute;

/// <summary>What takes long begins first: at the end of a run the processors would wait for it alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    // What their collections are called: a class of its own is called after it.
    private static readonly List<string> Long = [.. typeof(LongestFirst).Assembly.GetTypes().Where(type => type.IsDefined(typeof(TakesLongAttribute)))
        .Select(type => type.GetCustomAttribute<CollectionAttribute>()?.Name ?? $" {type.FullName} ")];

    /// <inheritdoc />
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => Long.Exists(
            name => $"{collection.TestCollectionDisplayName} ".Contains(name, StringComparison.Ordinal)))];
}

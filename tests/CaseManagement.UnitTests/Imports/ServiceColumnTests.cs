using CaseManagement.Api.Imports;

namespace CaseManagement.UnitTests.Imports;

/// <summary>What the columns of a list of services promise by themselves.</summary>
public sealed class ServiceColumnTests
{
    [Fact]
    public void No_header_means_two_columns_and_each_name_of_a_column_means_it()
    {
        Assert.Distinct(ServiceColumn.Columns.Select(column => column.Key));
        foreach (var column in ServiceColumn.Columns)
        {
            Assert.All(column.Headers, header => Assert.Same(column, ServiceColumn.ByHeader.OfHeader(header)));
        }
    }
}

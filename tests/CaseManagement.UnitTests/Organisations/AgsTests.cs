using System.Text.RegularExpressions;
using CaseManagement.Api.Organisations;

namespace CaseManagement.UnitTests.Organisations;

public sealed class AgsTests
{
    [Theory]
    [InlineData("01001000", true)]
    [InlineData("08116056", true)]
    [InlineData("09162000", true)]
    [InlineData("10041100", true)]
    [InlineData("16077056", true)]
    [InlineData("00116056", false)]
    [InlineData("17116056", false)]
    [InlineData("20116056", false)]
    [InlineData("99999999", false)]
    [InlineData("8116056", false)]
    [InlineData("081160560", false)]
    [InlineData("08116056\n", false)]
    [InlineData("0811605६", false)]
    public void An_ags_begins_with_one_of_sixteen_laender(string ags, bool isOne) => Assert.Equal(isOne, Regex.IsMatch(ags, DirectoryRules.AgsPattern));
}

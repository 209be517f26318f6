using AutoMapper.Internal;
using CaseManagement.Api.Organisations;

namespace CaseManagement.UnitTests.Organisations;

public sealed class DirectoryMapsTests
{
    [Fact]
    public void Each_member_of_a_view_has_its_source() => DirectoryMaps.Configuration.AssertConfigurationIsValid();

    [Fact]
    public void No_map_refers_to_itself() => Assert.All(DirectoryMaps.Configuration.Internal().GetAllTypeMaps(), map =>
        Assert.All(map.DestinationType.GetProperties().Where(member => member.Name != "AllowedActions"), member => Assert.True(
            member.PropertyType == typeof(string[]) || member.PropertyType.IsValueType || member.PropertyType == typeof(string),
            $"{map.DestinationType.Name}.{member.Name} is not flat.")));
}

using System.Net;
using CaseManagement.Api.Http;
using CaseManagement.Api.Outbox;

namespace CaseManagement.UnitTests.Http;

/// <summary>Webhooks go to addresses that are somebody's in public; a network inside only where the operator has admitted it.</summary>
public sealed class PublicAddressesTests
{
    [Theory]
    [InlineData("0.0.0.0"), InlineData("0.255.255.255"), InlineData("10.0.0.0"), InlineData("10.255.255.255"), InlineData("100.64.0.0")]
    [InlineData("100.127.255.255"), InlineData("127.0.0.1"), InlineData("127.255.255.255"), InlineData("169.254.0.1"), InlineData("169.254.169.254")]
    [InlineData("172.16.0.0"), InlineData("172.31.255.255"), InlineData("192.0.0.8"), InlineData("192.0.2.1"), InlineData("192.88.99.1")]
    [InlineData("192.168.0.1"), InlineData("192.168.255.255"), InlineData("198.18.0.1"), InlineData("198.19.255.255"), InlineData("198.51.100.1")]
    [InlineData("203.0.113.1"), InlineData("224.0.0.1"), InlineData("239.255.255.255"), InlineData("240.0.0.1"), InlineData("255.255.255.255")]
    [InlineData("::"), InlineData("::1"), InlineData("::ffff:10.0.0.1"), InlineData("::ffff:127.0.0.1"), InlineData("::ffff:169.254.169.254")]
    [InlineData("::7f00:1"), InlineData("64:ff9b::a00:1"), InlineData("64:ff9b:1::1"), InlineData("100::1"), InlineData("2001::1"), InlineData("2001:20::1")]
    [InlineData("2001:db8::1"), InlineData("2002:a00:1::1"), InlineData("3fff::1"), InlineData("5f00::1"), InlineData("fc00::1"), InlineData("fdff::1")]
    [InlineData("fe80::1"), InlineData("fec0::1"), InlineData("ff02::1"), InlineData("ff0e::1")]
    public void An_address_that_is_nobodys_in_public_is_refused(string address) =>
        Assert.False(PublicAddresses.MayConnect(IPAddress.Parse(address), [], false));

    [Theory]
    [InlineData("9.255.255.255"), InlineData("11.0.0.0"), InlineData("100.63.255.255"), InlineData("100.128.0.0"), InlineData("172.15.255.255")]
    [InlineData("172.32.0.0"), InlineData("192.167.255.255"), InlineData("192.169.0.0"), InlineData("198.17.255.255"), InlineData("198.20.0.0")]
    [InlineData("223.255.255.255"), InlineData("::ffff:8.8.8.8"), InlineData("2001:4860:4860::8888"), InlineData("2a00:1450:4001::1"), InlineData("2003::1")]
    public void The_neighbours_of_those_are_public(string address) => Assert.True(PublicAddresses.MayConnect(IPAddress.Parse(address), [], false));

    [Theory]
    [InlineData("10.20.1.1", "10.20.0.0/16", true), InlineData("10.21.1.1", "10.20.0.0/16", false), InlineData("::ffff:10.20.1.1", "10.20.0.0/16", true)]
    [InlineData("fd12::1", "fd12::/16", true), InlineData("fd13::1", "fd12::/16", false)]
    [InlineData("169.254.169.254", "169.254.0.0/16", false), InlineData("127.0.0.1", "127.0.0.0/8", false), InlineData("::1", "::1/128", false)]
    public void An_admitted_network_is_reached_and_no_other(string address, string admitted, bool may) =>
        Assert.Equal(may, PublicAddresses.MayConnect(IPAddress.Parse(address), [IPNetwork.Parse(admitted)], false));

    [Fact]
    public void The_host_itself_is_reached_by_a_setting_only()
    {
        Assert.True(PublicAddresses.MayConnect(IPAddress.Loopback, [], true));
        Assert.True(PublicAddresses.MayConnect(IPAddress.IPv6Loopback, [], true));
        Assert.False(PublicAddresses.MayConnect(IPAddress.Parse("10.0.0.1"), [], true));
    }

    [Theory]
    [InlineData("10.20.0.0/16", true), InlineData("10.0.0.0/8", true), InlineData("fd12::/16", true), InlineData("192.168.1.7/32", true)]
    [InlineData("0.0.0.0/0", false), InlineData("10.0.0.0/7", false), InlineData("8.8.8.0/24", false), InlineData("169.254.0.0/16", false)]
    [InlineData("127.0.0.0/8", false), InlineData("::/0", false), InlineData("fe80::/10", false), InlineData("192.168.0.0/15", false)]
    public void Only_a_private_network_can_be_admitted(string network, bool may) => Assert.Equal(may, PublicAddresses.MayAdmit(IPNetwork.Parse(network)));

    [Fact]
    public void What_failed_is_tried_again_by_the_schedule_later_by_a_fifth_at_most_and_in_the_end_given_up()
    {
        for (var attempt = 0; attempt < RetrySchedule.Waits.Count; attempt++)
        {
            Assert.InRange(RetrySchedule.After(attempt, null)!.Value, RetrySchedule.Waits[attempt], RetrySchedule.Waits[attempt] * 1.2);
        }
        Assert.Null(RetrySchedule.After(RetrySchedule.Waits.Count, null));
        Assert.Equal(TimeSpan.FromMinutes(40), RetrySchedule.After(0, TimeSpan.FromMinutes(40)));
        Assert.Equal(TimeSpan.FromDays(1), RetrySchedule.After(0, TimeSpan.FromDays(30)));
        Assert.InRange(RetrySchedule.After(3, TimeSpan.FromSeconds(1))!.Value, TimeSpan.FromHours(2), TimeSpan.FromHours(2.4));
    }
}

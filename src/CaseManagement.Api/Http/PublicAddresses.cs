using System.Net;
using System.Net.Sockets;

namespace CaseManagement.Api.Http;

/// <summary>
/// Which addresses an organisation may have the product connect to (webhooks, its OpenID provider): those that are somebody's in public. The registries
/// are RFC 6890 with IANA's lists of special-purpose addresses; of IPv6 only 2000::/3 is given out at all, so that all else is refused without being named.
/// </summary>
public static class PublicAddresses
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork GivenOut = IPNetwork.Parse("2000::/3");

    // A town's own networks lie in these; link-local addresses and the host itself are nobody's to admit.
    private static readonly IPNetwork[] Private =
        [.. new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7" }.Select(network => IPNetwork.Parse(network))];

    /// <summary>Whether an address may be connected to.</summary>
    /// <param name="address">A resolved one.</param>
    /// <param name="admitted">Networks that the operator has admitted.</param>
    /// <param name="loopback">Whether the host itself may be: a development setting.</param>
    public static bool MayConnect(IPAddress address, IReadOnlyCollection<IPNetwork> admitted, bool loopback)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IsPublic(plain) || (loopback && IPAddress.IsLoopback(plain))
            || (Private.Any(network => network.Contains(plain)) && admitted.Any(network => network.Contains(plain)));
    }

    /// <summary>Connects to the first of some resolved addresses that answers: to these and no others, whatever the name says later.</summary>
    public static async ValueTask<Stream> Connect(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether the operator may admit a network: all of it is private.</summary>
    public static bool MayAdmit(IPNetwork network) =>
        Private.Any(whole => whole.PrefixLength <= network.PrefixLength && whole.BaseAddress.AddressFamily == network.BaseAddress.AddressFamily
            && whole.Contains(network.BaseAddress));

    /// <summary>Whether an address is somebody's in public.</summary>
    public static bool IsPublic(IPAddress address) => !Special.Any(network => network.Contains(address))
        && (address.AddressFamily == AddressFamily.InterNetwork || GivenOut.Contains(address));
}

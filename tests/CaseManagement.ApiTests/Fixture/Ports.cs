using System.Net;
using System.Net.Sockets;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>Ports for what listens beside the tests.</summary>
internal static class Ports
{
    // Below those that a system hands to whoever connects (32,768 and more on Linux): such a connection may take a port before its listener does.
    private const int First = 28_000, Count = 4_000;

    private static int last = Environment.ProcessId * 53 % Count;

    /// <summary>One at which nobody listens, and which no other test of this process has got.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref last) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }
}

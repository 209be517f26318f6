using System.Globalization;
using System.Net;

namespace CaseManagement.Api.Operation;

/// <summary>Where metrics are to be read; nowhere where no port is named.</summary>
/// <param name="Address">The address on which it is listened: loopback where nothing else is said.</param>
/// <param name="Port">The port, of its own.</param>
public sealed record MetricsSettings(IPAddress Address, int Port)
{
    /// <summary>Reads Metrics:Port and Metrics:Address.</summary>
    /// <exception cref="InvalidOperationException">One of them is no port, or no address.</exception>
    public static MetricsSettings? From(IConfiguration configuration)
    {
        if (configuration["Metrics:Port"] is not { Length: > 0 } port)
        {
            return null;
        }
        var address = configuration["Metrics:Address"] is { Length: > 0 } named ? named : "127.0.0.1";
        return new MetricsSettings(
            IPAddress.TryParse(address, out var parsed) ? parsed : throw new InvalidOperationException($"Metrics:Address is '{address}', which is no address."),
            int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535
                ? number : throw new InvalidOperationException($"Metrics:Port is '{port}', which is no port."));
    }
}

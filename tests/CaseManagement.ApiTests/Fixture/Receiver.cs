using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>A receiver of webhooks on this machine: it keeps what came and answers as a test says.</summary>
public sealed class Receiver : IDisposable
{
    private readonly HttpListener listener = new();

    public Receiver(int? port = null)
    {
        Port = port ?? Ports.Free();
        listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        listener.Start();
        _ = Listen();
    }

    public int Port { get; }
    public string Url => $"http://127.0.0.1:{Port}/hook";
    public ConcurrentQueue<Received> All { get; } = new();

    /// <summary>Status, headers and delay of the next answers.</summary>
    public Func<Received, Answer> Answers { get; set; } = _ => new Answer(204);

    /// <summary>What came and was answered with success, oldest first.</summary>
    public IReadOnlyList<Received> Taken => [.. All.Where(message => message.Status is >= 200 and < 300)];

    public void Dispose() => listener.Close();

    private async Task Listen()
    {
        while (listener.IsListening)
        {
            try
            {
                _ = Handle(await listener.GetContextAsync());
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Handle(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        var headers = context.Request.Headers;
        var message = new Received(headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, await reader.ReadToEndAsync());
        var answer = Answers(message);
        message.Status = answer.Status;
        All.Enqueue(message);
        await Task.Delay(answer.Delay);
        try
        {
            context.Response.StatusCode = answer.Status;
            if (answer.Header is var (name, value))
            {
                context.Response.Headers[name] = value;
            }
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // Whoever asked has gone meanwhile.
        }
    }

    public sealed record Answer(int Status, int Delay = 0, (string Name, string Value)? Header = null);

    public sealed record Received(string Id, string Timestamp, string Signature, string Body)
    {
        public int Status { get; set; }
        public JsonNode Json => JsonNode.Parse(Body)!;
        public long Sequence => Json.Value<long>("data/sequence");
    }
}

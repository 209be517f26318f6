using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Documents;

internal static class Uploads
{
    /// <summary>Sends the bytes alone.</summary>
    public static Task<HttpResponseMessage> Upload(this HttpClient client, string document, byte[] bytes, string? mediaType = null, string? name = null,
        string? key = null, bool chunked = false, string query = "")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{document}/files{query}")
        {
            Content = chunked ? new StreamContent(new Unmeasured(bytes)) : new ByteArrayContent(bytes),
        };
        request.Content.Headers.ContentType = mediaType is null ? null : new MediaTypeHeaderValue(mediaType);
        if (name is not null)
        {
            request.Content.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = name };
        }
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }
        return client.SendAsync(request);
    }

    // Nobody can tell its length, so that it is sent in chunks.
    private sealed class Unmeasured(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}

/// <summary>Files as users send and fetch them: over a socket, because limits and cut connections are the server's.</summary>
public sealed class FileTests : IAsyncLifetime
{
    private const string Path = "/api/v1/documents";
    private readonly Fixture.Api api = new() { OnSocket = true };
    private GivenCase of = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        api.Settings["Documents:MaxMegabytes"] = "1";
        await api.InitializeAsync();
        of = await api.Given.CaseWithLead();
        client = await api.As(of.Lead!);
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Theory]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"")]
    [InlineData("--y--")]
    [InlineData("")]
    public async Task A_form_that_does_not_end_is_none(string body)
    {
        var document = await New();
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        var refused = await client.PostAsync($"{document}/files", content).ExpectProblem(400, "validation-failed");
        Assert.Equal("file", refused.Text("errors/0/pointer"));
    }

    [Fact]
    public async Task A_scan_comes_back_byte_for_byte_as_an_attachment_whole_or_in_parts_and_each_reading_is_on_record()
    {
        var document = await New();
        var bytes = RandomNumberGenerator.GetBytes(700_000);
        "%PDF-"u8.CopyTo(bytes);
        var added = await client.Upload(document, bytes, "application/pdf", "Pass «Ämäl».pdf").Expect(201);
        var answer = await added.Json();
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.Equal((digest, "application/pdf", bytes.Length), (answer.Text("sha256"), answer.Text("mediaType"), answer.Number("sizeBytes")));
        Assert.Equal(3L, await api.Sql<long>($"select count(*) from app.document_chunk where file_id = '{answer.Text("id")}'"));

        var whole = await client.GetAsync(added.Headers.Location).Expect(200);
        Assert.Equal(bytes, await whole.Content.ReadAsByteArrayAsync());
        var content = whole.Content.Headers;
        Assert.Equal(("application/pdf", "attachment", "Pass «Ämäl».pdf", bytes.Length),
            (content.ContentType?.MediaType, content.ContentDisposition?.DispositionType, content.ContentDisposition?.FileNameStar, content.ContentLength));
        Assert.Equal(("nosniff", "no-store", $"\"{digest}\""),
            (whole.Headers.GetValues("X-Content-Type-Options").Single(), whole.Headers.CacheControl?.ToString(), whole.Tag()));

        using var part = new HttpRequestMessage(HttpMethod.Get, added.Headers.Location) { Headers = { Range = new(262_100, 300_000) } };
        Assert.Equal(bytes[262_100..300_001], await (await client.SendAsync(part).Expect(206)).Content.ReadAsByteArrayAsync());
        using var behind = new HttpRequestMessage(HttpMethod.Get, added.Headers.Location) { Headers = { Range = new(700_000, null) } };
        await client.SendAsync(behind).Expect(416);
        using var known = new HttpRequestMessage(HttpMethod.Get, added.Headers.Location) { Headers = { IfNoneMatch = { new($"\"{digest}\"") } } };
        await client.SendAsync(known).Expect(304);
        Assert.Equal(4L, await api.Sql<long>($"""
            select count(*) from audit.entry where kind = 'read' and action = 'DownloadDocumentFile' and client_ids = array['{of.ClientId}'::uuid]
            """));
        // The bytes are nowhere in the trail; what they were is.
        Assert.Equal(digest, await api.Sql<string>($"""
            select v.after ->> 'sha256' from audit.entry e join audit.entry_values v on v.entry_id = e.id where e.row_id = '{answer.Text("id")}'
            """));
        Assert.Equal(0L, await api.Sql<long>("select count(*) from audit.entry where table_name = 'app.document_chunk'"));
    }

    [Fact]
    public async Task What_is_too_large_is_refused_however_it_comes_and_nothing_is_half_kept()
    {
        var document = await New();
        var most = Given.Pdf(1024 * 1024);
        await client.Upload(document, Given.Pdf(most.Length + 1)).ExpectProblem(413, "too-large");
        var refused = await client.Upload(document, Given.Pdf(most.Length + 1), chunked: true).ExpectProblem(413, "too-large");
        Assert.Equal(most.Length, refused.Number("maxBytes"));
        await client.Upload(document, Given.Pdf(5 * most.Length), chunked: true).ExpectProblem(413, "too-large");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Given.Pdf(most.Length + 1)), "file", "gross.pdf" } };
        await client.PostAsync($"{document}/files", form).ExpectProblem(413, "too-large");
        await AssertNothing(document);
        await client.Upload(document, most, chunked: true).Expect(201);
        using var fits = new MultipartFormDataContent { { new ByteArrayContent(Given.Pdf(most.Length, 0x21)), "file", "../Pass.pdf" } };
        await client.PostAsync($"{document}/files", fits).Expect(201);
        Assert.Equal(["document.pdf", "Pass.pdf"], (await client.Read(document)).Values<string>("files/*/name"));
    }

    [Theory]
    [InlineData("Content-Length: 900000", "")] // announced more than comes
    [InlineData("Transfer-Encoding: chunked", "10000\r\n")] // no last chunk
    public async Task A_connection_that_is_cut_in_the_middle_leaves_nothing(string length, string before)
    {
        var document = await New();
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(api.Address.Host, api.Address.Port);
            var stream = socket.GetStream();
            var head = $"POST {document}/files HTTP/1.1\r\nHost: localhost\r\nAuthorization: {client.DefaultRequestHeaders.Authorization}\r\n"
                + $"Content-Type: application/pdf\r\nIdempotency-Key: cut\r\n{length}\r\n\r\n{before}";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
            await stream.WriteAsync(Given.Pdf(30_000));
            await stream.FlushAsync();
            await Task.Delay(300);
            socket.Client.LingerState = new LingerOption(true, 0);
        }
        await Task.Delay(300);
        await AssertNothing(document);
        // The key is free: sent again, it is the first time.
        await client.Upload(document, Given.Pdf(30_000), "application/pdf", key: "cut").Expect(201);
    }

    [Fact]
    public async Task A_body_longer_than_its_Content_Length_ends_there()
    {
        var document = await New();
        using var socket = new TcpClient();
        await socket.ConnectAsync(api.Address.Host, api.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {document}/files HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + $"Authorization: {client.DefaultRequestHeaders.Authorization}\r\nContent-Length: 64\r\n\r\n"));
        await stream.WriteAsync(Given.Pdf(5000));
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 201", await reader.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(64, (await client.Read(document)).Number("files/0/sizeBytes"));
    }

    [Fact]
    public async Task The_bytes_tell_what_a_file_is_and_a_declared_type_that_disagrees_is_refused()
    {
        var document = await New();
        byte[] png = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 1, 2, 3];
        await client.Upload(document, png, "application/pdf").ExpectProblem(415, "document-file-type-differs");
        await client.Upload(document, "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray()).ExpectProblem(415, "document-file-type");
        await client.Upload(document, "<!DOCTYPE html><script>"u8.ToArray(), "image/png").ExpectProblem(415, "document-file-type");
        await client.Upload(document, "MZ..."u8.ToArray(), "application/octet-stream").ExpectProblem(415, "document-file-type");
        await client.Upload(document, "<svg/>"u8.ToArray(), "image/svg+xml").ExpectProblem(415, "unsupported-media-type");
        await client.Upload(document, [], "application/pdf").ExpectProblem(400, "validation-failed");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(png) { Headers = { ContentType = new("image/jpeg") } }, "file", "pass.jpg" } };
        await client.PostAsync($"{document}/files", form).ExpectProblem(415, "document-file-type-differs");
        await AssertNothing(document);
        await client.Upload(document, png, "image/x-png", "Foto.jpg").Expect(201);
        var shown = await client.Read(document);
        Assert.Equal(("image/png", "Foto.jpg.png"), (shown.Text("files/0/mediaType"), shown.Text("files/0/name")));
    }

    [Fact]
    public async Task The_same_file_is_recognised_a_repeated_key_gets_the_first_answer_and_another_file_under_it_none()
    {
        var document = await New();
        var first = await client.Upload(document, Given.Pdf(), name: "a.pdf", key: "k1").Expect(201);
        Assert.Equal(await first.Id(), await (await client.Upload(document, Given.Pdf(), name: "a.pdf", key: "k1").Expect(201)).Id());
        await client.Upload(document, Given.Pdf(65), name: "a.pdf", key: "k1").ExpectProblem(422, "idempotency-key-reused");
        var again = await client.Upload(document, Given.Pdf(), name: "b.pdf").ExpectProblem(409, "document-file-exists");
        Assert.Equal(await first.Id(), again.Value<Guid>("fileId"));
        await client.Upload(await New(), Given.Pdf()).Expect(201);

        var many = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => client.Upload(document, Given.Pdf(200_000, (byte)n))));
        Assert.All(many, sent => Assert.Equal(HttpStatusCode.Created, sent.StatusCode));
        var twice = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.Upload(document, Given.Pdf(300_000))));
        Assert.Equal([201, 409, 409, 409], twice.Select(sent => (int)sent.StatusCode).Order());
    }

    [Fact]
    public async Task An_erased_file_is_gone_for_good_and_a_better_scan_takes_the_place_of_a_bad_one()
    {
        var document = await New();
        var bad = await client.Upload(document, Given.Pdf()).Expect(201);
        var id = await bad.Id();
        await client.Upload(document, Given.Pdf(), query: $"?replaces={id}").ExpectProblem(409, "document-file-exists");
        var better = await client.Upload(document, Given.Pdf(80), query: $"?replaces={id}").Expect(201);
        await client.GetAsync(bad.Headers.Location).ExpectProblem(404, "not-found");
        Assert.Equal("replaced", await api.Sql<string>($"select reason from audit.entry where operation = 'delete' and row_id = '{id}'"));

        var tag = (await client.GetAsync(document).Expect(200)).Tag();
        var erase = $"{better.Headers.Location}/erase";
        await client.Post(erase, new { reason = "" }, tag).ExpectProblem(400, "validation-failed");
        await client.Post(erase, new { reason = "Fremdes Papier" }).ExpectProblem(428, "if-match-required");
        var erased = await client.Post(erase, new { reason = "Fremdes Papier" }, tag).Expect(200);
        await client.Post(erase, new { reason = "Fremdes Papier" }, tag).ExpectProblem(412, "stale");
        await client.Post(erase, new { reason = "Fremdes Papier" }, erased.Tag()).ExpectProblem(404, "not-found");
        await AssertNothing(document);
    }

    [Fact]
    public async Task Files_go_along_with_a_handover_and_the_sender_reads_them_no_longer_than_the_rest()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var from = await handover.From;
        var (open, restricted) = (await New(handover.Cases[0], from, "passport"), await New(handover.Cases[0], from, "medical-report"));
        var file = (await from.Upload(open, Given.Pdf(70)).Expect(201)).Headers.Location!;
        var hidden = (await from.Upload(restricted, Given.Pdf(71)).Expect(201)).Headers.Location!;
        await handover.Accepted();
        var record = Assert.Single((await handover.Package(handover.To)).At("package/records")!.AsArray(), row => row.Text("section") == "documents");
        Assert.Equal(("passport", "application/pdf"), (record.Text("content/kind"), record.Text("content/files/0/mediaType")));

        var to = await handover.To;
        Assert.Equal(Given.Pdf(70), await (await to.GetAsync(file).Expect(200)).Content.ReadAsByteArrayAsync());
        await to.GetAsync(hidden).ExpectProblem(404, "not-found");
        Assert.Equal(handover.Receiver.StaffId.ToString(),
            (await to.Read($"/api/v1/reminders/{(await to.Read(open)).Text("reminderId")}")).Text("assigneeId"));
        await from.GetAsync(file).Expect(200);
        await from.Upload(open, Given.Pdf(72)).ExpectProblem(403, "case-handed-over");
        api.Clock.Offset += TimeSpan.FromDays(15); // The grace period is over.
        (from, to) = (await handover.From, await handover.To);
        await from.GetAsync(file).ExpectProblem(404, "not-found");
        await to.GetAsync(file).Expect(200);
        // What stayed behind is kept with its file, and erased with it.
        await from.GetAsync(hidden).Expect(200);
        var kept = (await from.Read("/api/v1/left-behind"))["items"]!.AsArray().Single(row => row!.Value<Guid>("clientId") == handover.Cases[0].ClientId)!;
        var path = $"/api/v1/left-behind/{kept.Text("id")}";
        var read = await from.GetAsync(path).Expect(200);
        var item = Assert.Single((await read.Json())["items"]!.AsArray(), item => item.Text("content/section") == "documents");
        await from.Post($"{path}/items/{item.Text("itemId")}/erase", new { reason = "Auf Antrag" }, read.Tag()).Expect(200);
        await from.GetAsync(hidden).ExpectProblem(404, "not-found");
        Assert.Equal(1L, await api.Sql<long>("select count(*) from app.document_chunk"));
    }

    [Fact]
    public async Task A_restricted_document_that_is_included_goes_along_with_its_file()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var from = await handover.From;
        var restricted = await New(handover.Cases[0], from, "medical-report");
        var file = (await from.Upload(restricted, Given.Pdf(71)).Expect(201)).Headers.Location!;
        await (await handover.Ready([Guid.Parse(restricted.Split('/')[^1])])).Accepted();
        await (await handover.To).GetAsync(file).Expect(200);
    }

    private Task<string> New() => New(of, client, "school-report");

    private async Task<string> New(GivenCase of, HttpClient client, string kind) => (await client.Post(Path, new
    {
        caseId = of.CaseId, kind, number = Guid.CreateVersion7().ToString(), expiresOn = api.Given.Today.AddYears(1),
    }).Expect(201)).Headers.Location!.ToString();

    private async Task AssertNothing(string document)
    {
        Assert.Empty((await client.Read(document))["files"]!.AsArray());
        Assert.Equal(0L, await api.Sql<long>("select count(*) from app.document_chunk"));
        Assert.Equal(0L, await api.Sql<long>("select count(*) from access.idempotent_answer"));
    }
}

using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CaseManagement.Dev;

namespace CaseManagement.Bench;

/// <summary>A district's list of persons who are not on file, uploaded, judged and applied.</summary>
internal static class AllocationList
{
    public static async Task<Answers> Import(World world, HttpClient http, int rows)
    {
        var who = world.Supervisor;
        var watch = Stopwatch.StartNew();
        var upload = world.Post(who, "imports?fileName=zuweisungsliste.csv");
        upload.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Of(rows))) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        var path = $"imports/{JsonNode.Parse(await (await world.Send(upload)).Content.ReadAsStringAsync())!["id"]}";
        var (judged, tag) = await Until("checked");
        var apply = world.Request(who, HttpMethod.Post, $"{path}/apply");
        apply.Content = JsonContent.Create(new { mode = "row_by_row" });
        apply.Headers.Add("If-Match", tag);
        await world.Send(apply);
        var (applied, _) = await Until("applied");
        var created = (int)applied["counts"]!["created"]!;
        await Console.Error.WriteLineAsync($"  import: {judged["counts"]!.ToJsonString()} judged, {created} created");
        // Each row took its part of the whole.
        return new Answers(watch.Elapsed.TotalSeconds, [.. Enumerable.Repeat(watch.Elapsed.TotalMilliseconds / rows, created)], 0, 0);

        async Task<(JsonNode Import, string Tag)> Until(string status)
        {
            while (watch.Elapsed < TimeSpan.FromMinutes(10))
            {
                using var answer = await http.SendAsync(world.Get(who, path));
                if (answer.IsSuccessStatusCode && JsonNode.Parse(await answer.Content.ReadAsStringAsync()) is { } import && (string?)import["status"] == status)
                {
                    return (import, answer.Headers.ETag!.Tag);
                }
                await Task.Delay(250);
            }
            throw new StopException($"The import is not {status} after ten minutes.");
        }
    }

    // Households of four, whose names sound like nobody else's.
    private static string Of(int rows)
    {
        var list = new StringBuilder("Zuweisungsdatum;Unterkunft;Haushalt;Familienname;Vorname;Geburtsdatum;Geschlecht;Staatsangehörigkeit;Sprachen;"
            + "Aufenthaltsstatus;Aktenzeichen;Rolle;Bemerkung\n");
        for (var row = 0; row < rows; row++)
        {
            list.Append(Invariant($"12.02.2026;Unterkunft 10;N{row / 4:D5};{Word(row / 4)}owitsch;{Word(row)}ifer;{1 + (row % 28):D2}.{1 + (row % 12):D2}."))
                .Append(Invariant($"{1950 + (row % 70)};weiblich;SYR;ara;25-3;NEU-{row / 4};{(row % 4 == 0 ? "Antragsteller/in" : "Kind")};\n"));
        }
        return list.ToString();

        static string Invariant(FormattableString text) => FormattableString.Invariant(text);
        static string Word(int n) => string.Concat(
            "Bdgklmnprstz"[n % 12], "aeiou"[n / 12 % 5], "rlnmktsp"[n / 60 % 8], "aeiou"[n / 480 % 5], "dkmtrls"[n / 2400 % 7]);
    }
}

using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using CaseManagement.Api.Imports;
using CaseManagement.Api.Organisations;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>Who receives allocation lists: an organisation with the three accommodations of the Plochingen lists, looked after by one team.</summary>
public sealed record ImportOffice(Api Api, Guid OrganisationId, Guid TeamId, Person Worker, HttpClient Client)
{
    public static readonly string[] Places = ["Ehemaliges Schwesternwohnheim", "Filsweg 7", "Gemeinschaftsunterkunft Zell"];

    /// <summary>The file goes in as it is; the id of the import.</summary>
    public async Task<Guid> Upload(byte[] file, string name = "liste.csv") => await (await Client.Upload(file, name).Expect(201)).Id();

    /// <summary>Uploaded and checked.</summary>
    public async Task<Guid> Check(byte[] file)
    {
        var id = await Upload(file);
        await Process();
        return id;
    }

    /// <summary>Uploaded, checked and applied row by row.</summary>
    public async Task<Guid> Import(byte[] file)
    {
        var id = await Check(file);
        await RequestApply(id, "row_by_row").Expect(202);
        await Process();
        return id;
    }

    public async Task<HttpResponseMessage> RequestApply(Guid id, string mode) =>
        await Client.Post($"/api/v1/imports/{id}/apply", new { mode }, await Tag(id));

    public async Task<HttpResponseMessage> Decide(Guid id, int line, object decision) =>
        await Client.Post($"/api/v1/imports/{id}/rows/{line}/decide", decision, await Tag(id));

    public async Task<HttpResponseMessage> Discard(Guid id) => await Client.Post($"/api/v1/imports/{id}/discard", null, await Tag(id));

    /// <summary>What the engine would do.</summary>
    public Task<int> Process() => Api.SendAsSystem(OrganisationId, new ProcessImports());

    public async Task<string> Tag(Guid id) => (await Client.GetAsync($"/api/v1/imports/{id}")).Tag();

    public Task<JsonNode> Get(Guid id) => Client.Read($"/api/v1/imports/{id}");

    public async Task<string?> Status(Guid id) => (await Get(id)).Text("status");

    /// <summary>All rows, of one verdict where one is given.</summary>
    public async Task<List<JsonNode>> Rows(Guid id, string? verdict = null)
    {
        var rows = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var (filter, after) = (verdict is null ? "" : $"&verdict={verdict}", cursor is null ? "" : $"&cursor={cursor}");
            var page = await Client.Read($"/api/v1/imports/{id}/rows?limit=60{filter}{after}");
            rows.AddRange(page["items"]!.AsArray().Select(row => row!));
            cursor = page.Text("nextCursor");
        }
        while (cursor is not null);
        return rows;
    }

    /// <summary>A checked list whose line 4 was decided to be the person of line 3, which was skipped.</summary>
    public async Task<Guid> CheckedThatLeadsNowhere()
    {
        var id = await Check(AllocationFile.Of(
            AllocationFile.Row("Karimi", "Zahra", "26.10.1986"), AllocationFile.Row("Karimi", "Sahra", "26.10.1986", "H002"),
            AllocationFile.Row("Karimi", "Zahrah", "26.10.1986", "H003")));
        await Decide(id, 3, new { decision = "skip" }).Expect(200);
        await Decide(id, 4, new { decision = "use_existing", line = 3 }).Expect(200);
        return id;
    }

    /// <summary>Persons on file of this organisation, as text: names, birth date and file number.</summary>
    public Task<string> Persons() => Api.Sql<string>($"""
        select coalesce(string_agg(p, E'\n' order by p), '') from (
            select concat_ws('|', lower(c.family_name), lower(c.given_name), c.birth_date, c.birth_date_precision, c.sex,
                   (select r.value from app.client_reference r where r.client_id = c.id)) as p
            from app.client c where c.organisation_id = '{OrganisationId}') x
        """);

    /// <summary>Households on file with their present members' given names, as text: label and names.</summary>
    public Task<string> Households() => Api.Sql<string>($"""
        select coalesce(string_agg(members, ' | ' order by members), '') from (
            select string_agg(c.given_name, ' ' order by c.given_name) as members
            from app.household_member m join app.client c on c.id = m.client_id
            where m.organisation_id = '{OrganisationId}' and m.until_date is null group by m.household_id) x
        """);

    public Task<long> Count(string table) => Api.Sql<long>($"select count(*) from {table} where organisation_id = '{OrganisationId}'");
}

/// <summary>Allocation lists as offices send them.</summary>
public static class AllocationFile
{
    public const string Header = "Zuweisungsdatum;Unterkunft;Haushalt;Familienname;Vorname;Geburtsdatum;Geschlecht;Staatsangehörigkeit;Sprachen;"
        + "Aufenthaltsstatus;Aktenzeichen;Rolle;Bemerkung";

    /// <summary>The lifelike lists, byte for byte.</summary>
    public static byte[] PlochingenUtf8 => File.ReadAllBytes(PathOf("zuweisungsliste.csv"));

    public static byte[] PlochingenWindows1252 => File.ReadAllBytes(PathOf("zuweisungsliste-excel-cp1252.csv"));

    /// <summary>A small list of one's own.</summary>
    public static byte[] Of(params IEnumerable<string> rows) => Encoding.UTF8.GetBytes(string.Join("\r\n", rows.Prepend(Header)) + "\r\n");

    /// <summary>A row; what is not said is unremarkable.</summary>
    public static string Row(string family, string given, string born, string household = "H001", string file = "ES-2026-1", string role = "Antragsteller/in",
        string sex = "weiblich", string place = "Filsweg 7", string allocated = "12.02.2026", string nationality = "AFG") =>
        $"{allocated};{place};{household};{family};{given};{born};{sex};{nationality};prs;25-3;{file};{role};";

    public static Task<HttpResponseMessage> Upload(this HttpClient client, byte[] file, string name = "liste.csv", string mediaType = "text/csv")
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return client.PostAsync($"/api/v1/imports?fileName={Uri.EscapeDataString(name)}", content);
    }

    /// <summary>One of the inputs that real offices brought up, by its number.</summary>
    public static byte[] Shown(string file) => File.ReadAllBytes(PathOf($"../shown/{file}"));

    /// <summary>Where a lifelike list stands.</summary>
    public static string PathOf(string file, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "Scenarios", "plochingen", file);
}

public sealed partial class Given
{
    public async Task<ImportOffice> ImportOffice(Role role = Role.AccommodationStaff)
    {
        var organisation = await Organisation(OrganisationKind.District);
        var team = await Team(organisation, TeamKind.Accommodation);
        foreach (var place in Fixture.ImportOffice.Places)
        {
            await Accommodation(organisation, team, place);
        }
        var worker = await Staff(organisation, role, team);
        return new ImportOffice(api, organisation, team, worker, await api.As(worker));
    }

    /// <summary>An uploaded list of two rows, not checked yet.</summary>
    public Task<Guid> Import(Person uploadedBy) => api.InOrganisation(uploadedBy.OrganisationId, async db =>
    {
        var file = AllocationFile.Of(
            AllocationFile.Row("Karimi", "Zahra", "26.10.1986"), AllocationFile.Row("Osagie", "Joy", "01.11.2000", "H002", "ES-2026-2"));
        var (list, digest) = (AllocationListReader.Read(file), System.Security.Cryptography.SHA256.HashData(file));
        var import = new Import(uploadedBy.OrganisationId, "liste.csv", digest, list, uploadedBy.StaffId, Now);
        db.Add(import);
        db.Add(new ImportFile(import, file));
        await db.SaveChangesAsync();
        return import.Id;
    });
}

using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Imports;
using CaseManagement.Api.Organisations;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>Who loads lists of facts: a supervisor of a municipality with one team, which looks after one accommodation.</summary>
public sealed record FactOffice(Api Api, Guid OrganisationId, Guid TeamId, Guid AccommodationId, Person Supervisor, HttpClient Client)
{
    public const string Place = "Filsweg 7";

    /// <summary>The file goes in as it is; the id of the list.</summary>
    public async Task<Guid> Upload(string kind, byte[] file, string name = "liste.csv") => await (await Client.UploadFacts(kind, file, name).Expect(201)).Id();

    /// <summary>Uploaded and checked.</summary>
    public async Task<Guid> Check(string kind, byte[] file, string name = "liste.csv")
    {
        var id = await Upload(kind, file, name);
        await Process();
        return id;
    }

    public Task<Guid> Check(string kind, params IEnumerable<string> lines) => Check(kind, Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));

    /// <summary>Uploaded, checked and applied.</summary>
    public async Task<Guid> Load(string kind, byte[] file, string name = "liste.csv")
    {
        var id = await Check(kind, file, name);
        await Apply(id);
        return id;
    }

    public Task<Guid> Load(string kind, params IEnumerable<string> lines) => Load(kind, Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));

    public async Task Apply(Guid id)
    {
        await Client.Post($"/api/v1/fact-lists/{id}/apply", null, await Tag(id)).Expect(202);
        await Process();
    }

    /// <summary>What the engine would do.</summary>
    public Task<int> Process() => Api.SendAsSystem(OrganisationId, new ProcessFactLists());

    public async Task<string> Tag(Guid id) => (await Client.GetAsync($"/api/v1/fact-lists/{id}")).Tag();

    public Task<JsonNode> Get(Guid id) => Client.Read($"/api/v1/fact-lists/{id}");

    /// <summary>All verdicts in the order of the file, each with the codes of its findings: "new", "refused person-unknown".</summary>
    public async Task<string[]> Verdicts(Guid id) =>
    [
        .. (await Client.Read($"/api/v1/fact-lists/{id}/rows?limit=200"))["items"]!.AsArray().Select(row => string.Join(' ',
            row!["findings"]!.AsArray().Select(finding => finding.Text("fieldKey") is { } key ? $"{key}:{finding.Text("code")}" : finding.Text("code"))
                .Prepend(row.Text("verdict")))),
    ];

    /// <summary>Persons with a case each in the team, as many as there are.</summary>
    public Task<Guid[]> Persons(params IReadOnlyList<PersonEntry> persons) => Persons([.. persons.Select(person => (person, (string?)null))]);

    /// <summary>The same with a file number.</summary>
    public Task<Guid[]> Persons(IReadOnlyList<(PersonEntry Person, string? File)> persons) => Api.InOrganisation(OrganisationId, async db =>
    {
        var ids = new List<Guid>();
        foreach (var (person, file) in persons)
        {
            var client = new Client(OrganisationId, person, Api.Given.Now);
            if (file is not null)
            {
                client.SetReferences([new ExternalReference { Source = "district-file", Value = file }], Api.Given.Now);
            }
            db.Add(client);
            db.Add(CaseManagement.Api.Cases.Case.Open(OrganisationId, client.Id, null, TeamId, null, null, null, Api.Given.Now));
            ids.Add(client.Id);
            if (ids.Count % 50 == 0) // The ledger is settled at commit, within the time that one statement has.
            {
                await db.SaveChangesAsync();
            }
        }
        await db.SaveChangesAsync();
        return ids.ToArray();
    });

    public static PersonEntry Named(string family, string given, string born, string sex = "female") =>
        new() { FamilyName = family, GivenName = given, BirthDate = DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture), Sex = sex };

    public Task<long> Count(string table) => Api.Sql<long>($"select count(*) from {table} where organisation_id = '{OrganisationId}'");
}

public static class FactFile
{
    public static Task<HttpResponseMessage> UploadFacts(this HttpClient client, string kind, byte[] file, string name = "liste.csv")
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return client.PostAsync($"/api/v1/fact-lists?kind={kind}&fileName={Uri.EscapeDataString(name)}", content);
    }
}

public sealed partial class Given
{
    public async Task<FactOffice> FactOffice()
    {
        var organisation = await Organisation();
        var team = await Team(organisation);
        var place = await Accommodation(organisation, team, Fixture.FactOffice.Place);
        var supervisor = await Staff(organisation, Role.Supervisor, team);
        return new FactOffice(api, organisation, team, place, supervisor, await api.As(supervisor));
    }

    /// <summary>An applied list of one presence.</summary>
    public async Task<Guid> FactList(Person uploadedBy, GivenCase of)
    {
        var file = Encoding.UTF8.GetBytes($"clientId;from;arrivedAs\r\n{of.ClientId};{Today.AddDays(-400):yyyy-MM-dd};moved-in\r\n");
        var list = new FactList(uploadedBy.OrganisationId, FactListKind.Presences, "presences.csv", SHA256.HashData(file),
            ListReader.Read(file, FactKind.All[FactListKind.Presences].ByHeader), uploadedBy.StaffId, Now);
        list.Check(Now);
        list.RequestApply(uploadedBy.StaffId, Now);
        list.Apply(Now);
        await Add(uploadedBy.OrganisationId, list, list.Id);
        await api.Execute($"""
            insert into app.fact_list_row (id, organisation_id, fact_list_id, line_number, client_id, raw, verdict, findings, applied_at)
            values ('{Guid.CreateVersion7()}', '{uploadedBy.OrganisationId}', '{list.Id}', 2, '{of.ClientId}',
                jsonb_build_object('clientId', '{of.ClientId}', 'from', '{Today.AddDays(-400):yyyy-MM-dd}', 'arrivedAs', 'moved-in'), 'new', '[]', '{Now:O}')
            """);
        return list.Id;
    }
}

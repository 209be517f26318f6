using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>
/// A household of the sender with an open case for each person, and who takes it over: a handover as both sides see it,
/// moved over HTTP. The tag is read before each move, as a frontend does.
/// </summary>
public sealed class GivenHandover(Api api, Person sender, Person receiver, Guid receivingTeam, IReadOnlyList<GivenCase> cases)
{
    public Guid Id { get; private set; }
    public Person Sender => sender;
    public Person Receiver => receiver;
    public Guid SendingTeam => cases[0].TeamId;
    public Guid ReceivingTeam => receivingTeam;
    public Guid Household => cases[0].HouseholdId!.Value;
    public IReadOnlyList<GivenCase> Cases => cases;
    public string Path => $"/api/v1/handovers/{Id}";

    // Tokens last ten minutes of a clock that tests move: a fresh one for each use.
    public Task<HttpClient> From => api.As(sender);
    public Task<HttpClient> To => api.As(receiver);

    public async Task<GivenHandover> Prepared()
    {
        var household = new { householdId = Household, receivingTeamId = receivingTeam, note = "Bitte zuerst anrufen." };
        Id = await (await (await From).Post("/api/v1/handovers", household).Expect(201)).Id();
        return this;
    }

    /// <summary>A document for each person, one open item.</summary>
    public async Task<GivenHandover> Written(object? openItems = null, Guid[]? included = null)
    {
        await Write(new
        {
            receivingTeamId = receivingTeam, note = "Bitte zuerst anrufen.",
            documents = cases.Select(c => new { clientId = (Guid?)c.ClientId, kind = "passport" }).Append(new { clientId = (Guid?)null, kind = "tenancy" }),
            openItems = openItems ?? new[]
            {
                new { clientId = cases[0].ClientId, text = "Kindergartenplatz beantragen", dueOn = $"{api.Given.Today.AddDays(60):O}" },
            },
            includedItems = included ?? [],
        }).Expect(200);
        return this;
    }

    /// <summary>Prepared, written, every person assessed: ready to be submitted.</summary>
    public async Task<GivenHandover> Ready(Guid[]? included = null)
    {
        foreach (var c in cases)
        {
            await api.Given.Assessed(c);
        }
        return await (await Prepared()).Written(included: included);
    }

    public async Task<GivenHandover> Submitted()
    {
        if (Id == Guid.Empty)
        {
            await Ready();
        }
        await Move(From, "submit").Expect(200);
        return this;
    }

    public async Task<GivenHandover> Accepted(bool withLead = true)
    {
        await Submitted();
        await Move(To, "accept", new { leadStaffId = withLead ? receiver.StaffId : (Guid?)null }).Expect(200);
        return this;
    }

    /// <summary>Accepted, and everybody was spoken to.</summary>
    public async Task<GivenHandover> Completed()
    {
        await Accepted();
        foreach (var c in cases)
        {
            await SpeakTo(c);
        }
        return this;
    }

    /// <summary>The receiver's first contact with a person, which may complete it.</summary>
    public async Task SpeakTo(GivenCase of) => await (await To).Post("/api/v1/contacts", new
    {
        at = api.Given.Now, kind = "office", outcome = "counselled", topics = new[] { "housing" }, persons = new[] { new { clientId = of.ClientId } },
    }).Expect(201);

    public async Task<HttpResponseMessage> Write(object content)
    {
        var client = await From;
        return await client.Put(Path, content, await Tag(client));
    }

    /// <summary>A move with the present tag.</summary>
    public async Task<HttpResponseMessage> Move(Task<HttpClient> who, string action, object? body = null)
    {
        var client = await who;
        return await client.Post($"{Path}/{action}", body, await Tag(client));
    }

    public async Task<string> Tag(HttpClient client) => (await client.GetAsync(Path).Expect(200)).Tag();

    public async Task<JsonNode> Get(Task<HttpClient> who) => await (await who).Read(Path);

    public async Task<JsonNode> Package(Task<HttpClient> who, int? version = null) =>
        await (await who).Read($"{Path}/package{(version is { } v ? $"?packageVersion={v}" : "")}");

    public async Task<string> Status() => await api.Sql<string>($"select status from app.handover where id = '{Id}'");

    public string Clients => string.Join(", ", cases.Select(c => $"'{c.ClientId}'"));
}

public sealed partial class Given
{
    /// <summary>A household of a district's accommodation team, to be handed to a town's team; or to another team of the district.</summary>
    public async Task<GivenHandover> HouseholdToHandOver(int members = 2, bool sameOrganisation = false)
    {
        var district = await Organisation(OrganisationKind.District);
        var from = await Team(district, TeamKind.Accommodation);
        var sender = await Staff(district, Role.AccommodationStaff, from);
        var town = sameOrganisation ? district : await Organisation();
        var to = await Team(town);
        var receiver = await Staff(town, Role.Caseworker, to);
        return new GivenHandover(api, sender, receiver, to, await CasesOfHousehold(from, sender, members));
    }

    /// <summary>A completed assessment with the given needs; one settled urgent need where none are given.</summary>
    public Task<Guid> Assessed(GivenCase of, params GivenNeed[] needs) =>
        CompletedAssessment(of, needs.Length > 0 ? needs : [new GivenNeed("housing", "acute", "Wohnungshilfe")]);

    /// <summary>A contact with a person, with a note and a private note; recorded by a member of a team.</summary>
    public async Task<Guid> ContactWith(GivenCase of, Person by, Guid teamId, bool reached = true)
    {
        of = of with { OrganisationId = by.OrganisationId, Lead = by };
        var contact = await Contact(of, reached: reached, teamId: teamId);
        await ContactNote(of, contact, text: "Notiz");
        await ContactNote(of, contact, isPrivate: true, text: "Nur für mich");
        return contact;
    }
}

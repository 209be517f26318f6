using System.Text.Json.Nodes;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>The erasure of a person whose case is closed: who proposes, decides and confirms it.</summary>
public sealed class GivenErasure(Api api, Guid clientId, Person worker, Person supervisor, Person officer)
{
    public Guid Id { get; private set; }
    public Guid ClientId => clientId;
    public string Path => $"/api/v1/erasures/{Id}";
    public Task<HttpClient> Worker => api.As(worker);
    public Task<HttpClient> Supervisor => api.As(supervisor);
    public Task<HttpClient> Officer => api.As(officer);

    public async Task<GivenErasure> Proposed()
    {
        Id = await (await (await Worker).Post("/api/v1/erasures", new { clientId, reasonCode = "no-longer-needed", requestedOn = api.Given.Today })
            .Expect(201)).Id();
        return this;
    }

    public async Task<GivenErasure> Decided()
    {
        await Proposed();
        await Move(Supervisor, "decide").Expect(200);
        return this;
    }

    public async Task<JsonNode> CarriedOut()
    {
        await Decided();
        await Move(Officer, "confirm").Expect(200);
        return await (await Officer).Read(Path);
    }

    public async Task<HttpResponseMessage> Move(Task<HttpClient> who, string action, object? body = null)
    {
        var client = await who;
        return await client.Post($"{Path}/{action}", body, (await client.GetAsync(Path).Expect(200)).Tag());
    }
}

public sealed partial class Given
{
    /// <summary>The erasure of the person of a case; the case is closed by its lead.</summary>
    public async Task<GivenErasure> Erasure(GivenCase of, bool closed = true)
    {
        if (closed)
        {
            var client = await api.As(of.Lead!);
            var path = $"/api/v1/cases/{of.CaseId}";
            await client.Post($"{path}/close", new { reasonCode = "goals-reached" }, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
        }
        return new GivenErasure(api, of.ClientId, of.Lead!, await Staff(of.OrganisationId, Role.Supervisor, of.TeamId),
            await Staff(of.OrganisationId, Role.DataProtectionOfficer));
    }

    /// <summary>An erasure that was proposed, past the product: for tests that are made of all endpoints.</summary>
    public async Task<Guid> ProposedErasure(GivenCase of)
    {
        var erasure = CaseManagement.Api.Erasure.PersonErasure.OnRequest(of.OrganisationId, of.ClientId, "no-longer-needed", Today, of.Lead!.StaffId, Now);
        return await Add(of.OrganisationId, erasure, erasure.Id);
    }

    /// <summary>How long an organisation keeps closed cases.</summary>
    public async Task<Guid> RetentionClass(Guid organisationId, Person by, int years = 5, string? closingReason = null)
    {
        var added = new CaseManagement.Api.Erasure.RetentionClass(organisationId, closingReason, years, by.StaffId, Now);
        return await Add(organisationId, added, added.Id);
    }
}

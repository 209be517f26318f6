using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>A referral of a case's client to a service of a partner agency, moved over HTTP by both sides. The tag is read before each move.</summary>
public sealed class GivenReferral(Api api, GivenCase of, Person partner, Guid service, Guid? consent)
{
    public Guid Id { get; private set; }
    public GivenCase Of => of;
    public Person Partner => partner;
    public Guid Service => service;
    public Guid Consent => consent!.Value;

    /// <summary>On which basis restricted health items go along.</summary>
    public string? SecrecyBasis { get; init; } = "told-by-person";
    public string Path => $"/api/v1/referrals/{Id}";
    public string PartnerPath => $"/api/v1/partner/referrals/{Id}";

    // Tokens last ten minutes of a clock that tests move: a fresh one for each use.
    public Task<HttpClient> From => api.As(of.Lead!);
    public Task<HttpClient> To => api.As(partner);

    public object Body(object? fields = null, Guid[]? items = null, Guid[]? members = null, string? note = "Bitte um einen Termin.", Guid? other = null) => new
    {
        caseId = of.CaseId, serviceId = service, purpose = "counselling", basis = consent is null ? "own-duty" : "consent", consentId = other ?? consent, note,
        fields, itemIds = items ?? [], memberIds = members ?? [], secrecyBasis = SecrecyBasis,
    };

    public async Task<GivenReferral> Written(object? fields = null, Guid[]? items = null, Guid[]? members = null)
    {
        Id = await (await (await From).Post("/api/v1/referrals", Body(fields, items, members)).Expect(201)).Id();
        return this;
    }

    public async Task<GivenReferral> Sent()
    {
        if (Id == Guid.Empty)
        {
            await Written();
        }
        await Send().Expect(200);
        return this;
    }

    public async Task<HttpResponseMessage> Send() => await Move("send", new { previewSha256 = (await Preview()).Text("sha256") });

    public async Task<JsonNode> Preview() => await (await From).Read($"{Path}/preview");

    /// <summary>Made by the sender.</summary>
    public async Task<HttpResponseMessage> Move(string action, object? body = null)
    {
        var client = await From;
        return await client.Post($"{Path}/{action}", body, (await client.GetAsync(Path).Expect(200)).Tag());
    }

    /// <summary>Made by the recipient.</summary>
    public async Task<HttpResponseMessage> Answer(string action, object? body = null)
    {
        var client = await To;
        return await client.Post($"{PartnerPath}/{action}", body, (await client.GetAsync(PartnerPath).Expect(200)).Tag());
    }

    public async Task<GivenReferral> InProgress()
    {
        await Sent();
        await Answer("accept").Expect(200);
        await Answer("start").Expect(200);
        return this;
    }

    public async Task<GivenReferral> Completed()
    {
        await InProgress();
        await Answer("complete", new { reasonCode = "need-met" }).Expect(200);
        return this;
    }

    /// <summary>The person takes the consent back.</summary>
    public async Task Withdraw(HttpClient? by = null)
    {
        var client = by ?? await From;
        var given = await client.GetAsync($"/api/v1/consents/{Consent}").Expect(200);
        await client.Post($"/api/v1/consents/{Consent}/withdraw", new { withdrawnOn = api.Given.Today, form = "oral" }, given.Tag()).Expect(200);
    }

    public async Task<JsonNode> Get() => await (await From).Read(Path);
    public async Task<JsonNode> Received() => await (await To).Read(PartnerPath);
    public Task<string> Status() => api.Sql<string>($"select status from app.referral where id = '{Id}'");
}

public sealed partial class Given
{
    /// <summary>A service, of a partner agency here or of one outside.</summary>
    public async Task<Guid> Service(Person keeper, Guid? provider = null, bool confidential = false, int answerDays = 5)
    {
        var client = await api.As(keeper);
        return await (await client.Post("/api/v1/services", new
        {
            providerId = provider, providerName = provider is null ? "Verein" : null, name = $"Beratung {Interlocked.Increment(ref number)}",
            needAreas = new[] { "language" }, languages = new[] { "deu", "prs" }, capacity = "yes", answerDays, isConfidential = confidential,
            address = new { address1 = "Marktstraße 1", postalCode = "73207", city = "Plochingen" },
            contacts = new[] { new { title = "Anmeldung", phone = "+49 7153 000000" } },
        }).Expect(201)).Id();
    }

    /// <summary>A case with its lead, a partner agency with a member of staff, a service of it, and a consent that names it.</summary>
    public async Task<GivenReferral> Referral(
        GivenCase? of = null, bool outside = false, string[]? data = null, string purpose = "referral", Guid? names = null, bool byConsent = true,
        DateOnly? until = null, Person? to = null)
    {
        of ??= await CaseOfAged(35);
        var partner = to ?? await Staff(await Organisation(OrganisationKind.PartnerAgency), Role.Partner);
        var agency = partner.OrganisationId;
        var service = await Service(of.Lead!, outside ? null : agency);
        var consent = byConsent ? await ConsentFor(of, outside ? [] : names is { } other ? [other] : [agency], data, purpose, until) : (Guid?)null;
        return new GivenReferral(api, of, partner, service, consent);
    }

    /// <summary>A consent of a case's client for recipients here, given today.</summary>
    public async Task<Guid> ConsentFor(
        GivenCase of, Guid[] organisations, string[]? data = null, string purpose = "referral", DateOnly? until = null)
    {
        var client = await api.As(of.Lead!);
        var named = await Task.WhenAll(organisations.Select(id => api.Sql<string>($"select name from app.organisation where id = '{id}'")));
        return await (await client.Post($"/api/v1/clients/{of.ClientId}/consents", new
        {
            textId = await ConsentText(of.OrganisationId, purpose), language = "deu", recipients = named.Prepend("Verein"),
            recipientOrganisationIds = organisations,
            data = data ?? ["base-data", "contact-data", "language-education", "needs", "household", "health"], givenOn = $"{Today:O}", validUntil = until,
            form = "written", reading = "read-alone", evidence = "Akte",
        }).Expect(201)).Id();
    }
}

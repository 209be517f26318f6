using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CaseManagement.ApiTests.Access;

/// <summary>
/// Role × endpoint × organisation, generated from the endpoints themselves: a new endpoint cannot escape it. Route
/// values are ids of real rows of one organisation; bodies are filled from the request type.
/// </summary>
[TakesLong]
public sealed class RoleMatrixTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    public sealed record Cell(string Method, string Path, HandledRequest Request, string Pattern, bool HasId);

    [Fact]
    public async Task Without_a_token_every_endpoint_that_is_not_open_answers_401()
    {
        var wrong = new List<string>();
        foreach (var cell in Cells(await api.Given.Everything()).Where(cell => !cell.Request.IsOpen))
        {
            var status = (await Call(api.Anonymous(), cell)).StatusCode;
            if (status != HttpStatusCode.Unauthorized)
            {
                wrong.Add($"{cell.Method} {cell.Pattern}: {(int)status}");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_role_without_the_permission_gets_403_and_one_with_it_does_not()
    {
        var world = await api.Given.Everything();
        var wrong = new List<string>();
        foreach (var role in Enum.GetValues<Role>())
        {
            foreach (var cell in Cells(world).Where(cell => !cell.Request.IsOpen))
            {
                var response = await CallAs(() => api.Given.Staff(world.OrganisationId, role, world.TeamId), role, cell);
                var status = (int)response.StatusCode;
                var permitted = RolePermissions.Allow([role], cell.Request.Permission!.Value);
                // A rule of the row itself (only the lead worker names people) is a 403 of another code.
                var isOfRole = status == 403 && (await response.Json()).Value<string>("code") is ("not-permitted" or "no-permission-declared");
                if (permitted ? status is 401 or >= 500 || isOfRole : !isOfRole)
                {
                    wrong.Add($"{role}: {cell.Method} {cell.Pattern}: {status}");
                }
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_machine_gets_what_its_scope_names_and_nothing_else_in_its_own_organisation_and_in_another()
    {
        var world = await api.Given.Everything();
        var wrong = new List<string>();
        foreach (var scope in Enum.GetValues<Scope>())
        {
            foreach (var organisation in (Guid[])[world.OrganisationId, await api.Given.Organisation()])
            {
                var machine = await api.AsMachine((await api.Given.Machine(organisation, scope)).Client, scope);
                foreach (var cell in Cells(world).Where(cell => !cell.Request.IsOpen))
                {
                    var response = await Call(machine, cell);
                    var (status, body) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
                    var isRefused = status == 403 && body.Contains("\"not-permitted\"", StringComparison.Ordinal);
                    // Nothing of this world was sent to either: under its ids a partner's machine finds nothing.
                    var isThere = cell.HasId && cell.Request.Permission == Permission.ReceiveReferrals && status is not (404 or 400);
                    if ((ScopePermissions.Allow([scope], cell.Request.Permission!.Value) ? isRefused || isThere || status is 401 or >= 500 : !isRefused)
                        || world.Secrets.Any(secret => body.Contains(secret, StringComparison.Ordinal)))
                    {
                        wrong.Add($"{scope}: {cell.Method} {cell.Pattern}: {status}");
                    }
                }
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Every_role_of_another_organisation_finds_nothing_under_anybody_elses_id()
    {
        var world = await api.Given.Everything();
        var other = await api.Given.Organisation();
        var team = await api.Given.Team(other);
        var wrong = new List<string>();
        foreach (var role in Enum.GetValues<Role>())
        {
            foreach (var cell in Cells(world).Where(cell => !cell.Request.IsOpen && RolePermissions.Allow([role], cell.Request.Permission!.Value)))
            {
                var response = await CallAs(async () => (await api.Given.Staff(other, role, team)) with { IsOperator = false }, role, cell);
                var status = (int)response.StatusCode;
                var ok = cell.HasId && !IsDirectory(cell)
                    ? status is 404 or 400 // 400: the body was wrong before the row was looked for
                    : status < 500;
                var body = await response.Content.ReadAsStringAsync();
                if (!ok || (!IsDirectory(cell) && world.Secrets.Any(secret => body.Contains(secret, StringComparison.Ordinal))))
                {
                    wrong.Add($"{role}: {cell.Method} {cell.Pattern}: {status}");
                }
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task With_an_initial_password_every_endpoint_is_refused_but_changing_it_signing_out_and_who_one_is()
    {
        var world = await api.Given.Everything();
        var wrong = new List<string>();
        foreach (var cell in Cells(world).Where(cell => !cell.Request.IsOpen))
        {
            var role = RolePermissions.RolesWith(cell.Request.Permission!.Value).First();
            var response = await CallAs(async () =>
            {
                var person = await api.Given.Staff(world.OrganisationId, role, world.TeamId);
                await api.Given.InitialPassword(person);
                return person;
            }, role, cell);
            var code = (int)response.StatusCode is 403 ? (await response.Json()).Text("code") : null;
            // 400, 415: the request was wrong before anything was looked for.
            var refused = code == "password-change-required" || (int)response.StatusCode is 400 or 415;
            if (cell.Request.Type.Name is "GetMe" or "SignOut" ? !response.IsSuccessStatusCode : !refused)
            {
                wrong.Add($"{cell.Method} {cell.Pattern}: {(int)response.StatusCode} {code}");
            }
        }
        Assert.Empty(wrong);
    }

    // Organisations, teams and accommodations are a directory across organisations (a handover has to be addressed);
    // reference data, templates and recurring commands belong to nobody, and each organisation asks the same figures of its own ledger.
    private static bool IsDirectory(Cell cell) => cell.Request.Permission
        is Permission.ReadFigures or Permission.AskFigures or Permission.UseProduct or Permission.ReadReferenceData or Permission.ReadDirectory
        or Permission.ManageReferenceData or Permission.OperateJobs
        || cell.Request.Type.Name is "WithdrawReminderPolicy"; // Of its own versions: a kind is everybody's.

    private IEnumerable<Cell> Cells(World world) =>
        from endpoint in api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let request = endpoint.Metadata.GetMetadata<HandledRequest>()
        where request is not null
        from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
        orderby endpoint.RoutePattern.RawText, method
        select new Cell(method, world.Fill(endpoint), request, endpoint.RoutePattern.RawText!, endpoint.RoutePattern.Parameters.Count > 0);

    private readonly Dictionary<Role, HttpClient> clients = [];

    // One person for all calls of a role, and another one after a call that has ended the session.
    private async Task<HttpResponseMessage> CallAs(Func<Task<Person>> person, Role role, Cell cell)
    {
        if (clients.TryGetValue(role, out var known) && await Call(known, cell) is { StatusCode: not HttpStatusCode.Unauthorized } answer)
        {
            return answer;
        }
        return await Call(clients[role] = await api.As(await person()), cell);
    }

    private Task<HttpResponseMessage> Call(HttpClient client, Cell cell) =>
        cell.Request.Type.GetProperties().Any(member => member.PropertyType == typeof(UploadedFile))
        ? client.SendAsync(new HttpRequestMessage(HttpMethod.Post, cell.Path)
        {
            Content = new ByteArrayContent(Given.Pdf()), Headers = { { "If-Match", "\"1\"" } },
        })
        : client.Send(new HttpMethod(cell.Method), cell.Path,
            cell.Method is "GET" or "DELETE" ? null : SampleBody.Of(cell.Request.Type, api.Given.Now), "\"1\"");
}

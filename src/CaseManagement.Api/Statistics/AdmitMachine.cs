using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Tokens;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>Says what figures a machine receives.</summary>
/// <param name="MachineId">A machine of your organisation with the scope `statistics`.</param>
/// <param name="AudienceId">The audience to which it belongs: it receives that one's publications, and asks nothing freely. Left out: it is your
/// organisation's, receives what was published for that, and asks freely, each number rounded to 5.</param>
[Requires(Permission.PublishFigures)]
[Operation("Admit a machine to figures", """
    An administrator registers a machine, a supervisor says what it receives: until then it reads what is public. It stays so for ever, for a machine that
    changed its audience would have what two have received; revoking the API client ends it. 400 `machine-unknown` where it is none of yours, was revoked, or
    has not the scope; 409 `machine-admitted` where it has been said.
    """)]
public sealed record AdmitMachine(Guid MachineId, [Example(null)] Guid? AudienceId = null) : ICommand<Saved>;

/// <summary>Machines that were admitted.</summary>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadPublications)]
[Operation("List machines that receive figures", "Of your organisation, admitted last first; those out of use, too.")]
public sealed record ListStatisticsMachines(Paging Page) : IQuery<Page<StatisticsMachineRow>>;

/// <summary>One of them.</summary>
/// <param name="Id">The machine.</param>
[Requires(Permission.ReadPublications)]
[Operation("Get a machine that receives figures", "What it receives, and who has said so.")]
public sealed record GetStatisticsMachine(Guid Id) : IQuery<StatisticsMachineView>;

/// <summary>What a machine receives.</summary>
/// <param name="Id">The machine, an API client.</param>
/// <param name="Name">What it is called.</param>
/// <param name="IsUsable">Whether it gets tokens now.</param>
/// <param name="AudienceId">The audience to which it belongs; null: it asks freely.</param>
/// <param name="AudienceName">By name.</param>
/// <param name="AdmittedBy">Who said so.</param>
/// <param name="AdmittedByName">By name.</param>
/// <param name="AdmittedAt">When.</param>
public sealed record StatisticsMachineRow(
    Guid Id, [Example("Dashboard Stadt")] string Name, [Example(true)] bool IsUsable, Guid? AudienceId,
    [Example("Landratsamt Musterkreis, Sozialplanung")] string? AudienceName, Guid AdmittedBy, [Example(Sample.Colleague)] string? AdmittedByName,
    DateTimeOffset AdmittedAt);

/// <summary>A machine with its version.</summary>
/// <param name="Machine">What the list tells.</param>
/// <param name="Version">The ETag.</param>
public sealed record StatisticsMachineView(StatisticsMachineRow Machine, [property: JsonIgnore] uint Version) : IVersioned;

internal sealed class AdmitMachineHandler(CaseDb db, CallContext call) : IHandler<AdmitMachine, Saved>,
    IHandler<ListStatisticsMachines, Page<StatisticsMachineRow>>, IHandler<GetStatisticsMachine, StatisticsMachineView>
{
    private static readonly string Scope = SnakeCase.Of(nameof(Access.Scope.Statistics));

    private static readonly Order<StatisticsMachine, StatisticsMachineRow> NewestFirst =
        Order.Descending((StatisticsMachine row) => ValueTuple.Create(row.AdmittedAt, row.Id), (StatisticsMachineRow row) => (row.AdmittedAt, row.Id));

    private IQueryable<StatisticsMachine> Own => db.Set<StatisticsMachine>().Where(row => row.OrganisationId == call.Caller.OrganisationId);

    public async Task<Saved> Handle(AdmitMachine request, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        if (!await db.Set<ApiClient>().AnyAsync(client => client.Id == request.MachineId && client.OrganisationId == mine && client.RevokedAt == null
            && client.Kind == ApiClientKind.Machine && client.Scopes.Contains(Scope), cancellationToken))
        {
            throw RefusedException.Invalid("/machineId", MachineProblems.Unknown);
        }
        if (request.AudienceId is { } audience
            && !await db.Set<StatisticalAudience>().AnyAsync(one => one.Id == audience && one.OrganisationId == mine, cancellationToken))
        {
            throw RefusedException.Invalid("/audienceId", PublicationProblems.UnknownAudience);
        }
        var admitted = new StatisticsMachine(request.MachineId, mine, request.AudienceId, call.Caller.RequiredStaffId, call.Now);
        db.Add(admitted);
        return await db.Save(admitted, cancellationToken);
    }

    public async Task<Page<StatisticsMachineRow>> Handle(ListStatisticsMachines request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var rows = await Rows(NewestFirst.Next(Own, request.Page, filter)).ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await Own.CountFor(request.Page, cancellationToken));
    }

    public async Task<StatisticsMachineView> Handle(GetStatisticsMachine request, CancellationToken cancellationToken)
    {
        var one = Own.Where(row => row.Id == request.Id);
        var found = await Rows(one).Select(row => new { Row = row, one.Single().Version }).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        return new StatisticsMachineView(found.Row, found.Version);
    }

    private IQueryable<StatisticsMachineRow> Rows(IQueryable<StatisticsMachine> rows)
    {
        var (staff, now) = (db.Set<Staff>(), call.Now);
        return rows.Join(db.Set<ApiClient>(), row => row.Id, client => client.Id, (row, client) => new StatisticsMachineRow(row.Id, client.DisplayName!,
            client.RevokedAt == null && (client.ExpiresAt == null || client.ExpiresAt > now)
                && (client.ConfirmedAt != null || !client.Scopes.Contains(ApiClient.ShowsPersons)), row.AudienceId,
            db.Set<StatisticalAudience>().Where(audience => audience.Id == row.AudienceId).Select(audience => audience.Name).FirstOrDefault(), row.AdmittedBy,
            staff.Where(one => one.Id == row.AdmittedBy).Select(one => one.GivenName + " " + one.FamilyName).FirstOrDefault(), row.AdmittedAt));
    }
}

/// <summary>How numbers are told to whoever asks freely.</summary>
internal static class FreeAsking
{
    /// <summary>
    /// To a person as asked. To a machine that was admitted to it always to 5: nobody looks at what it gets before it is passed on, and of one number rounded
    /// in two ways more would be learnt than of either.
    /// </summary>
    /// <exception cref="RefusedException">403 to a machine that was not admitted, or belongs to an audience.</exception>
    public static async Task<FigureRounding> RoundingOf(CaseDb db, CallContext call, FigureRounding asked, CancellationToken cancellationToken)
    {
        if (call.Caller.ApiClientId is not { } machine)
        {
            return asked;
        }
        var admitted = await db.Set<StatisticsMachine>().Where(one => one.Id == machine).Select(one => new { one.AudienceId })
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.Forbidden(MachineProblems.NotAdmitted);
        return admitted.AudienceId is null ? FigureRounding.ToFive : throw RefusedException.Forbidden(MachineProblems.OfAudience);
    }

    /// <summary>Each number by itself: a rounded sum of rounded parts would tell more of them.</summary>
    public static long Told(this FigureRounding rounding, long n) => rounding switch
    {
        FigureRounding.ToFive => (n + 2) / 5 * 5,
        FigureRounding.ToTen => (n + 5) / 10 * 10,
        _ => n,
    };
}

internal static class MachineProblems
{
    public static readonly ProblemType Unknown = new("machine-unknown", 400,
        "Your organisation has no machine in use of this id with the scope `statistics`.",
        "Ihre Organisation hat kein Programm dieser Kennung mit dem Zweck `statistics`, das in Gebrauch ist.");
    public static readonly ProblemType Admitted = new("machine-admitted", 409,
        "What this machine receives has been said, and stays so.", "Was dieses Programm erhält, ist schon bestimmt und bleibt so.")
    { Constraint = "statistics_machine_pkey" };
    public static readonly ProblemType NotAdmitted = new("machine-not-admitted", 403,
        "No supervisor has said yet that this machine may ask for figures.", "Noch hat keine Leitung bestimmt, dass dieses Programm nach Zahlen fragen darf.");
    public static readonly ProblemType OfAudience = new("machine-of-audience", 403,
        "This machine receives what is published for its audience; freely composed figures would tell more.",
        "Dieses Programm erhält, was für seinen Empfängerkreis veröffentlicht wird; frei zusammengestellte Zahlen verrieten mehr.");
    public static readonly ProblemType TooFine = new("figure-too-fine", 400,
        "A machine combines up to three dimensions, `by` and filters together.",
        "Ein Programm verbindet höchstens drei Merkmale, `by` und Filter zusammen.");
}

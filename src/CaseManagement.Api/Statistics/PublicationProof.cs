using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>What shows that a publication gives nobody away.</summary>
/// <param name="Id">The publication.</param>
[Requires(Permission.ReadPublications)]
[Operation("Get the proof of a publication", """
    Of a published one (404 before): for each attacker what he has as equations, and for each number that must stay open two whole tables that agree with all
    of it and between which it stays open. Anybody can put the tables into the equations; no program is needed. There is no true number below the threshold in
    it: hidden ones stand as `atLeast`, and tables are what the attacker could think, found without looking at the truth.
    """)]
public sealed record GetPublicationProof(Guid Id) : IQuery<PublicationProof>;

/// <summary>What shows that nobody is given away.</summary>
/// <param name="PublicationId">Of which publication.</param>
/// <param name="CheckedAt">When it was published.</param>
/// <param name="Attackers">Everybody who has it by now, with all that he had received before.</param>
public sealed record PublicationProof(Guid PublicationId, DateTimeOffset CheckedAt, IReadOnlyList<ProofOfAttacker> Attackers)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    internal static PublicationProof Of(Guid id, IReadOnlyList<ReceivedTable> tables, IReadOnlyList<Attacker> attackers, DateTimeOffset now) =>
        new(id, now, [.. attackers.Select(attacker => ProofOfAttacker.Of(Gate.SystemOf(tables, attacker), attacker))]);
}

/// <summary>What one attacker knows, and what stays open to him.</summary>
/// <param name="Name">The audience.</param>
/// <param name="Threshold">Smaller numbers must stay open.</param>
/// <param name="Bound">No variable is larger.</param>
/// <param name="Variables">What is unknown: whole numbers from 0; of what the audience knows itself only the rest.</param>
/// <param name="Rows">What was told: each sum lies between two numbers.</param>
/// <param name="Targets">What must stay open.</param>
/// <param name="Points">Tables that agree with all rows.</param>
public sealed record ProofOfAttacker(
    [Example("Öffentlichkeit")] string Name, [Example(5)] int Threshold, [Example(1400)] long Bound, IReadOnlyList<ProofVariable> Variables,
    IReadOnlyList<ProofRow> Rows, IReadOnlyList<ProofTarget> Targets, IReadOnlyList<ProofPoint> Points)
{
    internal static ProofOfAttacker Of(LinearSystem system, Attacker attacker)
    {
        using var attack = new Attack(system, attacker.Threshold);
        var found = attack.Run(exact: true);
        return new(attacker.Name, attacker.Threshold, system.Bound, [.. system.Variables.Select((name, i) => new ProofVariable(name, attack.PartOf(i)))],
            [.. system.Rows.Select(row => new ProofRow(row.Name, Terms(row.Terms), row.AtLeast, row.AtMost == long.MaxValue ? null : row.AtMost))],
            [.. found.Select(finding => new ProofTarget(finding.Target.Name, KindOf(finding.Target.Kind), Terms(finding.Target.Terms),
                finding.Target.Kind == TargetKind.Inner ? 0 : finding.Lower, finding.Upper, finding.Target.Kind == TargetKind.Inner ? [] : finding.LowerPoint,
                finding.UpperPoint))],
            [.. attack.Points.Select(point => new ProofPoint(point.Part,
                [.. point.Values.OrderBy(one => one.Key).Select(one => new ProofTerm(one.Key, one.Value))]))]);
    }

    private static IReadOnlyList<ProofTerm> Terms(IEnumerable<Term> terms) => [.. terms.Select(term => new ProofTerm(term.Of, term.Times))];

    private static ProofKind KindOf(TargetKind kind) => kind switch
    {
        TargetKind.Hidden => ProofKind.Hidden,
        TargetKind.Inner => ProofKind.Inner,
        TargetKind.Remainder => ProofKind.Remainder,
        _ => ProofKind.Change,
    };
}

/// <summary>Something unknown.</summary>
/// <param name="Name">What it counts.</param>
/// <param name="Part">Rows connect variables of one part only.</param>
public sealed record ProofVariable([Example("open_cases/1 2026-03-31 team=…")] string Name, [Example(0)] int Part);

/// <summary>A variable, so many times.</summary>
/// <param name="Variable">Its place in `variables`.</param>
/// <param name="Times">How many times; in a point, its value.</param>
public sealed record ProofTerm([Example(0)] int Variable, [Example(1)] long Times);

/// <summary>That a sum lies between two numbers.</summary>
/// <param name="Name">What says so.</param>
/// <param name="Terms">The sum.</param>
/// <param name="AtLeast">Not less.</param>
/// <param name="AtMost">Not more; null: whatever.</param>
public sealed record ProofRow(
    [Example("Table 1, open_cases by team, 2026-03-31: total")] string Name, IReadOnlyList<ProofTerm> Terms, [Example(212)] long AtLeast,
    [Example(212)] long? AtMost);

/// <summary>What must stay open of a sum (src/decisions/gate.md).</summary>
public enum ProofKind
{
    /// <summary>A hidden cell: it is not small, or may reach the threshold, and as many numbers as the threshold says are left.</summary>
    Hidden,
    /// <summary>A finest cell that no table shows by itself: it may reach the threshold, or is nobody.</summary>
    Inner,
    /// <summary>What one period or figure has more than another that it contains: it may reach the threshold, or is nobody.</summary>
    Remainder,
    /// <summary>What changed between two states, or two close key dates: it may be nothing, or reach the threshold.</summary>
    Change,
}

/// <summary>A number that must stay open.</summary>
/// <param name="Name">What it counts.</param>
/// <param name="Kind">What must stay open of it.</param>
/// <param name="Terms">Its sum.</param>
/// <param name="Lower">Of a hidden cell the smallest number that can be; of others one that can be.</param>
/// <param name="Upper">Of a hidden cell the largest number that can be; of others one that can be.</param>
/// <param name="LowerPoints">The points, one for each part, in which it is `lower`.</param>
/// <param name="UpperPoints">The points, one for each part, in which it is `upper`.</param>
public sealed record ProofTarget(
    [Example("Table 1, open_cases by team, 2026-03-31: team=…")] string Name, ProofKind Kind, IReadOnlyList<ProofTerm> Terms, [Example(1)] long Lower,
    [Example(11)] long Upper, [Example(0)] IReadOnlyList<int> LowerPoints, [Example(1)] IReadOnlyList<int> UpperPoints);

/// <summary>A table of one part that agrees with all of its rows; what is not listed is 0.</summary>
/// <param name="Part">Of which part.</param>
/// <param name="Values">Variables and their values.</param>
public sealed record ProofPoint([Example(0)] int Part, IReadOnlyList<ProofTerm> Values);

internal sealed class GetPublicationProofHandler(CaseDb db, CallContext call) : IHandler<GetPublicationProof, PublicationProof>
{
    public async Task<PublicationProof> Handle(GetPublicationProof request, CancellationToken cancellationToken)
    {
        var proof = await db.Set<StatisticalPublication>().Where(one => one.Id == request.Id && one.OrganisationId == call.Caller.OrganisationId)
            .Select(one => one.Proof).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        return JsonSerializer.Deserialize<PublicationProof>(proof, PublicationProof.Json)!;
    }
}

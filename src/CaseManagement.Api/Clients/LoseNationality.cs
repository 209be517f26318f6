using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>A nationality is lost or given up (§§ 17 ff. StAG; the law of the other state).</summary>
/// <param name="Until">First day no longer; not in the future.</param>
[Requires(Permission.WriteClients)]
[Operation("End a nationality", "Lost or given up, from that day on.")]
public sealed record LoseNationality([Example("2026-02-01")] DateOnly Until) : ICommand<Saved>
{
    /// <summary>The nationality.</summary>
    [JsonIgnore] public Guid NationalityId { get; init; }
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class LoseNationalityRules : AbstractValidator<LoseNationality>
{
    public LoseNationalityRules() => RuleFor(command => command.Until).GreaterThanOrEqualTo(new DateOnly(1900, 1, 1));
}

internal sealed class LoseNationalityHandler(CaseDb db, CallContext call) : IHandler<LoseNationality, Saved>
{
    public Task<Saved> Handle(LoseNationality request, CancellationToken cancellationToken)
    {
        if (request.Until > call.Today)
        {
            throw RefusedException.Invalid("/until", ClientProblems.NationalityInFuture);
        }
        return db.Set<Client>().Include(c => c.NationalityPeriods).Change(db, call, request.Id, request.Version,
            client => client.LoseNationality(request.NationalityId, request.Until, call.Now), cancellationToken);
    }
}

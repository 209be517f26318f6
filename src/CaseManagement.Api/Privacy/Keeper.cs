using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Privacy;

/// <summary>
/// Who looks after the restricted entries of a person that stayed with the organisation when it handed the person over: the database admits
/// him to them (access.may_open) while he works in the team. One for each person, from the handover on until the person comes back.
/// </summary>
public sealed class Keeper : IRoot
{
    /// <summary>What supervisors are told when somebody has left who kept something.</summary>
    public static readonly NoticeKind Wanted = new("left-behind-unkept",
        "Was bei Übergaben im Team zurückblieb, bewahrt niemand mehr: Bitte eine Fachkraft benennen.",
        "Nobody keeps what stayed behind at handovers of the team any more: name somebody.");

    private Keeper() { }

    /// <summary>At a handover, which app.transfer_household does by itself.</summary>
    public Keeper(Guid organisationId, Guid clientId, Guid teamId, Guid? staffId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, TeamId, StaffId, Since, UpdatedAt) = (organisationId, clientId, teamId, staffId, now, now);
    }

    /// <summary>What stayed behind of one person.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of whom.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The team that handed the person over.</summary>
    public Guid TeamId { get; private set; }
    /// <summary>Who keeps it; null where nobody led the case or who did has left: the supervisor names somebody.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>When the person was handed over.</summary>
    public DateTimeOffset Since { get; private set; }
    /// <summary>When the person came back.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>The last change of it or of what is kept.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Another colleague keeps it from now on, or nobody.</summary>
    public void Name(Guid? staffId, DateTimeOffset now) => (StaffId, UpdatedAt) = (staffId, now);

    /// <summary>Something of what is kept has changed; its ETag changes with it.</summary>
    public void Touch(DateTimeOffset now) => UpdatedAt = now;
}

internal sealed class KeeperMap : IEntityTypeConfiguration<Keeper>
{
    public void Configure(EntityTypeBuilder<Keeper> entity) => entity.ToTable("keeper")
        .Refers<Organisation>(nameof(Keeper.OrganisationId))
        .Refers<Client>(nameof(Keeper.ClientId))
        .Refers<Team>(nameof(Keeper.TeamId))
        .Refers<Staff>(nameof(Keeper.StaffId));
}

// Who has left keeps nothing any more; it waits for the supervisor, who is told, to name somebody.
internal sealed class KeepersOfStaff : IHeldByStaff
{
    public IQueryable<Guid> Holders(CaseDb db, Guid organisationId) =>
        db.Set<Keeper>().Where(keeper => keeper.OrganisationId == organisationId && keeper.StaffId != null && keeper.EndedAt == null)
            .Select(keeper => keeper.StaffId!.Value);

    public async Task GiveBack(CaseDb db, CallContext call, Departure departure, CancellationToken cancellationToken)
    {
        var kept = await db.Set<Keeper>().Where(keeper => keeper.OrganisationId == departure.OrganisationId
            && keeper.StaffId == departure.StaffId && keeper.EndedAt == null && (departure.TeamId == null || keeper.TeamId == departure.TeamId))
            .ToListAsync(cancellationToken);
        kept.ForEach(keeper => keeper.Name(null, call.Now));
        foreach (var team in kept.Select(keeper => keeper.TeamId).Distinct())
        {
            await db.TellSupervisors(call, departure.OrganisationId, team, Keeper.Wanted,
                $"{departure.StaffId} {LocalTime.DateOf(departure.At):yyyy-MM-dd}", cancellationToken);
        }
    }
}

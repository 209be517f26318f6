using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders.Chains;

/// <summary>
/// Lets chains that run follow what became of their events, and starts one for each event of the last 30 days that a template in force waits for, in the
/// person's open case: once for each event, and not while one of the template runs. Some at a time, so that whoever adjusts a chain does not wait for a whole
/// town's; once all are started it changes nothing.
/// </summary>
[ForSystem, Recurring("start-chains", "3-59/10 * * * *")]
public sealed record StartChains : IRunsInBatches
{
    /// <inheritdoc />
    public int BatchSize => 1_000;
}

internal sealed class StartChainsHandler(CaseDb db, CallContext call) : IHandler<StartChains, int>
{
    public async Task<int> Handle(StartChains request, CancellationToken cancellationToken)
    {
        var followed = await db.FollowEvents(call, request.BatchSize, cancellationToken);
        var templates = (await db.Set<ChainTemplate>().AsNoTracking().ToListAsync(cancellationToken)).GroupBy(version => version.Key)
            .Select(versions => versions.On(call.Today)).OfType<ChainTemplate>()
            .Where(template => template is { IsActive: true, Event: not ChainEvent.Manual }).OrderBy(template => template.Key).ToList();
        if (templates.Count == 0)
        {
            return followed;
        }
        var organisation = call.Caller.RequiredOrganisationId;
        await db.OneAtATime(organisation, cancellationToken);
        var (calendar, started) = (await db.CalendarOn(call.Today, cancellationToken), 0);
        foreach (var template in templates.TakeWhile(_ => started < request.BatchSize))
        {
            foreach (var occasion in (await db.ChainOccasions(template.Event, template.Key, cancellationToken)).TakeWhile(_ => started < request.BatchSize))
            {
                if (Chain.Start(template, (organisation, occasion.CaseId, occasion.ClientId), occasion.EventOn, occasion.OccasionId, occasion.BirthDate,
                    calendar, null, call.Now) is { } chain)
                {
                    db.Add(chain);
                    started++;
                }
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        return started == 0 ? followed : followed + started + await db.FollowPolicies(cancellationToken, [.. ChainReminders.Kinds.Values]);
    }
}

internal sealed record ChainOccasion(Guid CaseId, Guid ClientId, Guid OccasionId, DateOnly EventOn, DateOnly? BirthDate);

internal static class Occasions
{
    /// <summary>What has happened and starts a chain that has not been started for it, as the system sees it.</summary>
    public static Task<List<ChainOccasion>> ChainOccasions(this CaseDb db, ChainEvent happened, string key, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<ChainOccasion>($"""
            select x.case_id as "CaseId", x.client_id as "ClientId", x.occasion_id as "OccasionId", x.event_on as "EventOn", x.birth_date as "BirthDate"
            from app.chain_starts({SnakeCase.Of(happened.ToString())}, {key}) x order by x.event_on, x.case_id
            """).ToListAsync(cancellationToken);
}

using System.Diagnostics;
using CaseManagement.Dev;

namespace CaseManagement.Bench;

/// <summary>A million reminders are open and ten thousand of all organisations fall due in one minute: everybody is told, while others read.</summary>
internal static class DueReminders
{
    private const int Open = 1_000_000, Due = 10_000;

    /// <summary>Policies have made theirs, the rest is filled up with colleagues' own, and what was due before has been told.</summary>
    public static async Task Prepare(World world)
    {
        await world.Run("apply-reminder-policies");
        await world.Execute($"""
            set session_replication_role = replica;
            insert into app.reminder (id, organisation_id, subject_type, subject_id, case_id, household_id, team_id, assignee_id, kind, title, due_on, status,
                    created_by, created_at, updated_at)
                select gen.id(62, n, now()), p.organisation_id, 'case', p.case_id, p.case_id, p.household_id, p.team_id,
                    case when n % 10 > 0 then p.staff_id end, 'personal', 'Nachfragen ' || n, current_date + 30 + (n % 300)::int, 'open',
                    p.staff_id, now(), now()
                from generate_series(1, 2 * {Open}) n join gen.person p on p.i = 1 + n % (select count(*) from gen.person) and p.open
                limit greatest(0, {Open} - (select count(*) from app.reminder where status = 'open'));
            reset session_replication_role;
            """);
        await world.Execute("vacuum analyze app.reminder");
        await world.Run("notice-due-reminders");
        await world.Execute($"""
            set session_replication_role = replica;
            update app.reminder set due_on = current_date
                where id in (select id from app.reminder where status = 'open' and due_on > current_date and (last_day is null or last_day >= current_date)
                    order by gen.u(63, hashtext(id::text)) limit {Due});
            reset session_replication_role;
            """);
    }

    /// <summary>"Requests" are notices.</summary>
    public static async Task<Answers> Tell(World world, HttpClient http)
    {
        var (watch, told) = (Stopwatch.StartNew(), false);
        var reading = Task.Run(() => Load.Http(http, 4, double.MaxValue, _ =>
        {
            var target = world.Targets[Random.Shared.Next(world.Targets.Count)];
            return Volatile.Read(ref told) ? null : world.Get(target.Worker, $"clients/{target.ClientId}");
        }, 200));
        var since = DateTime.UtcNow;
        await world.Run("notice-due-reminders");
        var seconds = watch.Elapsed.TotalSeconds;
        Volatile.Write(ref told, true);
        var (read, found) = (await reading, (await world.Rows("""
            select (select count(*) from app.reminder where status = 'open'), count(distinct subject_id), count(*) from app.notice
            where kind = 'reminder-due' and at >= $1
            """, row => (Open: row.GetInt64(0), Reminders: row.GetInt64(1), Notices: row.GetInt64(2)), since))[0]);
        await Console.Error.WriteLineAsync(FormattableString.Invariant(
            $"  of {found.Open:N0} open reminders {found.Reminders:N0} due: {found.Notices:N0} notices in {seconds:F1} s; meanwhile clients are read ")
            + FormattableString.Invariant($"{read.PerSecond:F0} times a second, p50 {read.Percentile(0.5):F1} ms, p99 {read.Percentile(0.99):F1} ms"));
        return new Answers(seconds, [.. Enumerable.Repeat(1000 * seconds / found.Notices, (int)found.Notices)], read.Failures, 0, read.Failure);
    }
}

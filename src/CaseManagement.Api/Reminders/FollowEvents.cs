using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>The caller's notices as they come, as server-sent events.</summary>
/// <param name="LastEventId">The id of the last event that was seen; without it the stream begins with what comes.</param>
[Requires(Permission.UseProduct)]
[Operation("Follow your notices", """
    A stream of server-sent events (`text/event-stream`): first `ready`, then `notice` for each of your notices as it is committed, once and in order, with its
    id, its kind and when; what it is about is read by `GET /notices` and by what you may see then. `heartbeat` every 15 seconds shows that the stream lives.
    With `Last-Event-ID`, which browsers send by themselves, it goes on behind that event. `end` says why it is over: `token-expired` (come back with another
    token), `session-ended` (sign in), `time` (come back). At most eight at a time for a person (429 `too-many-streams`).
    """)]
public sealed record FollowEvents([FromHeader(Name = "Last-Event-ID"), Example("17")] string? LastEventId = null) : IQuery<EventBatch>
{
    private const int AtOnce = 200;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>How many at a time.</summary>
    internal static int Most => AtOnce;

    /// <summary>The place behind which to go on; null: where the stream stands.</summary>
    internal long? After => LastEventId is null ? null : long.Parse(LastEventId, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The answer: goes on until the token ends, the session does, the caller leaves or the process stops.</summary>
    internal static IResult Send(EventBatch first, HttpContext http)
    {
        var services = http.RequestServices;
        var call = services.GetRequiredService<CallContext>();
        var signals = services.GetRequiredService<NoticeSignals>();
        var stream = signals.Open(call.Caller.RequiredStaffId) ?? throw new RefusedException(ReminderProblems.TooManyStreams);
        http.Response.RegisterForDispose(stream);
        http.Response.Headers["X-Accel-Buffering"] = "no"; // nginx: pass events on as they come.
        var clock = services.GetRequiredService<ProductClock>();
        var configuration = services.GetRequiredService<IConfiguration>();
        var longest = TimeSpan.FromSeconds(configuration.GetValue("Events:StreamSeconds", 3600));
        var token = http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
        return TypedResults.ServerSentEvents(Follow(first, stream, new Ends(clock, token, clock.GetUtcNow() + longest), call.Caller,
            services.GetRequiredService<IServiceScopeFactory>(), services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping,
            http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<StreamedEvent>> Follow(EventBatch batch, NoticeSignals.Stream stream, Ends ends, Caller caller,
        IServiceScopeFactory scopes, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        yield return Item("ready", new StreamedEvent(), batch.From);
        while (true)
        {
            foreach (var notice in batch.Items)
            {
                yield return Item("notice", new StreamedEvent(notice.Id, notice.Kind, notice.At), notice.Place);
            }
            var next = await Next(batch);
            if (over.IsCancellationRequested)
            {
                yield break; // The caller has left, or the process stops: nobody reads on.
            }
            if (next is null || ends.Reason() is not null)
            {
                yield return Item("end", new StreamedEvent(Reason: ends.Reason() ?? "session-ended"), batch.Last);
                yield break;
            }
            if (next.Items.Count == 0)
            {
                yield return Item("heartbeat", new StreamedEvent(), next.Last);
            }
            batch = next;
        }

        // Null where the stream is over.
        async Task<EventBatch?> Next(EventBatch before)
        {
            try
            {
                if (before.Items.Count < AtOnce)
                {
                    await stream.Wait(ends.Left(Heartbeat), over.Token);
                }
                if (ends.Reason() is not null)
                {
                    return null;
                }
                // As a request of its own each time: what ended meanwhile is refused there.
                await using var scope = scopes.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<CallContext>().Caller = caller;
                return await scope.ServiceProvider.GetRequiredService<Pipeline.ISender>()
                    .Send(new FollowEvents(before.Last.ToString(CultureInfo.InvariantCulture)), over.Token);
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception refused) when (Refusals.OfAccess(refused) is not null)
            {
                return null; // On record by the pipeline.
            }
        }
    }

    private static SseItem<StreamedEvent> Item(string type, StreamedEvent data, long id) =>
        new(data, type) { EventId = id.ToString(CultureInfo.InvariantCulture) };

    private sealed record Ends(ProductClock Clock, DateTimeOffset? Token, DateTimeOffset Stream)
    {
        public string? Reason() => Clock.GetUtcNow() is var now && Token <= now ? "token-expired" : Stream <= now ? "time" : null;

        // No longer than until the first of both.
        public TimeSpan Left(TimeSpan heartbeat)
        {
            var left = (Token < Stream ? Token.Value : Stream) - Clock.GetUtcNow();
            return left < TimeSpan.Zero ? TimeSpan.Zero : left < heartbeat ? left + TimeSpan.FromMilliseconds(1) : heartbeat;
        }
    }
}

/// <summary>What came behind a place.</summary>
/// <param name="From">Behind which place it was asked for, or where the stream stood.</param>
/// <param name="Last">The last place that was told.</param>
/// <param name="Items">In their order.</param>
public sealed record EventBatch(long From, long Last, IReadOnlyList<PlacedNotice> Items);

/// <summary>A notice and its place.</summary>
/// <param name="Place">In the recipient's stream.</param>
/// <param name="Id">The notice.</param>
/// <param name="Kind">What is told.</param>
/// <param name="At">When.</param>
public sealed record PlacedNotice(long Place, Guid Id, NoticeKind Kind, DateTimeOffset At);

/// <summary>The data of an event.</summary>
/// <param name="Id">Of a notice: which one.</param>
/// <param name="Kind">What is told.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Of an end: token-expired, session-ended or time.</param>
public sealed record StreamedEvent(
    Guid? Id = null,
    [Example("reminder-due")] NoticeKind? Kind = null,
    DateTimeOffset? At = null,
    [Example(null)] string? Reason = null);

internal sealed class FollowEventsValidator : AbstractValidator<FollowEvents>
{
    public FollowEventsValidator() => RuleFor(follow => follow.LastEventId)
        .Must(id => id is null || (id.Length is > 0 and < 19 && id.All(char.IsAsciiDigit))).WithProblem(ReminderProblems.EventUnknown);
}

internal sealed class FollowEventsHandler(CaseDb db) : IHandler<FollowEvents, EventBatch>
{
    public async Task<EventBatch> Handle(FollowEvents request, CancellationToken cancellationToken)
    {
        var after = request.After;
        var rows = await db.Database.SqlQuery<Found>($"""
            select f.last as "Last", f.place as "Place", f.notice_id as "NoticeId", f.kind as "Kind", f.at as "At"
            from app.follow_notices({after}, {FollowEvents.Most}) f
            """).ToListAsync(cancellationToken);
        var items = rows.Where(row => row.NoticeId is not null)
            .Select(row => new PlacedNotice(row.Place!.Value, row.NoticeId!.Value, NamedKinds.Get<NoticeKind>(row.Kind!), row.At!.Value)).ToList();
        // An id from before the stream was begun anew, or of another one, is no place to wait at.
        var from = Math.Min(after ?? rows[0].Last, rows[0].Last);
        return new EventBatch(from, items.Count > 0 ? items[^1].Place : from, items);
    }

    private sealed record Found(long Last, long? Place, Guid? NoticeId, string? Kind, DateTimeOffset? At);
}

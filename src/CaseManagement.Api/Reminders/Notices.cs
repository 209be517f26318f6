using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>The caller's own notices, newest first.</summary>
/// <param name="Unread">Only those not read yet.</param>
/// <param name="Cursor">Of the previous page.</param>
/// <param name="Limit">1 to 200, 50 where left out.</param>
[Requires(Permission.UseProduct)]
public sealed record ListNotices(bool? Unread, string? Cursor, int? Limit) : IQuery<Page<NoticeRow>>;

/// <summary>A notice.</summary>
/// <param name="Id">The notice.</param>
/// <param name="Kind">Its kind, e.g. reminder-due.</param>
/// <param name="Text">What it says, in the language of the request.</param>
/// <param name="SubjectType">What it is about.</param>
/// <param name="SubjectId">Which one.</param>
/// <param name="At">When.</param>
/// <param name="ReadAt">Read at; null while unread.</param>
public sealed record NoticeRow(
    Guid Id,
    [Example("reminder-due")] string Kind,
    [Example("A reminder is due.")] string Text,
    [Example("reminder")] string SubjectType,
    Guid SubjectId,
    [Example(Sample.Instant)] DateTimeOffset At,
    [Example(null)] DateTimeOffset? ReadAt);

internal sealed class ListNoticesHandler(CaseDb db, CallContext call) : IHandler<ListNotices, Page<NoticeRow>>
{
    public async Task<Page<NoticeRow>> Handle(ListNotices request, CancellationToken cancellationToken)
    {
        var limit = Cursor.Limit(request.Limit);
        var filter = new { request.Unread };
        var after = Cursor.Read<TimeKey>(request.Cursor, filter);
        var notices = db.Set<Notice>().Where(notice => notice.StaffId == call.Caller.StaffId);
        if (request.Unread is { } unread)
        {
            notices = notices.Where(notice => (notice.ReadAt == null) == unread);
        }
        if (after is not null)
        {
            notices = notices.Where(notice => EF.Functions.LessThan(ValueTuple.Create(notice.At, notice.Id), ValueTuple.Create(after.At, after.Id)));
        }
        var rows = await notices.OrderByDescending(notice => notice.At).ThenByDescending(notice => notice.Id).Take(limit + 1)
            .Select(notice => new NoticeRow(notice.Id, notice.Kind, "", notice.SubjectType, notice.SubjectId, notice.At, notice.ReadAt)).ToListAsync(cancellationToken);
        return Cursor.Page([.. rows.Select(row => row with { Text = NoticeKind.Text(row.Kind) })], limit, filter, row => new TimeKey(row.At, row.Id));
    }
}

/// <summary>Marks an own notice as read; a second time changes nothing.</summary>
[Requires(Permission.UseProduct)]
public sealed record ReadNotice([property: JsonIgnore] Guid Id) : ICommand<Saved>;

internal sealed class ReadNoticeHandler(CaseDb db, CallContext call) : IHandler<ReadNotice, Saved>
{
    public async Task<Saved> Handle(ReadNotice request, CancellationToken cancellationToken)
    {
        var notice = await db.Set<Notice>().SingleOrDefaultAsync(n => n.Id == request.Id && n.StaffId == call.Caller.StaffId, cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        notice.Read(call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(notice.Id, notice.Version);
    }
}

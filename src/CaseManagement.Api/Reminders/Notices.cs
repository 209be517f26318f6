using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>The caller's own notices, newest first.</summary>
/// <param name="Unread">Only those not read yet, or with false only those read.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.UseProduct)]
[Operation("List own notices", "Newest first: due reminders, late handovers, break-glass. Thin: a kind and an id.")]
public sealed record ListNotices(bool? Unread, Paging Page) : IQuery<Page<NoticeRow>>;

/// <summary>A notice.</summary>
/// <param name="Id">The notice.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">What it says, in the language of the request.</param>
/// <param name="SubjectType">What it is about.</param>
/// <param name="SubjectId">Which one.</param>
/// <param name="At">When.</param>
/// <param name="ReadAt">Read at; null while unread.</param>
public sealed record NoticeRow(
    Guid Id,
    NoticeKind Kind,
    [Example("A reminder is due.")] string Text,
    [Example("reminder")] string SubjectType,
    Guid SubjectId,
    [Example(Sample.Instant)] DateTimeOffset At,
    [Example(null)] DateTimeOffset? ReadAt);

internal sealed class ListNoticesHandler(CaseDb db, CallContext call) : IHandler<ListNotices, Page<NoticeRow>>
{
    private static readonly Order<Notice, NoticeRow> NewestFirst =
        Order.Descending((Notice row) => ValueTuple.Create(row.At, row.Id), (NoticeRow row) => (row.At, row.Id));

    public async Task<Page<NoticeRow>> Handle(ListNotices request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var notices = db.Set<Notice>().Where(notice => notice.StaffId == call.Caller.StaffId);
        notices = notices.If(request.Unread, unread => notice => notice.ReadAt == null == unread);
        var rows = await NewestFirst.Next(notices, request.Page, filter)
            .Select(notice => new NoticeRow(notice.Id, notice.Kind, "", notice.SubjectType, notice.SubjectId, notice.At, notice.ReadAt))
            .ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows.ConvertAll(row => row with { Text = row.Kind.Text() }),
            request.Page, filter, await notices.CountFor(request.Page, cancellationToken));
    }
}

/// <summary>Marks an own notice as read; a second time changes nothing.</summary>
[Requires(Permission.UseProduct)]
[Operation("Mark a notice as read", "A second time changes nothing.")]
public sealed record ReadNotice(Guid Id) : ICommand<Saved>;

internal sealed class ReadNoticeHandler(CaseDb db, CallContext call) : IHandler<ReadNotice, Saved>
{
    public async Task<Saved> Handle(ReadNotice request, CancellationToken cancellationToken)
    {
        var notice = await db.Set<Notice>().SingleOrDefaultAsync(n => n.Id == request.Id && n.StaffId == call.Caller.StaffId, cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        notice.Read(call.Now);
        return await db.Save(notice, cancellationToken);
    }
}

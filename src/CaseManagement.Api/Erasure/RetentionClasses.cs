using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Erasure;

/// <summary>States how long closed cases are kept.</summary>
/// <param name="Years">Years after the closing: 1 to 100.</param>
/// <param name="ClosingReason">Of which cases; left out: of all that have no class of their own.</param>
[Requires(Permission.ManageRetention)]
[Operation("Add a retention class", """
    Years after the closing, for one closing reason or for all that have no class of their own. A person is proposed (never erased) on the day after the last
    of her periods has run out, and only where each of her cases has a class; without a class nothing is ever proposed. 409 `retention-class-exists`.
    """)]
public sealed record AddRetentionClass(
    [Example(5)] int Years, [CodeOf(CodeLists.CaseClosingReason), Example(null)] string? ClosingReason = null) : ICommand<Saved>;

/// <summary>States another time of keeping.</summary>
/// <param name="Years">Years after the closing: 1 to 100.</param>
[Requires(Permission.ManageRetention)]
[Operation("Change a retention class", "Another number of years. What was proposed already stays proposed.")]
public sealed record ChangeRetentionClass([Example(10)] int Years) : ICommand<Saved>
{
    /// <summary>The class.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Takes a class away.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ManageRetention)]
[Operation("Remove a retention class", "From then on nobody is proposed by it.")]
public sealed record RemoveRetentionClass(Guid Id) : ICommand<bool>;

/// <summary>The organisation's classes.</summary>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadRetention)]
[Operation("List retention classes", "How long your organisation keeps closed cases, set last first.")]
public sealed record ListRetentionClasses(Paging Page) : IQuery<Page<RetentionClassRow>>;

/// <summary>One class.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadRetention)]
[Operation("Get a retention class", "With its ETag.")]
public sealed record GetRetentionClass(Guid Id) : IQuery<RetentionClassView>;

/// <summary>A class.</summary>
/// <param name="Id">The class.</param>
/// <param name="ClosingReason">Of which cases; null: of all that have no class of their own.</param>
/// <param name="Years">Years after the closing.</param>
/// <param name="UpdatedAt">When it was set.</param>
public sealed record RetentionClassRow(
    Guid Id, [CodeOf(CodeLists.CaseClosingReason), Example(null)] string? ClosingReason, [Example(5)] int Years, DateTimeOffset UpdatedAt);

/// <summary>A class with its version.</summary>
/// <param name="Class">What the list tells.</param>
/// <param name="Version">The ETag.</param>
public sealed record RetentionClassView(RetentionClassRow Class, [property: JsonIgnore] uint Version) : IVersioned;

internal sealed class AddRetentionClassValidator : AbstractValidator<AddRetentionClass>
{
    public AddRetentionClassValidator() => RuleFor(add => add.Years).InclusiveBetween(1, 100);
}

internal sealed class ChangeRetentionClassValidator : AbstractValidator<ChangeRetentionClass>
{
    public ChangeRetentionClassValidator() => RuleFor(change => change.Years).InclusiveBetween(1, 100);
}

internal sealed class RetentionClassHandler(CaseDb db, CallContext call) : IHandler<AddRetentionClass, Saved>, IHandler<ChangeRetentionClass, Saved>,
    IHandler<RemoveRetentionClass, bool>, IHandler<ListRetentionClasses, Page<RetentionClassRow>>, IHandler<GetRetentionClass, RetentionClassView>
{
    private static readonly Order<RetentionClass, RetentionClassRow> NewestFirst =
        Order.Descending((RetentionClass row) => ValueTuple.Create(row.UpdatedAt, row.Id), (RetentionClassRow row) => (row.UpdatedAt, row.Id));

    private IQueryable<RetentionClass> Own => db.Set<RetentionClass>().Where(row => row.OrganisationId == call.Caller.OrganisationId);

    public async Task<Saved> Handle(AddRetentionClass request, CancellationToken cancellationToken)
    {
        var added = new RetentionClass(call.Caller.RequiredOrganisationId, request.ClosingReason, request.Years, call.Caller.RequiredStaffId, call.Now);
        db.Add(added);
        return await db.Save(added, cancellationToken);
    }

    public async Task<Saved> Handle(ChangeRetentionClass request, CancellationToken cancellationToken)
    {
        var changed = await Own.SingleOrDefaultAsync(row => row.Id == request.Id, cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        IfMatch.Check(request.Version, changed.Version);
        changed.Set(request.Years, call.Caller.RequiredStaffId, call.Now);
        return await db.Save(changed, cancellationToken);
    }

    public async Task<bool> Handle(RemoveRetentionClass request, CancellationToken cancellationToken)
    {
        db.Remove(await Own.SingleOrDefaultAsync(row => row.Id == request.Id, cancellationToken) ?? throw RefusedException.NotFound(request.Id));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    public async Task<Page<RetentionClassRow>> Handle(ListRetentionClasses request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var rows = await NewestFirst.Next(Own, request.Page, filter)
            .Select(row => new RetentionClassRow(row.Id, row.ClosingReason, row.Years, row.UpdatedAt)).ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await Own.CountFor(request.Page, cancellationToken));
    }

    public async Task<RetentionClassView> Handle(GetRetentionClass request, CancellationToken cancellationToken) =>
        await Own.Where(row => row.Id == request.Id)
            .Select(row => new RetentionClassView(new RetentionClassRow(row.Id, row.ClosingReason, row.Years, row.UpdatedAt), row.Version))
            .SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
}

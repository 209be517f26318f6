using System.Text.Json.Serialization;
using CaseManagement.Api.Assessments;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.Reminders;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>Of which persons something may have stayed behind at a handover, and who keeps it.</summary>
/// <param name="Page">Which page.</param>
[Requires(Permission.UseCompartments)]
[Operation("List what stayed behind at handovers", """
    Restricted entries that did not go along stay with the organisation that handed the person over. Who led the case keeps them, as long as
    she works in the team; supervisors see who keeps what in their teams, and nothing of it. Newest first.
    """)]
public sealed record ListLeftBehind(Paging Page) : IQuery<Page<LeftBehindRow>>;

/// <summary>What stayed behind of one person, in a list.</summary>
/// <param name="Id">What stayed behind.</param>
/// <param name="ClientId">Of whom; the name stands in the package that was handed over.</param>
/// <param name="TeamId">The team that handed the person over.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="KeeperId">Who keeps it; null where the supervisor has to name somebody.</param>
/// <param name="KeeperName">The name.</param>
/// <param name="Since">The handover.</param>
public sealed record LeftBehindRow(
    Guid Id,
    Guid ClientId,
    Guid TeamId,
    [Example(Sample.Team)] string TeamName,
    Guid? KeeperId,
    [Example(Sample.Colleague)] string? KeeperName,
    DateTimeOffset Since) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>The restricted entries of one person that stayed behind.</summary>
/// <param name="Id">What stayed behind.</param>
[Requires(Permission.UseCompartments)]
[Operation("See what stayed behind of a person", """
    For who keeps it: the entries with their content, to answer the person who asks (Art. 15 GDPR). A supervisor sees who keeps it, and no entry.
    """)]
public sealed record GetLeftBehind(Guid Id) : IQuery<LeftBehindView>;

/// <summary>What stayed behind of one person.</summary>
/// <param name="Id">What stayed behind.</param>
/// <param name="ClientId">Of whom; the name stands in the package that was handed over.</param>
/// <param name="TeamId">The team that handed the person over.</param>
/// <param name="KeeperId">Who keeps it; null where the supervisor has to name somebody.</param>
/// <param name="KeeperName">The name.</param>
/// <param name="Since">The handover.</param>
/// <param name="Items">The entries; none for who does not keep them.</param>
/// <param name="AllowedActions">What the caller may do now.</param>
public sealed record LeftBehindView(
    Guid Id,
    Guid ClientId,
    Guid TeamId,
    Guid? KeeperId,
    [Example(Sample.Colleague)] string? KeeperName,
    DateTimeOffset Since,
    IReadOnlyList<RestrictedContent> Items,
    IReadOnlyList<AllowedAction> AllowedActions) : IVersioned, IShowsPersons
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>Names who keeps what stayed behind.</summary>
/// <param name="StaffId">A colleague who works on cases in the team.</param>
/// <param name="Reason">Why; 1 to 1000 characters.</param>
[Requires(Permission.AssignCases)]
[Operation("Name who keeps what stayed behind", """
    By a supervisor of the team that handed the person over. Who kept it before, who keeps it now and the data-protection officer are told.
    """)]
public sealed record NameKeeper(Guid StaffId, [Example(Sample.Reason)] string Reason) : ICommand<Saved>, IGivesReason
{
    /// <summary>What stayed behind.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Corrects an entry that stayed behind (Art. 16 GDPR).</summary>
/// <param name="Reason">Why; 1 to 1000 characters.</param>
/// <param name="Text">Of a record: what it says from now on.</param>
/// <param name="From">Of a period: its first day.</param>
/// <param name="Until">Of a period: the first day no longer; left out, it stays as it is.</param>
/// <param name="LegalBasis">Of a period: the paragraph of law; left out, it stays as it is.</param>
[Requires(Permission.UseCompartments)]
[Operation("Correct an entry that stayed behind", """
    By who keeps it (Art. 16 GDPR): the text of a record, the days and the legal basis of a period. A need is part of an assessment that never
    changes (409 `left-behind-need`); what a period says wrongly otherwise is erased. The trail keeps what stood there, and why.
    """)]
public sealed record CorrectLeftBehind(
    [Example(Sample.Reason)] string Reason,
    [Example(null)] string? Text = null,
    [Example("2026-01-01")] DateOnly? From = null,
    [Example(null)] DateOnly? Until = null,
    [Example(null)] string? LegalBasis = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The entry.</summary>
    [JsonIgnore] public Guid ItemId { get; init; }
    /// <summary>What stayed behind.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Erases an entry that stayed behind (Art. 17 GDPR).</summary>
/// <param name="Reason">Why; 1 to 1000 characters.</param>
[Requires(Permission.UseCompartments)]
[Operation("Erase an entry that stayed behind", "By who keeps it, on request or when it is needed no longer (Art. 17 GDPR). The trail keeps that, and why.")]
public sealed record EraseLeftBehind([Example(Sample.Reason)] string Reason) : ICommand<Saved>, IGivesReason
{
    /// <summary>The entry.</summary>
    [JsonIgnore] public Guid ItemId { get; init; }
    /// <summary>What stayed behind.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class NameKeeperValidator : AbstractValidator<NameKeeper>
{
    public NameKeeperValidator() => RuleFor(command => command.Reason).NotEmpty().MaximumLength(1000);
}

internal sealed class CorrectLeftBehindValidator : AbstractValidator<CorrectLeftBehind>
{
    public CorrectLeftBehindValidator()
    {
        RuleFor(command => command.Reason).NotEmpty().MaximumLength(1000);
        RuleFor(command => command.Text).NotEmpty().MaximumLength(20_000).When(command => command.Text is not null);
        RuleFor(command => command.LegalBasis).MaximumLength(300);
    }
}

internal sealed class EraseLeftBehindValidator : AbstractValidator<EraseLeftBehind>
{
    public EraseLeftBehindValidator() => RuleFor(command => command.Reason).NotEmpty().MaximumLength(1000);
}

internal static class LeftBehind
{
    /// <summary>Told to who kept it, who keeps it now, and the officer.</summary>
    public static readonly NoticeKind KeeperNamed = new("left-behind-kept",
        "Was bei einer Übergabe zurückblieb, bewahrt jetzt eine andere Fachkraft.", "What stayed behind at a handover is kept by another colleague now.");

    /// <summary>What stayed behind in the caller's teams: for who keeps it, and for supervisors.</summary>
    public static IQueryable<Keeper> VisibleTo(this IQueryable<Keeper> keepers, Caller caller)
    {
        var (own, me, supervises) = (caller.OrganisationId, caller.StaffId, caller.Is(Role.Supervisor));
        return keepers.Where(keeper => keeper.OrganisationId == own && keeper.EndedAt == null && AccessFunctions.IsMyTeam(keeper.TeamId)
            && (keeper.StaffId == me || supervises));
    }

    /// <summary>Loads it for a change at the version that the caller has read.</summary>
    /// <exception cref="RefusedException">404, 412.</exception>
    public static async Task<Keeper> Kept(this CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var kept = await db.Set<Keeper>().VisibleTo(call.Caller).SingleOrDefaultAsync(keeper => keeper.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, kept.Version);
        return kept;
    }

    /// <summary>A restricted entry that stayed behind: a period, a record or a need. Who does not keep it does not find it: the database hides it.</summary>
    /// <exception cref="RefusedException">404.</exception>
    public static async Task<object> Item(this CaseDb db, Keeper kept, Guid id, CancellationToken cancellationToken)
    {
        return (object?)await db.Set<RestrictedRecord>()
                .SingleOrDefaultAsync(r => r.Id == id && r.ClientId == kept.ClientId && r.OrganisationId == kept.OrganisationId, cancellationToken)
            ?? (object?)await db.Set<AssessmentArea>().SingleOrDefaultAsync(
                a => a.Id == id && a.ClientId == kept.ClientId && a.OrganisationId == kept.OrganisationId && a.Compartment != null, cancellationToken)
            ?? await Period<ResidenceStatus>() ?? await Period<Benefit>() ?? await Period<Work>() ?? await Period<Housing>() ?? await Period<Address>()
            ?? throw RefusedException.NotFound(id);

        async Task<object?> Period<T>() where T : RecordedPeriod => await db.Set<T>().SingleOrDefaultAsync(
            p => p.Id == id && p.ClientId == kept.ClientId && p.OrganisationId == kept.OrganisationId && p.Compartment != null, cancellationToken);
    }
}

internal sealed class LeftBehindHandler(CaseDb db, CallContext call)
    : IHandler<ListLeftBehind, Page<LeftBehindRow>>, IHandler<GetLeftBehind, LeftBehindView>, IHandler<NameKeeper, Saved>,
        IHandler<CorrectLeftBehind, Saved>, IHandler<EraseLeftBehind, Saved>
{
    private static readonly Order<Keeper, LeftBehindRow> NewestFirst =
        Order.Descending((Keeper row) => ValueTuple.Create(row.Since, row.Id), (LeftBehindRow row) => (row.Since, row.Id));

    public async Task<Page<LeftBehindRow>> Handle(ListLeftBehind request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var kept = db.Set<Keeper>().VisibleTo(call.Caller);
        var rows = await NewestFirst.Next(kept, request.Page, filter)
            .Select(keeper => new LeftBehindRow(keeper.Id, keeper.ClientId, keeper.TeamId,
                db.Set<Team>().Where(team => team.Id == keeper.TeamId).Select(team => team.Name).First(),
                keeper.StaffId,
                db.Set<Staff>().Where(staff => staff.Id == keeper.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
                keeper.Since))
            .ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await kept.CountFor(request.Page, cancellationToken));
    }

    public async Task<LeftBehindView> Handle(GetLeftBehind request, CancellationToken cancellationToken)
    {
        var found = await db.Set<Keeper>().VisibleTo(call.Caller).Where(keeper => keeper.Id == request.Id)
            .Select(keeper => new
            {
                Keeper = keeper,
                Name = db.Set<Staff>().Where(staff => staff.Id == keeper.StaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
            }).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.Id);
        var kept = found.Keeper;
        var items = await db.Database.SqlQuery<string>($"select app.left_behind({kept.ClientId})::text as \"Value\"").SingleAsync(cancellationToken);
        var keep = kept.StaffId == call.Caller.StaffId ? null : HandoverProblems.NotKeeper;
        return new LeftBehindView(kept.Id, kept.ClientId, kept.TeamId, kept.StaffId, found.Name, kept.Since,
            PackageDocument.Parse<List<RestrictedContent>>(items),
            [
                AllowedAction.Of("correct", keep),
                AllowedAction.Of("erase", keep),
                AllowedAction.Of("name-keeper", RolePermissions.Allow(call.Caller.Roles, Permission.AssignCases) ? null : AccessProblems.NotPermitted),
            ])
        { Version = kept.Version };
    }

    public async Task<Saved> Handle(NameKeeper request, CancellationToken cancellationToken)
    {
        var kept = await db.Kept(call, request.Id, request.Version, cancellationToken);
        await db.CheckTeam(call, kept.TeamId, request.StaffId, cancellationToken);
        List<Guid> told = [request.StaffId, .. await db.OfficersOf(kept.OrganisationId, null, cancellationToken)];
        if (kept.StaffId is { } before)
        {
            told.Add(before);
        }
        kept.Name(request.StaffId, call.Now);
        db.AddRange(told.Distinct().Select(recipient =>
            new Notice(kept.OrganisationId, recipient, LeftBehind.KeeperNamed, "left-behind", kept.Id, $"{call.Now:O}", call.Now)));
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(kept.Id, kept.Version);
    }

    public async Task<Saved> Handle(CorrectLeftBehind request, CancellationToken cancellationToken)
    {
        var kept = await db.Kept(call, request.Id, request.Version, cancellationToken);
        switch (await db.Item(kept, request.ItemId, cancellationToken))
        {
            case RestrictedRecord record:
                record.Correct(request.Text ?? throw RefusedException.Invalid("/text", HttpProblems.MissingMember), call.Now);
                break;
            case RecordedPeriod period:
                period.Restate(request.From ?? throw RefusedException.Invalid("/from", HttpProblems.MissingMember),
                    request.Until ?? period.UntilDate, request.LegalBasis ?? period.LegalBasis);
                break;
            default:
                throw new RefusedException(HandoverProblems.NeedStays);
        }
        return await Save(kept, cancellationToken);
    }

    public async Task<Saved> Handle(EraseLeftBehind request, CancellationToken cancellationToken)
    {
        var kept = await db.Kept(call, request.Id, request.Version, cancellationToken);
        db.Remove(await db.Item(kept, request.ItemId, cancellationToken));
        return await Save(kept, cancellationToken);
    }

    private async Task<Saved> Save(Keeper kept, CancellationToken cancellationToken)
    {
        kept.Touch(call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(kept.Id, kept.Version);
    }
}

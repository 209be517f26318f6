using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>Says who is to receive figures.</summary>
/// <param name="Name">What it is called, up to 200 characters; once.</param>
/// <param name="Kind">Of your organisation, or not.</param>
/// <param name="IsPublic">Whether it is everybody; there is one such audience.</param>
/// <param name="RecipientId">Another organisation here, which is external: what it knows itself (a district its allocations) is reckoned with.</param>
/// <param name="Threshold">Smaller numbers are not for it; at least 3 internal, 5 external, which it is where left out; at most 100.</param>
[Requires(Permission.PublishFigures)]
[Operation("Add an audience of figures", """
    What an audience has ever received is held together: the gate asks what can be found out from all of it. What the public received every audience has. An
    audience never changes. 409 `audience-exists`, `audience-public-exists`.
    """)]
public sealed record AddAudience(
    [Example("Landratsamt Musterkreis, Sozialplanung")] string Name, [Example("external")] AudienceKind Kind, [Example(false)] bool IsPublic = false,
    [Example(null)] Guid? RecipientId = null, [Example(5)] int? Threshold = null) : ICommand<Saved>;

/// <summary>Audiences of the organisation.</summary>
/// <param name="Page">Which page.</param>
[Requires(Permission.ReadPublications)]
[Operation("List audiences of figures", "Who receives figures of your organisation, added last first.")]
public sealed record ListAudiences(Paging Page) : IQuery<Page<AudienceRow>>;

/// <summary>One audience.</summary>
/// <param name="Id">Which one.</param>
[Requires(Permission.ReadPublications)]
[Operation("Get an audience of figures", "With its threshold.")]
public sealed record GetAudience(Guid Id) : IQuery<AudienceView>;

/// <summary>Who receives figures.</summary>
/// <param name="Id">The audience.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">Of the organisation, or not.</param>
/// <param name="IsPublic">Whether it is everybody.</param>
/// <param name="RecipientId">The organisation here that it is.</param>
/// <param name="RecipientName">Its name.</param>
/// <param name="Threshold">Smaller numbers are not for it.</param>
/// <param name="AddedAt">Since when.</param>
public sealed record AudienceRow(
    Guid Id, [Example("Landratsamt Musterkreis, Sozialplanung")] string Name, AudienceKind Kind, [Example(false)] bool IsPublic,
    [Example(null)] Guid? RecipientId, [Example(null)] string? RecipientName, [Example(5)] int Threshold, DateTimeOffset AddedAt);

/// <summary>An audience with its version.</summary>
/// <param name="Audience">What the list tells.</param>
/// <param name="Version">The ETag.</param>
public sealed record AudienceView(AudienceRow Audience, [property: JsonIgnore] uint Version) : IVersioned;

internal sealed class AddAudienceValidator : AbstractValidator<AddAudience>
{
    public AddAudienceValidator()
    {
        RuleFor(add => add.Name).NotEmpty().MaximumLength(200);
        RuleFor(add => add.Threshold).Must((add, threshold) => threshold is null || threshold >= StatisticalAudience.LeastOf(add.Kind))
            .WithProblem(PublicationProblems.Threshold);
        RuleFor(add => add.Threshold).LessThanOrEqualTo(100);
        RuleFor(add => add.IsPublic).Must((add, isPublic) => !isPublic || (add.Kind == AudienceKind.External && add.RecipientId is null))
            .WithProblem(PublicationProblems.PublicIsExternal);
        RuleFor(add => add.RecipientId).Must((add, recipient) => recipient is null || add.Kind == AudienceKind.External)
            .WithProblem(PublicationProblems.RecipientIsExternal);
    }
}

internal sealed class AudienceHandler(CaseDb db, CallContext call)
    : IHandler<AddAudience, Saved>, IHandler<ListAudiences, Page<AudienceRow>>, IHandler<GetAudience, AudienceView>
{
    private static readonly Order<StatisticalAudience, AudienceRow> NewestFirst =
        Order.Descending((StatisticalAudience row) => ValueTuple.Create(row.AddedAt, row.Id), (AudienceRow row) => (row.AddedAt, row.Id));

    private IQueryable<StatisticalAudience> Own => db.Set<StatisticalAudience>().Where(row => row.OrganisationId == call.Caller.OrganisationId);

    public async Task<Saved> Handle(AddAudience request, CancellationToken cancellationToken)
    {
        var mine = call.Caller.RequiredOrganisationId;
        if (request.RecipientId is { } recipient && !await db.Set<Organisation>().KnownTo(call.Caller)
            .AnyAsync(other => other.Id == recipient && other.Id != mine, cancellationToken))
        {
            throw RefusedException.Invalid("/recipientId", PublicationProblems.UnknownRecipient);
        }
        await PublicationTurn.Take(db, mine, cancellationToken);
        var added = new StatisticalAudience(mine, request, call.Caller.RequiredStaffId, call.Now);
        db.Add(added);
        return await db.Save(added, cancellationToken);
    }

    public async Task<Page<AudienceRow>> Handle(ListAudiences request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        var rows = await Rows(NewestFirst.Next(Own, request.Page, filter)).ToListAsync(cancellationToken);
        return NewestFirst.Cut(rows, request.Page, filter, await Own.CountFor(request.Page, cancellationToken));
    }

    public async Task<AudienceView> Handle(GetAudience request, CancellationToken cancellationToken)
    {
        var one = Own.Where(row => row.Id == request.Id);
        var found = await Rows(one).Select(row => new { Row = row, one.Single().Version }).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.Id);
        return new AudienceView(found.Row, found.Version);
    }

    private IQueryable<AudienceRow> Rows(IQueryable<StatisticalAudience> rows) => rows.Select(row => new AudienceRow(row.Id, row.Name, row.Kind, row.IsPublic,
        row.RecipientId, db.Set<Organisation>().Where(other => other.Id == row.RecipientId).Select(other => other.Name).FirstOrDefault(), row.Threshold,
        row.AddedAt));
}

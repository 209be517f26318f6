using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>Who on file may be the same person, before anybody is registered.</summary>
[Requires(Permission.ReadClients), OnRecord]
[Operation("Look for duplicates", """
    Who on file may be the same person, with score and reasons, before anybody is registered. Looks through the whole organisation; of
    persons that you do not see, only that there is one.
    """)]
public sealed record FindDuplicateCandidates : PersonEntry, IQuery<DuplicateCandidates>
{
    /// <summary>Other names.</summary>
    public IReadOnlyList<OtherName> Names { get; init; } = [];
    /// <summary>Numbers of other offices.</summary>
    public IReadOnlyList<ExternalReference> References { get; init; } = [];
}

/// <summary>Possible and likely duplicates, best first.</summary>
/// <param name="Items">Empty when nobody comes near.</param>
public sealed record DuplicateCandidates(IReadOnlyList<DuplicateCandidate> Items) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => Items.Select(item => item.ClientId);
}

/// <summary>Somebody on file who may be the same person.</summary>
public sealed record DuplicateCandidate
{
    /// <summary>Who; state it in notDuplicateOf when it is somebody else.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>0 to 100; from 80 likely, from 60 possible.</summary>
    [Example(87)]
    public required int Score { get; init; }
    /// <summary>What the score means.</summary>
    public required DuplicateLikelihood Likelihood { get; init; }
    /// <summary>What speaks for it and against it.</summary>
    public required IReadOnlyList<CodedReason> Reasons { get; init; }
    /// <summary>Whether you see the person; if not, the members below are left out and the supervisor can tell who looks after her or him.</summary>
    public required bool IsVisible { get; init; }
    /// <summary>Family name.</summary>
    [Example(Sample.FamilyName)]
    public string? FamilyName { get; init; }
    /// <summary>Given name.</summary>
    [Example(Sample.GivenName)]
    public string? GivenName { get; init; }
    /// <summary>Birth date.</summary>
    [Example(Sample.BirthDay)]
    public DateOnly? BirthDate { get; init; }
    /// <summary>How much of it is known.</summary>
    public DatePrecision? BirthDatePrecision { get; init; }
    /// <summary>Sex.</summary>
    [CodeOf(CodeLists.Sex)]
    public string? Sex { get; init; }
    /// <summary>Nationalities; the first one leads.</summary>
    [CodeOf(CodeLists.Nationality)]
    public IReadOnlyList<string>? Nationalities { get; init; }
}

/// <summary>A stable code and what it says in the language of the request.</summary>
/// <param name="Code">The code.</param>
/// <param name="Text">In words.</param>
public sealed record CodedReason([Example("same-birth-date")] string Code, [Example("The birth date is the same.")] string Text);

internal sealed class FindDuplicateCandidatesValidator : AbstractValidator<FindDuplicateCandidates>
{
    public FindDuplicateCandidatesValidator()
    {
        RuleFor(query => query.Names).AtMost(100);
        RuleFor(query => query.References).AtMost(100);
        RuleForEach(query => query.Names).SetValidator(new OtherNameRules());
        RuleForEach(query => query.References).SetValidator(new ExternalReferenceRules());
    }
}

internal sealed class FindDuplicateCandidatesHandler(CaseDb db, CallContext call, DuplicateSearch duplicates)
    : IHandler<FindDuplicateCandidates, DuplicateCandidates>
{
    public async Task<DuplicateCandidates> Handle(FindDuplicateCandidates request, CancellationToken cancellationToken)
    {
        var found = (await duplicates.Find(call.Caller.RequiredOrganisationId, [request.Facts(request.Names, request.References)], cancellationToken))[0];
        var ids = found.Select(f => f.ClientId).ToArray();
        var visible = ids.Length == 0 ? [] : await db.Set<Client>().VisibleTo(db, call.Caller)
            .Where(c => ids.Contains(c.Id)).Select(c => c.Id).ToListAsync(cancellationToken);
        return new DuplicateCandidates([.. found.Select(f => Shown(f, visible.Contains(f.ClientId)))]);
    }

    private static DuplicateCandidate Shown(DuplicateFound found, bool visible)
    {
        var candidate = new DuplicateCandidate
        {
            ClientId = found.ClientId, Score = found.Score.Score, Likelihood = found.Score.Likelihood, IsVisible = visible,
            Reasons = [.. found.Score.Reasons.Select(reason => new CodedReason(reason.Code, Language.Choose(reason.German, reason.English)))],
        };
        return !visible ? candidate : candidate with
        {
            FamilyName = found.FamilyName,
            GivenName = found.GivenName,
            BirthDate = found.BirthDate.Date,
            BirthDatePrecision = found.BirthDate.Precision,
            Sex = found.Sex,
            Nationalities = found.Nationalities,
        };
    }
}

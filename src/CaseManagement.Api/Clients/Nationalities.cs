using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Clients;

/// <summary>A nationality as stated: [from, until) in days. A person can have several at once.</summary>
public record NationalityEntry
{
    /// <summary>ISO 3166 alpha-3, XXA stateless, XXX unresolved.</summary>
    [CodeOf(CodeLists.Nationality)]
    public required string Nationality { get; init; }
    /// <summary>First day, not in the future: of the naturalisation, of the birth. Left out where nobody knows.</summary>
    [Example("2026-02-01")]
    public DateOnly? From { get; init; }
    /// <summary>First day no longer, not in the future; left out while it lasts.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }
    /// <summary>Paragraph of law, e.g. § 10 StAG. At most 300 characters.</summary>
    [Example("§ 10 StAG")]
    public string? LegalBasis { get; init; }
    /// <summary>Where it is known from: a document, an office, the person. At most 300 characters.</summary>
    [Example(Sample.Source)]
    public string? Source { get; init; }

    /// <summary>Refuses days that have not come yet: what is on file is so.</summary>
    internal void CheckDays(DateOnly today)
    {
        if (From > today || Until > today)
        {
            throw RefusedException.Invalid(From > today ? "/from" : "/until", ClientProblems.NationalityInFuture);
        }
    }
}

/// <summary>That a person has, or had, a nationality. Those from before this was dated have no first day.</summary>
public sealed class ClientNationality
{
    /// <summary>Germany's code.</summary>
    public const string German = "DEU";

    private ClientNationality() { }

    internal ClientNationality(Client client, NationalityEntry entry, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, RecordedAt) = (client.OrganisationId, client.Id, now);
        Set(entry);
    }

    /// <summary>The period.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Code of the list nationality.</summary>
    public string Nationality { get; private set; } = "";
    /// <summary>First day; null where nobody knows.</summary>
    public DateOnly? FromDate { get; private set; }
    /// <summary>First day no longer; null while it lasts.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>Paragraph of law.</summary>
    public string? LegalBasis { get; private set; }
    /// <summary>Where it is known from.</summary>
    public string? Source { get; private set; }
    /// <summary>When it was written down.</summary>
    public DateTimeOffset RecordedAt { get; private set; }

    internal bool Overlaps(DateOnly? from, DateOnly? until) =>
        (UntilDate is null || from is null || UntilDate > from) && (until is null || FromDate is null || FromDate < until);

    internal void Set(NationalityEntry entry) => (Nationality, FromDate, UntilDate, LegalBasis, Source) =
        (entry.Nationality, entry.From, entry.Until, entry.LegalBasis.Clean(), entry.Source.Clean());

    internal void End(DateOnly until)
    {
        if (UntilDate < until)
        {
            throw new RefusedException(ClientProblems.PeriodEnded);
        }
        UntilDate = until > FromDate || FromDate is null ? until : throw RefusedException.Invalid("/until", ClientProblems.UntilBeforeFrom);
    }
}

/// <summary>A nationality with its days.</summary>
/// <param name="Id">The period.</param>
/// <param name="Nationality">Which.</param>
/// <param name="From">First day; null where nobody has said.</param>
/// <param name="Until">First day no longer; null while it lasts.</param>
/// <param name="LegalBasis">Paragraph of law.</param>
/// <param name="Source">Where it is known from.</param>
public sealed record NationalityPeriod(
    Guid Id,
    [CodeOf(CodeLists.Nationality)] string Nationality,
    [Example("2026-02-01")] DateOnly? From,
    [Example(null)] DateOnly? Until,
    [Example("§ 10 StAG")] string? LegalBasis,
    [Example(Sample.Source)] string? Source);

internal sealed class NationalityRules : AbstractValidator<NationalityEntry>
{
    private static readonly DateOnly Earliest = new(1900, 1, 1), Latest = new(2200, 1, 1);

    public NationalityRules()
    {
        RuleFor(entry => entry.From).InclusiveBetween(Earliest, Latest);
        RuleFor(entry => entry.Until).InclusiveBetween(Earliest, Latest);
        RuleFor(entry => entry.Until).Must((entry, until) => until is null || entry.From is null || until > entry.From)
            .WithProblem(ClientProblems.UntilBeforeFrom);
        RuleFor(entry => entry.LegalBasis).MaximumLength(300);
        RuleFor(entry => entry.Source).MaximumLength(300);
    }
}

/// <summary>A person acquires a nationality, beside those that last.</summary>
[Requires(Permission.WriteClients)]
[Operation("Record a nationality", """
    Beside those that last: who is naturalised keeps the others until they are ended. `DEU` leads from then on. 409 `nationality-held` where
    the person has it on some of these days already; to say since when one on file has been, correct that one.
    """)]
public sealed record AcquireNationality : NationalityEntry, ICommand<Saved>
{
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Corrects a nationality that was recorded wrongly, or says since when it has been. The trail keeps what stood there, and why.</summary>
[Requires(Permission.WriteClients)]
[Operation("Correct a nationality", "Sets all of it, days included; a reason is needed and goes to the trail.")]
public sealed record CorrectNationality : NationalityEntry, ICommand<Saved>, INeedsReason
{
    /// <summary>Why; 1 to 1000 characters.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }
    /// <summary>The nationality.</summary>
    [JsonIgnore] public Guid NationalityId { get; init; }
    /// <summary>The person.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class AcquireNationalityHandler(CaseDb db, CallContext call) : IHandler<AcquireNationality, Saved>
{
    public Task<Saved> Handle(AcquireNationality request, CancellationToken cancellationToken)
    {
        request.CheckDays(call.Today);
        return db.Set<Client>().Include(c => c.NationalityPeriods)
            .Change(db, call, request.Id, request.Version, client =>
            {
                client.CheckBorn(request.From);
                client.Acquire(request, call.Now);
            }, cancellationToken);
    }
}

internal sealed class CorrectNationalityHandler(CaseDb db, CallContext call) : IHandler<CorrectNationality, Saved>
{
    public Task<Saved> Handle(CorrectNationality request, CancellationToken cancellationToken)
    {
        request.CheckDays(call.Today);
        return db.Set<Client>().Include(c => c.NationalityPeriods)
            .Change(db, call, request.Id, request.Version, client =>
            {
                client.CheckBorn(request.From);
                client.CorrectNationality(request.NationalityId, request, call.Now);
            }, cancellationToken);
    }
}

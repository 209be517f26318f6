using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Clients;

/// <summary>The histories of a person; each is called as its path and as its list of <see cref="Client"/>.</summary>
public enum PeriodKind
{
#pragma warning disable CS1591 // The names say it.
    [JsonStringEnumMemberName("residence-statuses")] ResidenceStatuses,
    Benefits,
    Accommodations,
    Addresses,
    Works,
    [JsonStringEnumMemberName("family-statuses")] FamilyStatuses,
#pragma warning restore CS1591
}

/// <summary>A period as a caller states it: [from, until) in days. Each history has its own entry, which knows what it becomes.</summary>
public abstract record PeriodEntry
{
    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }
    /// <summary>First day no longer; left out while it lasts.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }
    /// <summary>
    /// False where nobody knows since when: <c>from</c> is then the first day for which it is on record, such as that of the allocation.
    /// </summary>
    [Example(true)]
    public bool FromKnown { get; init; } = true;
    /// <summary>Paragraph of law, e.g. § 25 Abs. 2 AufenthG. At most 300 characters.</summary>
    [Example(null)]
    public string? LegalBasis { get; init; }
    /// <summary>Where it is known from: a document, an office, the person. At most 300 characters.</summary>
    [Example(Sample.Source)]
    public string? Source { get; init; }

    /// <summary>Which history it belongs to.</summary>
    internal abstract PeriodKind History { get; }

    /// <summary>The period that it begins.</summary>
    internal abstract RecordedPeriod Recorded(Client client, DateTimeOffset now);

    /// <summary>Whether it may hold on the same day as another period of its history, beside it. Known after <see cref="Check"/>.</summary>
    internal virtual bool StandsBeside(RecordedPeriod other) => false;

    /// <summary>What has to hold beyond the entry's own shape; asks the database.</summary>
    /// <param name="db">Where to ask.</param>
    /// <param name="clientId">Whose history it is.</param>
    /// <param name="corrects">Whether it stands in the place of a recorded period.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="RefusedException">400 or 403.</exception>
    internal virtual Task Check(CaseDb db, Guid clientId, bool corrects, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>A period with the law it rests on and where it is known from.</summary>
public abstract class RecordedPeriod : Period
{
    private protected RecordedPeriod() { }

    private protected RecordedPeriod(Client client, PeriodEntry entry, DateTimeOffset now)
        : base(client.OrganisationId, client.Id, entry.From, entry.Until, now)
    {
        RecordedAt = now;
        Ground(entry);
    }

    /// <summary>False where nobody knows since when: <see cref="Period.FromDate"/> is then the first day for which it is on record.</summary>
    public bool FromKnown { get; private set; } = true;
    /// <summary>Paragraph of law, e.g. § 25 Abs. 2 AufenthG.</summary>
    public string? LegalBasis { get; private set; }
    /// <summary>Where it is known from: a document, an office, the person.</summary>
    public string? Source { get; private set; }
    /// <summary>
    /// Who may see the row, see access.may_open. The database sets it: from the code, from the person's mark, or because
    /// the place is secret in itself.
    /// </summary>
    public string? Compartment { get; private set; }
    /// <summary>When it was written down.</summary>
    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>What was recorded wrongly is stated anew; the days are moved by <see cref="History"/>.</summary>
    internal abstract void Correct(PeriodEntry entry);

    /// <summary>Days and ground were recorded wrongly; what it says stays. For a period that stands alone, without its history.</summary>
    internal void Restate(DateOnly from, DateOnly? until, string? legalBasis)
    {
        FromKnown |= from != FromDate;
        Move(from, until);
        LegalBasis = legalBasis.Clean();
    }

    private protected void Ground(PeriodEntry entry) =>
        (FromKnown, LegalBasis, Source) = (entry.FromKnown, entry.LegalBasis.Clean(), entry.Source.Clean());
}

/// <summary>A period made of its history's own entry.</summary>
/// <typeparam name="TEntry">The entry.</typeparam>
public abstract class RecordedPeriod<TEntry> : RecordedPeriod where TEntry : PeriodEntry
{
    private protected RecordedPeriod() { }

    private protected RecordedPeriod(Client client, TEntry entry, DateTimeOffset now) : base(client, entry, now) { }

    internal sealed override void Correct(PeriodEntry entry)
    {
        Ground(entry);
        Set((TEntry)entry);
    }

    private protected abstract void Set(TEntry entry);
}

/// <summary>What every period shows; app.client_periods builds it.</summary>
public abstract record PeriodShown
{
    /// <summary>The period.</summary>
    public required Guid Id { get; init; }
    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }
    /// <summary>First day no longer; null while it lasts.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }
    /// <summary>False where nobody knows since when: <c>from</c> is then the first day for which it is on record.</summary>
    [Example(true)]
    public required bool FromKnown { get; init; }
    /// <summary>In a compartment to which you are admitted. Do not pass it on.</summary>
    [Example(false)]
    public required bool Restricted { get; init; }
    /// <summary>Paragraph of law.</summary>
    [Example(null)]
    public string? LegalBasis { get; init; }
    /// <summary>Where it is known from.</summary>
    [Example(Sample.Source)]
    public string? Source { get; init; }
}

internal sealed class PeriodRules : AbstractValidator<PeriodEntry>
{
    // Before this day nobody alive was entitled to anything; a slip of the pen.
    private static readonly DateOnly Earliest = new(1900, 1, 1), Latest = new(2200, 1, 1);

    public PeriodRules()
    {
        RuleFor(entry => entry.From).InclusiveBetween(Earliest, Latest);
        RuleFor(entry => entry.Until).Must((entry, until) => until is null || (until > entry.From && until <= Latest))
            .WithProblem(ClientProblems.UntilBeforeFrom);
        RuleFor(entry => entry.LegalBasis).MaximumLength(300);
        RuleFor(entry => entry.Source).MaximumLength(300);
    }
}

using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Consents;

/// <summary>Whether a text is in use.</summary>
public enum ConsentTextStatus
{
    /// <summary>Being written; nobody is asked by it.</summary>
    Draft,
    /// <summary>People are asked by it. It never changes.</summary>
    Published,
    /// <summary>Was in use; kept for the consents given by it.</summary>
    Retired,
}

/// <summary>The text in one language.</summary>
/// <param name="Language">ISO 639-3.</param>
/// <param name="Text">What is read out; 1 to 20,000 characters.</param>
/// <param name="Source">Who translated it, up to 200 characters; null for the German original.</param>
/// <param name="IsReviewed">Reviewed by a speaker of the language.</param>
public sealed record Wording(
    [CodeOf(ReferenceData.CodeLists.Language)] string Language,
    [Example("Ich bin damit einverstanden, dass …")] string Text,
    [Example(null)] string? Source = null,
    bool IsReviewed = false);

/// <summary>A version of what an organisation asks persons to consent to. draft → published → retired; one of a key is published at a time.</summary>
public sealed class ConsentText : IRoot
{
    /// <summary>The language that is binding.</summary>
    public const string German = "deu";

    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string ChangeMove = "change", PublishMove = "publish", RetireMove = "retire";

    /// <summary>The purposes whose texts inform: nobody consents to them.</summary>
    internal static IQueryable<string> Informing(CaseDb db) => db.Set<ReferenceData.DatedCode>()
        .Where(code => code.List == ReferenceData.CodeLists.ConsentPurpose && EF.Functions.JsonContains(code.Attributes, """{"informs": true}"""))
        .Select(code => code.Code);

    /// <summary>The legal moves; the database repeats that of a published one nothing changes (app.keep_consent_text).</summary>
    public static readonly Transitions<ConsentTextStatus> Moves = new("consent-text",
        (ConsentTextStatus.Draft, ChangeMove, ConsentTextStatus.Draft),
        (ConsentTextStatus.Draft, PublishMove, ConsentTextStatus.Published),
        (ConsentTextStatus.Published, RetireMove, ConsentTextStatus.Retired));

    private readonly List<ConsentWording> wordings = [];

    private ConsentText() { }

    /// <summary>Begins a version.</summary>
    public ConsentText(Guid organisationId, string key, int number, string purpose, string title, IEnumerable<Wording> stated, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, Key, Number, WrittenBy, CreatedAt) = (organisationId, key, number, by, now);
        Set(purpose, title, stated, now);
    }

    /// <summary>The version.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose text.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>What its versions have in common.</summary>
    public string Key { get; private set; } = "";
    /// <summary>Counts up from 1.</summary>
    public int Number { get; private set; }
    /// <summary>Code of the list consent-purpose.</summary>
    public string Purpose { get; private set; } = "";
    /// <summary>Up to 200 characters.</summary>
    public string Title { get; private set; } = "";
    /// <summary>Where it stands.</summary>
    public ConsentTextStatus Status { get; private set; }
    /// <summary>Who began it.</summary>
    public Guid? WrittenBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Since when people are asked by it.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }
    /// <summary>Since when they are no longer.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
    /// <summary>The text in each language, as far as loaded.</summary>
    public IReadOnlyList<ConsentWording> Wordings => wordings;

    /// <summary>Writes a draft anew. Needs <see cref="Wordings"/>.</summary>
    /// <exception cref="RefusedException">409 when it is published.</exception>
    public void Change(string purpose, string title, IEnumerable<Wording> stated, DateTimeOffset now)
    {
        Moves.Next(Status, ChangeMove);
        Set(purpose, title, stated, now);
    }

    /// <summary>From now on people are asked by it. Needs <see cref="Wordings"/>.</summary>
    /// <exception cref="RefusedException">409 when it is no draft, or has no German text.</exception>
    public void Publish(DateTimeOffset now)
    {
        var next = Moves.Next(Status, PublishMove);
        if (wordings.TrueForAll(wording => wording.Language != German))
        {
            throw new RefusedException(ConsentProblems.GermanMissing);
        }
        (Status, PublishedAt, UpdatedAt) = (next, now, now);
    }

    /// <summary>Nobody is asked by it any more.</summary>
    /// <exception cref="RefusedException">409 when it is not published.</exception>
    public void Retire(DateTimeOffset now)
    {
        Status = Moves.Next(Status, RetireMove);
        (RetiredAt, UpdatedAt) = (now, now);
    }

    private void Set(string purpose, string title, IEnumerable<Wording> stated, DateTimeOffset now)
    {
        (Purpose, Title, UpdatedAt) = (purpose, title.Trim(), now);
        var wanted = stated.ToDictionary(wording => wording.Language);
        wordings.RemoveAll(known => !wanted.ContainsKey(known.Language));
        foreach (var wording in wanted.Values)
        {
            var known = wordings.Find(w => w.Language == wording.Language);
            if (known is null)
            {
                wordings.Add(known = new ConsentWording(this, wording.Language, now));
            }
            known.Set(wording);
        }
    }
}

/// <summary>A text in one language.</summary>
public sealed class ConsentWording
{
    private ConsentWording() { }

    internal ConsentWording(ConsentText of, string language, DateTimeOffset now) =>
        (Id, OrganisationId, TextId, Language) = (Guid.CreateVersion7(now), of.OrganisationId, of.Id, language);

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose text.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which version.</summary>
    public Guid TextId { get; private set; }
    /// <summary>ISO 639-3.</summary>
    public string Language { get; private set; } = "";
    /// <summary>What is read out.</summary>
    public string Text { get; private set; } = "";
    /// <summary>Who translated it.</summary>
    public string? Source { get; private set; }
    /// <summary>Reviewed by a speaker of the language.</summary>
    public bool IsReviewed { get; private set; }

    internal void Set(Wording stated) => (Text, Source, IsReviewed) = (stated.Text.Trim(), stated.Source?.Trim(), stated.IsReviewed);
}

internal sealed class ConsentTextMap : IEntityTypeConfiguration<ConsentText>, IEntityTypeConfiguration<ConsentWording>
{
    public void Configure(EntityTypeBuilder<ConsentText> entity)
    {
        entity.ToTable("consent_text").Refers<Organisation>(nameof(ConsentText.OrganisationId)).Refers<Staff>(nameof(ConsentText.WrittenBy));
        entity.HasMany(text => text.Wordings).WithOne().HasForeignKey(wording => wording.TextId).IsRequired().OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<ConsentWording> entity) => entity.ToTable("consent_wording");
}

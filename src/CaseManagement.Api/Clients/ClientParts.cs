namespace CaseManagement.Api.Clients;

/// <summary>Another name of a person; see <see cref="OtherName"/>.</summary>
public sealed class ClientName
{
    private ClientName() { }

    internal ClientName(Client client, OtherName name, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId) = (client.OrganisationId, client.Id);
        (Kind, Script, FamilyName, GivenName) = (name.Kind, name.Script, name.FamilyName.Trim(), name.GivenName.Trim());
    }

    /// <summary>The name.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>What it is.</summary>
    public NameKind Kind { get; private set; }
    /// <summary>ISO 15924.</summary>
    public string Script { get; private set; } = "";
    /// <summary>Family name.</summary>
    public string FamilyName { get; private set; } = "";
    /// <summary>Given name.</summary>
    public string GivenName { get; private set; } = "";

    internal bool Is(OtherName name) => (Kind, Script, FamilyName, GivenName) == (name.Kind, name.Script, name.FamilyName.Trim(), name.GivenName.Trim());
}

/// <summary>What another office calls a person; see <see cref="ExternalReference"/>.</summary>
public sealed class ClientReference
{
    private ClientReference() { }

    internal ClientReference(Client client, ExternalReference reference, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, Source, Value) = (client.OrganisationId, client.Id, reference.Source, reference.Value.Trim());
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Code of the list reference-source.</summary>
    public string Source { get; private set; } = "";
    /// <summary>The number.</summary>
    public string Value { get; private set; } = "";

    internal bool Is(ExternalReference reference) => (Source, Value) == (reference.Source, reference.Value.Trim());
}

/// <summary>A language that a person speaks; see <see cref="SpokenLanguage"/>.</summary>
public sealed class ClientLanguage
{
    private readonly List<ClientLanguageLevel> levels = [];

    private ClientLanguage() { }

    internal ClientLanguage(Client client, SpokenLanguage spoken, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, Language) = (client.OrganisationId, client.Id, spoken.Language);
        Set(spoken, now);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>ISO 639-3.</summary>
    public string Language { get; private set; } = "";
    /// <summary>Grew up with it.</summary>
    public bool IsMotherTongue { get; private set; }
    /// <summary>Talks are held in it, with an interpreter.</summary>
    public bool InterpreterNeeded { get; private set; }
    /// <summary>CEFR levels, each skill once.</summary>
    public IReadOnlyList<ClientLanguageLevel> Levels => levels;

    internal void Set(SpokenLanguage spoken, DateTimeOffset now)
    {
        (IsMotherTongue, InterpreterNeeded) = (spoken.IsMotherTongue, spoken.InterpreterNeeded);
        levels.RemoveAll(level => spoken.Levels.All(stated => stated.Skill != level.Skill));
        foreach (var stated in spoken.Levels)
        {
            if (levels.Find(level => level.Skill == stated.Skill) is { } known)
            {
                known.Set(stated);
            }
            else
            {
                levels.Add(new ClientLanguageLevel(this, stated, now));
            }
        }
    }
}

/// <summary>The CEFR level of one skill; see <see cref="LanguageLevel"/>.</summary>
public sealed class ClientLanguageLevel
{
    private ClientLanguageLevel() { }

    internal ClientLanguageLevel(ClientLanguage language, LanguageLevel stated, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, LanguageId, Skill) = (language.OrganisationId, language.ClientId, language.Id, stated.Skill);
        Set(stated);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Of which language.</summary>
    public Guid LanguageId { get; private set; }
    /// <summary>Code of the list cefr-skill.</summary>
    public string Skill { get; private set; } = "";
    /// <summary>Code of the list cefr-level.</summary>
    public string Level { get; private set; } = "";
    /// <summary>The day of the test; null when it is the person's own account.</summary>
    public DateOnly? AssessedOn { get; private set; }

    internal void Set(LanguageLevel stated) => (Level, AssessedOn) = (stated.Level, stated.AssessedOn);
}

/// <summary>A degree or trade; see <see cref="Qualification"/>.</summary>
public sealed class ClientQualification
{
    private ClientQualification() { }

    internal ClientQualification(Client client, Qualification stated, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, Title) = (client.OrganisationId, client.Id, stated.Title.Trim());
        Set(stated);
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>In words.</summary>
    public string Title { get; private set; } = "";
    /// <summary>Code of the list education-level.</summary>
    public string? EducationLevel { get; private set; }
    /// <summary>Code of the list nationality.</summary>
    public string? Country { get; private set; }
    /// <summary>The year in which it was obtained.</summary>
    public int? YearObtained { get; private set; }
    /// <summary>Code of the list recognition-stage.</summary>
    public string RecognitionStage { get; private set; } = "";
    /// <summary>Since when the recognition is there.</summary>
    public DateOnly? StageSince { get; private set; }

    internal void Set(Qualification stated) => (EducationLevel, Country, YearObtained, RecognitionStage, StageSince) =
        (stated.EducationLevel, stated.Country, stated.YearObtained, stated.RecognitionStage, stated.StageSince);
}

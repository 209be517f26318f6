using CaseManagement.Api.Http;

namespace CaseManagement.Api.Handovers;

/// <summary>Something that is missing before a handover can be submitted.</summary>
/// <param name="Place">Where, with ids: /persons/{id}/assessment.</param>
/// <param name="Code">Which rule.</param>
/// <param name="Message">The rule in the language of the request.</param>
/// <param name="ClientId">Whose; null where it is nobody's in particular.</param>
/// <param name="ClientName">Family name, given name; null also for who is not in the household any more.</param>
public sealed record MissingItem(
    [Example("/persons/0199c1a0-5e00-7a11-8b22-c33d44e55f66/assessment")] string Place,
    [Example("assessment-missing")] string Code,
    [Example("There is no completed assessment.")] string Message,
    Guid? ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string? ClientName = null)
{
    internal static MissingItem Of(string place, ProblemType rule, Guid? client = null) => new(place, rule.Code, rule.Text(), client);
}

/// <summary>
/// The gate before submission (DESIGN §3): for every person of the household an open case of the sending team and a
/// completed assessment, for every urgent need a proposed service or a stated gap, documents of every person, open items or
/// the statement that there are none, an answer to every question. Nothing but a function of what is on file.
/// </summary>
public static class Completeness
{
    /// <summary>409.</summary>
    public static readonly ProblemType Empty = new("household-empty", 409, "Nobody is in this household.", "In diesem Haushalt ist niemand.");
    /// <summary>409.</summary>
    public static readonly ProblemType NoCase = new("case-missing", 409, "This person has no open case.", "Für diese Person ist kein Fall offen.");
    /// <summary>409.</summary>
    public static readonly ProblemType OtherTeam = new("case-of-other-team", 409,
        "Another team is responsible for this person.",
        "Für diese Person ist ein anderes Team zuständig.");
    /// <summary>409.</summary>
    public static readonly ProblemType NoAssessment = new("assessment-missing", 409,
        "This person has no completed assessment.",
        "Für diese Person gibt es keine abgeschlossene Bedarfserhebung.");
    /// <summary>409.</summary>
    public static readonly ProblemType NeedUnsettled = new("need-unsettled", 409,
        "This urgent need has neither a proposed service nor a stated gap.",
        "Für diesen dringenden Bedarf ist weder ein Angebot vorgeschlagen noch eine Lücke begründet.");
    /// <summary>409.</summary>
    public static readonly ProblemType NoDocuments = new("documents-missing", 409,
        "No document of this person is listed, neither present nor missing.",
        "Für diese Person ist kein Dokument aufgelistet, weder als vorhanden noch als fehlend.");
    /// <summary>409.</summary>
    public static readonly ProblemType NoOpenItems = new("open-items-missing", 409,
        "List what is open, or state that nothing is.",
        "Bitte offene Punkte auflisten oder angeben, dass nichts offen ist.");
    /// <summary>409.</summary>
    public static readonly ProblemType PersonLeft = new("person-left", 409,
        "This stands for a person who is not in the household any more.",
        "Das betrifft eine Person, die nicht mehr zum Haushalt gehört.");
    /// <summary>409.</summary>
    public static readonly ProblemType Hidden = new("included-item-hidden", 409,
        "A restricted item is included that you may not open. Who may open it has to submit.",
        "Beigefügt ist ein geschützter Eintrag, den Sie nicht öffnen dürfen. Einreichen muss, wer ihn öffnen darf.");
    /// <summary>409.</summary>
    public static readonly ProblemType NoAnswer = new("answer-missing", 409,
        "The receiver's question about this item is not answered.",
        "Die Rückfrage zu diesem Eintrag ist nicht beantwortet.");

    /// <summary>What is missing, in a stable order; empty when the handover can be submitted.</summary>
    /// <param name="senderTeam">The sending team.</param>
    /// <param name="facts">What is on file now, as far as the caller may see it.</param>
    /// <param name="draft">What the sender has written.</param>
    public static IReadOnlyList<MissingItem> Check(Guid senderTeam, HouseholdFacts facts, GateInput draft)
    {
        var missing = new List<MissingItem>();
        var persons = facts.Persons.Select(person => person.Person.ClientId).ToHashSet();
        if (facts.Persons.Count == 0)
        {
            missing.Add(MissingItem.Of("/persons", Empty));
        }
        foreach (var person in facts.Persons)
        {
            var (client, place) = (person.Person.ClientId, Places.Person(person.Person.ClientId));
            if (person.TeamId is null)
            {
                missing.Add(MissingItem.Of($"{place}/case", NoCase, client));
            }
            else if (person.TeamId != senderTeam)
            {
                missing.Add(MissingItem.Of($"{place}/case", OtherTeam, client));
            }
            if (person.Person.Assessment is null)
            {
                missing.Add(MissingItem.Of($"{place}/assessment", NoAssessment, client));
            }
            missing.AddRange(person.Person.Needs
                .Where(need => need is { IsUrgent: true, GapReason: null } && string.IsNullOrWhiteSpace(need.ProposedService))
                .Select(need => MissingItem.Of(Places.Need(client, need.Id), NeedUnsettled, client)));
            if (!draft.Documents.Any(document => document.ClientId == client))
            {
                missing.Add(MissingItem.Of($"{place}/documents", NoDocuments, client));
            }
        }
        missing.AddRange(draft.Documents.Where(document => document.ClientId is { } id && !persons.Contains(id))
            .Select(document => MissingItem.Of(Places.Document(document.ClientId, document.Kind), PersonLeft, document.ClientId)));
        if (draft.OpenItems.Count == 0 && !draft.NoOpenItems)
        {
            missing.Add(MissingItem.Of("/openItems", NoOpenItems));
        }
        missing.AddRange(draft.OpenItems.Where(item => item.ClientId is { } id && !persons.Contains(id))
            .Select(item => MissingItem.Of(Places.OpenItem(item.Id), PersonLeft, item.ClientId)));
        var visible = facts.Restricted.Select(item => item.ItemId).ToHashSet();
        missing.AddRange(draft.Included.Where(item => !visible.Contains(item)).Select(item => MissingItem.Of(Places.Restricted(item), Hidden)));
        missing.AddRange(draft.Unanswered.Select(place => MissingItem.Of(place, NoAnswer)));
        return [.. missing.Select(item => item with { ClientName = facts.NameOf(item.ClientId) })];
    }
}

/// <summary>What is on file about a household now, as far as the caller may see it.</summary>
/// <param name="Reference">The allocation list's name for the household.</param>
/// <param name="Persons">Its present members.</param>
/// <param name="Records">What other rooms add.</param>
/// <param name="Restricted">Restricted items of the members that the caller may open: what can be included one by one.</param>
public sealed record HouseholdFacts(
    string? Reference, IReadOnlyList<PersonFacts> Persons, IReadOnlyList<PackageRecord> Records, IReadOnlyList<RestrictedContent> Restricted)
{
    /// <summary>The name of a member: family name, given name; null for anybody else.</summary>
    public string? NameOf(Guid? client) =>
        Persons.FirstOrDefault(person => person.Person.ClientId == client) is { } member ? $"{member.Person.FamilyName}, {member.Person.GivenName}" : null;
}

/// <summary>A member of the household.</summary>
/// <param name="TeamId">The team of the open case; null without one.</param>
/// <param name="Person">What goes into the package. Its needs still hold the restricted ones that the caller may see.</param>
public sealed record PersonFacts(Guid? TeamId, PackagePerson Person);

/// <summary>What the sender has written.</summary>
/// <param name="Documents">The list of documents, without those that the caller may not see.</param>
/// <param name="OpenItems">Open items.</param>
/// <param name="NoOpenItems">Stated: nothing is open.</param>
/// <param name="Included">Restricted items that go along, documents that the caller may not see among them.</param>
/// <param name="Unanswered">Places of the receiver's questions without an answer.</param>
public sealed record GateInput(
    IReadOnlyList<PackageDocumentLine> Documents,
    IReadOnlyList<PackageOpenItem> OpenItems,
    bool NoOpenItems,
    IReadOnlyList<Guid> Included,
    IReadOnlyList<string> Unanswered);

using System.Globalization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>For whom a difference is worded.</summary>
public enum DifferenceAudience
{
    /// <summary>What changed, member by member, in few words.</summary>
    Worker,
    /// <summary>To the person, plainly.</summary>
    Client,
    /// <summary>For the file: complete, with what stood there before.</summary>
    File,
}

/// <summary>What changed between two versions of an agreement.</summary>
/// <param name="Id">The agreement.</param>
/// <param name="Number">The later version.</param>
/// <param name="From">The earlier version.</param>
/// <param name="Audience">For whom it is worded.</param>
[Requires(Permission.ReadCases)]
[Operation("Compare two versions", """
    In three wordings: for the worker, for the person (German or English as her agreement's language is, else that of the request; what was written stands
    as it was written), for the file. What is restricted shows to who is admitted.
    """)]
public sealed record CompareVersions(Guid Id, int Number, int From, DifferenceAudience Audience) : IQuery<AgreementDifference>;

/// <summary>A difference.</summary>
/// <param name="AgreementId">The agreement.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="From">The earlier version.</param>
/// <param name="To">The later version.</param>
/// <param name="Audience">For whom it is worded.</param>
/// <param name="Language">In which language it is worded.</param>
/// <param name="Lines">What changed.</param>
public sealed record AgreementDifference(
    Guid AgreementId,
    Guid ClientId,
    [Example(Sample.FamilyName + ", " + Sample.GivenName)] string ClientName,
    [Example(1)] int From,
    [Example(2)] int To,
    DifferenceAudience Audience,
    [CodeOf(CodeLists.Language), Example("deu")] string Language,
    IReadOnlyList<DifferenceLine> Lines) : IShowsPersons
{
    /// <inheritdoc />
    public IEnumerable<Guid> ShownClients() => [ClientId];
}

/// <summary>What happened to a goal, a step or the agreement itself.</summary>
public enum DifferenceKind
{
    /// <summary>It is new.</summary>
    Added,
    /// <summary>It is no longer agreed.</summary>
    Removed,
    /// <summary>It reads otherwise.</summary>
    Changed,
    /// <summary>What the versions are.</summary>
    About,
}

/// <summary>A line of a difference.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">goal, step or agreement.</param>
/// <param name="ItemId">Which goal or step.</param>
/// <param name="Text">The line.</param>
public sealed record DifferenceLine(
    DifferenceKind Kind, [Example("goal")] string Subject, Guid? ItemId, [Example("Ziel „Deutsch auf Niveau B1“: Frist 30.06.2027 → 30.09.2027")] string Text);

internal sealed class CompareVersionsHandler(CaseDb db, CallContext call) : IHandler<CompareVersions, AgreementDifference>
{
    public async Task<AgreementDifference> Handle(CompareVersions request, CancellationToken cancellationToken)
    {
        var found = await db.Set<Agreement>().VisibleTo(db, call.Caller).Where(row => row.Id == request.Id).Select(row => new
        {
            Before = AgreementFunctions.VersionView(row.Id, request.From), After = AgreementFunctions.VersionView(row.Id, request.Number),
            Labels = AgreementFunctions.Labels(row.Id),
        }).SingleOrDefaultAsync(cancellationToken);
        if (found is not { Before: { } before, After: { } after })
        {
            throw RefusedException.NotFound(request.Id);
        }
        var (from, to) = (AgreementFile.Parse<AgreementVersionView>(before), AgreementFile.Parse<AgreementVersionView>(after));
        var isGerman = request.Audience == DifferenceAudience.Client && to.Language is "deu" or "eng" ? to.Language == "deu" : Language.IsGerman;
        var wording = new DifferenceWording(request.Audience, isGerman,
            AgreementFile.Parse<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(found.Labels));
        return new AgreementDifference(request.Id, to.ClientId, to.ClientName, from.Version.Number, to.Version.Number, request.Audience,
            isGerman ? "deu" : "eng", [.. wording.Lines(from, to)]);
    }
}

/// <summary>The words of a difference.</summary>
/// <param name="audience">For whom.</param>
/// <param name="isGerman">German, or English.</param>
/// <param name="labels">Labels of codes by list and code, as "need-area/language" with de and en.</param>
internal sealed class DifferenceWording(
    DifferenceAudience audience, bool isGerman, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> labels)
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE"), English = CultureInfo.GetCultureInfo("en-GB");

    // What stands in a goal or step: how the worker calls it, and how one says it to the person.
    private readonly (string Member, string German, string English, string PlainGerman, string PlainEnglish)[] members =
    [
        ("title", "Ziel", "Goal", "So heißt es jetzt", "It is called now"),
        ("area", "Bereich", "Area", "Das Thema ist", "It is about"),
        ("ownWords", "Eigene Worte", "Own words", "In Ihren Worten", "In your words"),
        ("indicator", "Indikator", "Indicator", "Daran sehen wir, dass es geschafft ist", "How we see that it is done"),
        ("baseline", "Ausgangslage", "Baseline", "So ist es heute", "How it is today"),
        ("target", "Zielwert", "Target", "So soll es werden", "How it is to be"),
        ("measure", "Messung", "Measure", "Das messen wir", "What we measure"),
        ("dueOn", "Frist", "Due", "Sie haben Zeit bis", "You have time until"),
        ("owner", "Zuständig", "Owner", "Darum kümmert sich", "Who sees to it"),
        ("dependsOn", "Voraussetzung", "Depends on", "Dafür brauchen Sie", "What you need for it"),
        ("what", "Schritt", "Step", "Das ist zu tun", "What is to be done"),
        ("stepDueOn", "Frist", "Due", "Das soll fertig sein bis", "It is to be done by"),
        ("side", "Wer", "Who", "Das macht", "Who does it"),
        ("reviewOn", "Überprüfung", "Review", "Wir schauen gemeinsam wieder darauf am", "We look at it together again on"),
        ("language", "Sprache", "Language", "Wir sprechen", "We speak"),
    ];

    /// <summary>What changed.</summary>
    public IEnumerable<DifferenceLine> Lines(AgreementVersionView from, AgreementVersionView to)
    {
        if (audience == DifferenceAudience.File)
        {
            yield return new DifferenceLine(DifferenceKind.About, "agreement", null, About(from, to));
        }
        if (audience != DifferenceAudience.Worker && to.Version.What is { } what)
        {
            yield return new DifferenceLine(DifferenceKind.About, "agreement", null, audience == DifferenceAudience.Client
                ? Say($"Das ändert sich: {what}. Warum: {to.Version.Why}.", $"What changes: {what}. Why: {to.Version.Why}.")
                : Say($"Gegenstand: {what}. Grund: {to.Version.Why}.", $"Subject: {what}. Reason: {to.Version.Why}."));
        }
        foreach (var line in Changed("agreement", null, Say("Vereinbarung", "Agreement"), Of(from), Of(to)))
        {
            yield return line;
        }
        foreach (var line in Compared("goal", from.Goals.ToDictionary(goal => goal.Id, goal => (goal.Title, Of(goal))),
            to.Goals.ToDictionary(goal => goal.Id, goal => (goal.Title, Of(goal)))))
        {
            yield return line;
        }
        foreach (var line in Compared("step", from.Steps.ToDictionary(step => step.Id, step => (step.What, Of(step))),
            to.Steps.ToDictionary(step => step.Id, step => (step.What, Of(step)))))
        {
            yield return line;
        }
    }

    private string About(AgreementVersionView from, AgreementVersionView to)
    {
        var (old, now, kind) = (from.Version.Number, to.Version.Number, Label("agreement-change-kind", to.Version.Kind));
        var (on, by) = (Day(to.Version.ProposedAt), to.Version.ProposedByName ?? "–");
        var force = to.Version.InForceFrom is { } since ? Say($"in Kraft seit {Day(since)}", $"in force since {Day(since)}")
            : Say("nicht in Kraft", "not in force");
        return Say($"Fassung {old} → Fassung {now} ({kind}), vorgelegt am {on} von {by}, {force}.",
            $"Version {old} → version {now} ({kind}), proposed on {on} by {by}, {force}.");
    }

    private IEnumerable<DifferenceLine> Compared(
        string subject, Dictionary<Guid, (string Name, Dictionary<string, string?> Says)> from,
        Dictionary<Guid, (string Name, Dictionary<string, string?> Says)> to)
    {
        foreach (var (id, item) in to.Where(item => !from.ContainsKey(item.Key)))
        {
            yield return new DifferenceLine(DifferenceKind.Added, subject, id, New(subject, item.Name, item.Says));
        }
        foreach (var (id, item) in from.Where(item => !to.ContainsKey(item.Key)))
        {
            yield return new DifferenceLine(DifferenceKind.Removed, subject, id, Gone(subject, item.Name));
        }
        foreach (var (id, item) in from.Where(item => to.ContainsKey(item.Key)))
        {
            foreach (var line in Changed(subject, id, Say($"{Noun(subject)} „{item.Name}“", $"{Noun(subject)} “{item.Name}”"), item.Says, to[id].Says))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<DifferenceLine> Changed(string subject, Guid? id, string name, Dictionary<string, string?> before, Dictionary<string, string?> after) =>
        from member in members
        where after.ContainsKey(member.Member) && before[member.Member] != after[member.Member]
        let said = after[member.Member] ?? "–"
        select new DifferenceLine(DifferenceKind.Changed, subject, id, audience switch
        {
            DifferenceAudience.Client => $"{name}: {Say(member.PlainGerman, member.PlainEnglish)}: {said}.",
            DifferenceAudience.Worker => $"{name}: {Say(member.German, member.English)} {before[member.Member] ?? "–"} → {said}",
            _ => Say($"{name}: {member.German} geändert von „{before[member.Member] ?? "–"}“ in „{said}“.",
                $"{name}: {member.English} changed from “{before[member.Member] ?? "–"}” to “{said}”."),
        });

    private string New(string subject, string name, Dictionary<string, string?> says) => audience switch
    {
        DifferenceAudience.Client when subject == "goal" => Say($"Sie haben ein neues Ziel: „{name}“, bis {says["dueOn"]}.",
            $"You have a new goal: “{name}”, until {says["dueOn"]}."),
        DifferenceAudience.Client => Say($"Neu ist: „{name}“ bis {says["stepDueOn"]}. Das macht: {says["side"]}.",
            $"New is: “{name}” by {says["stepDueOn"]}. Who does it: {says["side"]}."),
        DifferenceAudience.Worker => Say($"Neu: {Noun(subject)} „{name}“", $"New: {Noun(subject)} “{name}”"),
        _ => Say($"Neu aufgenommen: {Noun(subject)} „{name}“ ({All(says)}).", $"Added: {Noun(subject)} “{name}” ({All(says)})."),
    };

    private string Gone(string subject, string name) => audience switch
    {
        DifferenceAudience.Client => Say($"Das gilt nicht mehr: „{name}“.", $"This does not hold any more: “{name}”."),
        DifferenceAudience.Worker => Say($"Entfallen: {Noun(subject)} „{name}“", $"Gone: {Noun(subject)} “{name}”"),
        _ => Say($"Nicht mehr Bestandteil: {Noun(subject)} „{name}“.", $"No longer part of it: {Noun(subject)} “{name}”."),
    };

    private string All(Dictionary<string, string?> says) => string.Join("; ", members.Where(member => says.GetValueOrDefault(member.Member) is not null)
        .Select(member => $"{Say(member.German, member.English)}: {says[member.Member]}"));

    private string Noun(string subject) => subject == "goal" ? Say("Ziel", "Goal") : Say("Schritt", "Step");

    private Dictionary<string, string?> Of(AgreementVersionView version) =>
        new() { ["reviewOn"] = Day(version.ReviewOn), ["language"] = Label("language", version.Language) };

    private Dictionary<string, string?> Of(AgreedGoal goal) => new()
    {
        ["title"] = goal.Title, ["area"] = Label("need-area", goal.Area), ["ownWords"] = goal.OwnWords, ["indicator"] = goal.Indicator,
        ["baseline"] = goal.Baseline, ["target"] = goal.Target, ["measure"] = goal.Measure?.Said(isGerman, Label), ["dueOn"] = Day(goal.DueOn),
        ["owner"] = Who(goal.Owner, goal.OwnerName), ["dependsOn"] = goal.DependsOn,
    };

    private Dictionary<string, string?> Of(AgreedStep step) =>
        new() { ["what"] = step.What, ["stepDueOn"] = Day(step.DueOn), ["side"] = Who(step.Side, step.Who) };

    private string? Who(AgreementSide? side, string? name) => side switch
    {
        null => null,
        AgreementSide.ThirdParty => name,
        AgreementSide.Office => audience == DifferenceAudience.Client ? Say("unsere Stelle", "our office") : Say("Stelle", "office"),
        _ => audience == DifferenceAudience.Client ? Say("Sie", "you") : Say("Person", "person"),
    };

    private string Label(string list, string code) => labels.GetValueOrDefault($"{list}/{code}")?[isGerman ? "de" : "en"] ?? code;

    private string? Day(DateOnly? day) => day?.ToString(isGerman ? "dd.MM.yyyy" : "d MMMM yyyy", isGerman ? German : English);

    private string Day(DateTimeOffset at) => Day((DateOnly?)LocalTime.DateOf(at))!;

    private string Say(string german, string english) => isGerman ? german : english;
}

using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Representations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CaseManagement.Api.Agreements;

/// <summary>The database's functions of this slice for use in queries.</summary>
public static class AgreementFunctions
{
    /// <summary>All of an agreement as JSON (app.agreement_file), as far as the caller may open it.</summary>
    public static string File(Guid agreement) => throw new InvalidOperationException("Only in queries.");

    /// <summary>The same past the compartments (app.agreement_file_whole), to tell whether anything is missing; never shown.</summary>
    public static string WholeFile(Guid agreement) => throw new InvalidOperationException("Only in queries.");

    /// <summary>Whether a goal of it, or of one with which it is a joint one, has no result yet, restricted ones as well (app.lacks_result).</summary>
    public static bool LacksResult(Guid agreement) => throw new InvalidOperationException("Only in queries.");

    /// <summary>Its versions as JSON (app.agreement_versions).</summary>
    public static string Versions(Guid agreement) => throw new InvalidOperationException("Only in queries.");

    /// <summary>One version as JSON (app.agreement_version_view).</summary>
    public static string? VersionView(Guid agreement, int number) => throw new InvalidOperationException("Only in queries.");

    /// <summary>Labels of the codes that stand in its versions, as JSON (app.agreement_labels).</summary>
    public static string Labels(Guid agreement) => throw new InvalidOperationException("Only in queries.");

    internal static void Register(IMutableModel model)
    {
        foreach (var (method, name) in new[]
        {
            (nameof(File), "agreement_file"), (nameof(WholeFile), "agreement_file_whole"), (nameof(Versions), "agreement_versions"),
            (nameof(VersionView), "agreement_version_view"), (nameof(Labels), "agreement_labels"), (nameof(LacksResult), "lacks_result"),
        })
        {
            var function = model.AddDbFunction(typeof(AgreementFunctions).GetMethod(method)!);
            (function.Schema, function.Name) = ("app", name);
        }
    }
}

/// <summary>Everything that the screen of one agreement shows, read in one round trip: PostgreSQL builds the document (app.agreement_file).</summary>
/// <param name="Own">What is this person's.</param>
/// <param name="Partners">Of a joint one, while it runs, what is the other adults'.</param>
/// <param name="NextId">The case's running agreement, where this one has ended.</param>
/// <param name="RequiresApproval">A supervisor approves each version.</param>
/// <param name="BirthDate">The person's.</param>
/// <param name="Held">Who acts, or has acted, for the person.</param>
internal sealed record AgreementFile(
    AgreementPart Own, IReadOnlyList<AgreementPart> Partners, Guid? NextId, bool RequiresApproval, DateOnly? BirthDate,
    IReadOnlyList<Held> Held)
{
    private static readonly JsonSerializerOptions Spoken = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private IEnumerable<AgreementPart> Parts => Partners.Prepend(Own);

    /// <summary>Reads what PostgreSQL has built.</summary>
    public static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, Spoken)!;

    /// <summary>What stands in the way of proposing it, part by part; of a joint one that of all. Decided by the whole of it: of what the caller may not open
    /// he learns only that there is something, and what only he does not see is not missing.</summary>
    public IReadOnlyList<ProblemError> Missing(AgreementFile whole, DateOnly today)
    {
        var known = Missing(today).Select(error => error.Pointer).ToHashSet();
        return [.. whole.Missing(today)
            .Select(error => known.Contains(error.Pointer) ? error : new ProblemError("", AgreementProblems.Hidden.Code, AgreementProblems.Hidden.Text()))
            .Distinct()];
    }

    private IReadOnlyList<ProblemError> Missing(DateOnly today)
    {
        return
        [
            .. Parts.SelectMany(part => part.Goals).Any(goal => goal.Status != GoalStatus.Dropped) ? []
                : new[] { Error("/goals", AgreementProblems.NoGoal) },
            .. Parts.SelectMany(part => part.Goals)
                .SelectMany(goal => goal.Lacks(today).Select(lack => Error($"/goals/{goal.Id}/{lack.Member}", AgreementProblems.Of(lack.Part)))),
            .. HasStep(AgreementSide.Client) ? [] : new[] { Error("/steps", AgreementProblems.NoStepOfClient) },
            .. HasStep(AgreementSide.Office) ? [] : new[] { Error("/steps", AgreementProblems.NoStepOfOffice) },
            .. from part in Parts
               from need in part.Needs
               where need.Urgent && !part.GoalsOf(need).Any() && part.ReasonOf(need) is null
               select Error($"/needs/{need.Id}", AgreementProblems.UrgentNeed),
            .. Parts.SelectMany(part => part.Steps).Where(step => step is { Status: StepStatus.Open, FormerOfficeId: not null })
                .Select(step => Error($"/steps/{step.Id}", AgreementProblems.FormerObligation)),
        ];

        bool HasStep(AgreementSide side) => Parts.SelectMany(part => part.Steps).Any(step => step.Side == side && step.Status != StepStatus.Lapsed);
        static ProblemError Error(string pointer, ProblemType rule) => new(pointer, rule.Code, rule.Text());
    }

    /// <summary>Whose word a proposed version waits for.</summary>
    public IEnumerable<AgreementWait> WaitsFor(AgreementVersionRow proposed) =>
    [
        .. Has(proposed, AcknowledgingSide.Client) ? [] : new[] { AgreementWait.Client },
        .. Has(proposed, AcknowledgingSide.Office) ? [] : new[] { AgreementWait.Office },
        .. Partners.All(part => Has(part.Proposed, AcknowledgingSide.Client)) ? [] : new[] { AgreementWait.Partner },
        .. !RequiresApproval || proposed.ApprovedAt is not null ? [] : new[] { AgreementWait.Approval },
    ];

    private static bool Has(AgreementVersionRow? version, AcknowledgingSide side) =>
        version?.Acknowledgements.Any(given => given.Side == side && given.State == AcknowledgementState.Given) == true;
}

/// <summary>What is one person's of an agreement, as far as the caller may open it.</summary>
/// <param name="AgreementId">The agreement.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="ClientName">Family name, given name.</param>
/// <param name="DiedOn">When the person has died.</param>
/// <param name="ProposedNumber">The version that waits.</param>
/// <param name="InForceNumber">The version in force.</param>
/// <param name="Goals">Its goals.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Reasons">Why needs have no goal.</param>
/// <param name="Needs">The needs of the current assessment, the most urgent first.</param>
/// <param name="Versions">The version in force, and the one that waits.</param>
internal sealed record AgreementPart(
    Guid AgreementId, Guid ClientId, string ClientName, DateOnly? DiedOn, int? ProposedNumber, int? InForceNumber, IReadOnlyList<GoalView> Goals,
    IReadOnlyList<StepView> Steps, IReadOnlyList<NeedReason> Reasons, IReadOnlyList<NeedNow> Needs, IReadOnlyList<AgreementVersionRow> Versions)
{
    /// <summary>The version that waits for acknowledgements.</summary>
    public AgreementVersionRow? Proposed => Versions.SingleOrDefault(version => version.Number == ProposedNumber);

    /// <summary>The version in force.</summary>
    public AgreementVersionRow? InForce => Versions.SingleOrDefault(version => version.Number == InForceNumber);

    /// <summary>The goals in the area of a need.</summary>
    public IEnumerable<GoalView> GoalsOf(NeedNow need) => Goals.Where(goal => goal.Area == need.Area && goal.Status != GoalStatus.Dropped);

    /// <summary>Why a need has no goal.</summary>
    public string? ReasonOf(NeedNow need) => Reasons.FirstOrDefault(reason => reason.Area == need.Area)?.Reason;
}

/// <summary>Why a need has no goal.</summary>
/// <param name="Area">Code of the list need-area.</param>
/// <param name="Reason">Why.</param>
internal sealed record NeedReason(string Area, string Reason);

/// <summary>A need of a current assessment.</summary>
/// <param name="Id">The area of the assessment.</param>
/// <param name="Area">Code of the list need-area.</param>
/// <param name="Urgency">Code of the list urgency.</param>
/// <param name="Urgent">Whether it counts as urgent.</param>
/// <param name="Need">In words.</param>
internal sealed record NeedNow(Guid Id, string Area, string Urgency, bool Urgent, string? Need);

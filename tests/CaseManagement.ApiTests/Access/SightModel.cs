namespace CaseManagement.ApiTests.Access;

/// <summary>
/// Who may see what, why and until when, as DESIGN §4 says it: written down once more without a database, so that the
/// database's answer can be compared with it.
/// </summary>
public sealed record SightModel(
    IReadOnlyList<SightModel.Team> Teams, IReadOnlyList<SightModel.Member> Members, IReadOnlyList<SightModel.Absence> Absences,
    IReadOnlyList<SightModel.Case> Cases, IReadOnlyList<SightModel.Part> Parts,
    IReadOnlyList<SightModel.Naming> Namings, IReadOnlyList<SightModel.Glass> Glasses, IReadOnlyList<SightModel.Keeper> Keepers,
    IReadOnlyList<SightModel.Supervisor> Supervisors)
{
    public sealed record Team(Guid Id, Guid Organisation, bool IsDissolved = false);
    public sealed record Member(Guid Team, Guid Staff, DateOnly From, DateOnly? Until);
    public sealed record Absence(Guid Id, Guid Organisation, Guid Staff, Guid? Deputy, DateOnly From, DateOnly Until, bool IsCancelled);
    public sealed record Case(Guid Id, Guid Client, Guid Organisation, Guid Team, Guid? Lead, bool IsOpen,
        Guid? FormerOrganisation, Guid? FormerTeam, DateTimeOffset? FormerUntil);
    public sealed record Part(Guid Case, Guid Staff, bool HasEnded, Guid? Absence);
    public sealed record Naming(Guid Client, string Compartment, Guid Staff, bool HasEnded);
    public sealed record Glass(Guid Organisation, Guid Client, Guid Staff, DateTimeOffset Opened);

    public sealed record Keeper(Guid Organisation, Guid Client, Guid Team, Guid? Staff, bool HasEnded);
    public sealed record Supervisor(Guid Organisation, Guid Staff, bool Administers);

    /// <summary>Who asks, for which organisation, when.</summary>
    public sealed record Asked(Guid Staff, Guid Organisation, DateTimeOffset Now)
    {
        public DateOnly Today => LocalTime.DateOf(Now);
    }

    /// <summary>The cases that somebody sees.</summary>
    public IEnumerable<Guid> Sees(Asked by) => Cases.Where(of => InsideTheWall(of, by)
        && (MyTeams(by).Contains(of.Team) || TakesPart(of, by) || HasBrokenGlass(of.Client, by) || ReadsOn(of, by))).Select(of => of.Id);

    /// <summary>The cases on which somebody works.</summary>
    public IEnumerable<Guid> WorksOn(Asked by) => Cases.Where(of => of.Organisation == by.Organisation
        && (MyTeams(by).Contains(of.Team) || TakesPart(of, by))).Select(of => of.Id);

    /// <summary>
    /// Whether somebody may open a compartment: who leads the case and works in its team, who is named, who has broken the glass; who keeps what stayed
    /// behind of the person, while he works in the team that handed it over.
    /// </summary>
    public bool MayOpen(Guid client, string compartment, Asked by) => HasBrokenGlass(client, by)
        || Keepers.Any(keeper => keeper.Client == client && keeper.Organisation == by.Organisation && keeper.Staff == by.Staff && !keeper.HasEnded
            && MyTeams(by).Contains(keeper.Team))
        || Cases.Any(of => of.Client == client && of.IsOpen && of.Organisation == by.Organisation
            && ((of.Lead == by.Staff && MyTeams(by).Contains(of.Team))
                || Namings.Any(naming => naming.Client == client && naming.Compartment == compartment && naming.Staff == by.Staff && !naming.HasEnded)));

    // An organisation's own rows, and for the grace period what it has handed over.
    private static bool InsideTheWall(Case of, Asked by) =>
        of.Organisation == by.Organisation || (of.FormerOrganisation == by.Organisation && of.FormerUntil > by.Now);

    // Until the membership ends, until the absence ends. What was with a dissolved team is the supervisors', but for those who could have dissolved it.
    private HashSet<Guid> MyTeams(Asked by)
    {
        var colleagues = Absences.Where(absence => absence.Deputy == by.Staff && absence.Organisation == by.Organisation && Runs(absence, by))
            .Select(absence => absence.Staff);
        var supervisors = Supervisors.Where(supervisor => supervisor.Organisation == by.Organisation
            && (supervisor.Staff == by.Staff || colleagues.Contains(supervisor.Staff))).ToList();
        var supervises = supervisors.Count > 0 && !supervisors.Exists(supervisor => supervisor.Administers);
        return [.. Members.Where(member => (member.Staff == by.Staff || colleagues.Contains(member.Staff)) && member.From <= by.Today
            && (member.Until is null || member.Until > by.Today) && Teams.Single(team => team.Id == member.Team).Organisation == by.Organisation)
            .Select(member => member.Team),
            .. Teams.Where(team => supervises && team.IsDissolved && team.Organisation == by.Organisation).Select(team => team.Id)];
    }

    // While the case is open and the acting organisation's; a deputy's part until the absence ends.
    private bool TakesPart(Case of, Asked by) => of.IsOpen && of.Organisation == by.Organisation
        && Parts.Any(part => part.Case == of.Id && part.Staff == by.Staff && !part.HasEnded
        && (part.Absence is null || Absences.Any(absence => absence.Id == part.Absence && absence.Deputy == by.Staff
            && absence.Organisation == by.Organisation && Runs(absence, by))));

    // For four hours.
    private bool HasBrokenGlass(Guid client, Asked by) => Glasses.Any(glass => glass.Client == client && glass.Staff == by.Staff
        && glass.Organisation == by.Organisation && glass.Opened.AddHours(4) > by.Now);

    // The team that handed it over last, until the grace period ends.
    private bool ReadsOn(Case of, Asked by) => of.FormerTeam is { } team && MyTeams(by).Contains(team) && of.FormerUntil > by.Now;

    private static bool Runs(Absence absence, Asked by) => !absence.IsCancelled && absence.From <= by.Today && absence.Until > by.Today;
}

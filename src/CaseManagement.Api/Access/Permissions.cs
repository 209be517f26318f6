namespace CaseManagement.Api.Access;

/// <summary>The roles of DESIGN §4, granted per organisation; in the order of DESIGN.</summary>
public enum Role
{
    /// <summary>Looks after residents of an accommodation; prepares handovers.</summary>
    AccommodationStaff,
    /// <summary>Integration manager.</summary>
    Caseworker,
    /// <summary>Leads teams: their cases and figures.</summary>
    Supervisor,
    /// <summary>A partner agency's API access.</summary>
    Partner,
    /// <summary>Reads the audit trail, no case content (Art. 39 GDPR).</summary>
    DataProtectionOfficer,
    /// <summary>Users and reference data, no case content.</summary>
    Administrator,
}

/// <summary>What a request needs. Each request type declares one; the table below says who has it.</summary>
public enum Permission
{
    /// <summary>Own profile and own sessions: every person who is signed in.</summary>
    UseProduct,
    /// <summary>Codes and their words, forms.</summary>
    ReadReferenceData,
    /// <summary>The directory of organisations, teams and accommodations: to address handovers, place people, read the trail, keep it.</summary>
    ReadDirectory,
    /// <summary>See persons, households and search for them.</summary>
    ReadClients,
    /// <summary>Create and change persons and households.</summary>
    WriteClients,
    /// <summary>See cases, their timeline and contacts.</summary>
    ReadCases,
    /// <summary>Open cases, record contacts, close and reopen.</summary>
    WriteCases,
    /// <summary>Assign and reassign cases of the own teams.</summary>
    AssignCases,
    /// <summary>Upload, check and apply allocation lists, and lists of facts about persons on file.</summary>
    ImportAllocations,
    /// <summary>Read assessments and needs.</summary>
    ReadAssessments,
    /// <summary>Record assessments and needs.</summary>
    WriteAssessments,
    /// <summary>See handovers sent by or addressed to the own organisation.</summary>
    ReadHandovers,
    /// <summary>Prepare, submit and withdraw handovers.</summary>
    SendHandovers,
    /// <summary>Accept, query or decline handovers.</summary>
    ReceiveHandovers,
    /// <summary>Refer persons to services, confidential ones included; the register of what was disclosed.</summary>
    SendReferrals,
    /// <summary>Answer referrals that were sent to the own organisation.</summary>
    ReceiveReferrals,
    /// <summary>Keep the directory of services.</summary>
    ManageServices,
    /// <summary>Propose that a person whom one sees is erased, and take one's proposal back.</summary>
    ProposeErasures,
    /// <summary>See what is to be erased and what was; persons only where one sees them anyway.</summary>
    ReadErasures,
    /// <summary>Decide that a person is erased, or is not.</summary>
    DecideErasures,
    /// <summary>Confirm, as another, what was decided, which carries it out; or refuse it.</summary>
    ConfirmErasures,
    /// <summary>Say how long closed cases are kept.</summary>
    ManageRetention,
    /// <summary>See how long closed cases are kept.</summary>
    ReadRetention,
    /// <summary>Own reminders and those of the own teams' cases.</summary>
    UseReminders,
    /// <summary>Say what the organisation is reminded of, how far ahead and whom, in dated versions.</summary>
    ManagePolicies,
    /// <summary>Restricted records of clients, within the compartment rules.</summary>
    UseCompartments,
    /// <summary>Open a restricted compartment for four hours with a reason.</summary>
    BreakGlass,
    /// <summary>Read the audit trail and verify it.</summary>
    ReadAudit,
    /// <summary>Organisations, teams, staff, accounts, accommodations.</summary>
    ManageOrganisation,
    /// <summary>Confirm a right that an administrator has given to an account of his own making.</summary>
    ConfirmRights,
    /// <summary>Read what the organisation's identity provider is.</summary>
    ReadIdentityProviders,
    /// <summary>Which share of whose working time a programme pays: who reports to it, and who keeps staff.</summary>
    ManageFundedPosts,
    /// <summary>Record absences and deputies.</summary>
    ManageAbsence,
    /// <summary>Add and end codes of the dated reference data.</summary>
    ManageReferenceData,
    /// <summary>Write and publish what persons are asked to consent to.</summary>
    ManageConsentTexts,
    /// <summary>See and wake recurring commands.</summary>
    OperateJobs,
    /// <summary>Programs that may ask for tokens, and their secrets.</summary>
    ManageApiClients,
    /// <summary>Read which programs may ask for tokens.</summary>
    ReadApiClients,
    /// <summary>Read what needs were not met, in numbers, to plan offers.</summary>
    PlanOffers,
    /// <summary>Figures of the own organisation, with small numbers, and which units they count; persons only where one sees them anyway.</summary>
    ReadFigures,
    /// <summary>What figures there are, and how many; to machines rounded.</summary>
    AskFigures,
    /// <summary>Read what was published for one's organisation, for the audience to which a machine belongs, and for everybody.</summary>
    ReceiveFigures,
    /// <summary>Figures of one's own work.</summary>
    ReadOwnFigures,
    /// <summary>Draft, sign off and publish figures for an audience, and say who audiences are.</summary>
    PublishFigures,
    /// <summary>Read what was or is to be published, as the audience receives it, and its proof.</summary>
    ReadPublications,
    /// <summary>Read cooperation agreements of the own organisation, and what of them is missing.</summary>
    ReadCooperation,
    /// <summary>Record, acknowledge, correct and end cooperation agreements for the own organisation.</summary>
    ManageCooperation,
}

/// <summary>Who may do what: the whole table on one screen. What is not listed is refused.</summary>
public static class RolePermissions
{
    private static readonly Permission[] Casework =
    [
        Permission.UseProduct, Permission.ReadReferenceData, Permission.ReadDirectory, Permission.ReadClients, Permission.WriteClients,
        Permission.ReadCases, Permission.WriteCases, Permission.ReadAssessments, Permission.WriteAssessments, Permission.ReadHandovers,
        Permission.SendHandovers, Permission.ReceiveHandovers, Permission.UseReminders, Permission.UseCompartments, Permission.BreakGlass,
        Permission.ManageAbsence, Permission.ProposeErasures, Permission.ReadErasures, Permission.ReadRetention,
        Permission.ReadOwnFigures,
    ];

    private static readonly Permission[] Referring = [Permission.SendReferrals, Permission.ManageServices];

    private static readonly Dictionary<Role, HashSet<Permission>> Table = new()
    {
        [Role.AccommodationStaff] = [.. Casework.Except([Permission.ReceiveHandovers]), Permission.ImportAllocations],
        [Role.Caseworker] = [.. Casework, .. Referring],
        [Role.Supervisor] = [.. Casework, .. Referring, Permission.AssignCases, Permission.ImportAllocations, Permission.ConfirmRights,
            Permission.ReadIdentityProviders, Permission.ReadApiClients, Permission.PlanOffers, Permission.ReadFigures, Permission.AskFigures,
            Permission.ReceiveFigures, Permission.ReadCooperation,
            Permission.ManageCooperation, Permission.ManageFundedPosts, Permission.DecideErasures, Permission.ConfirmErasures,
            Permission.PublishFigures, Permission.ReadPublications, Permission.ManagePolicies],
        [Role.Partner] = [Permission.UseProduct, Permission.ReadReferenceData, Permission.ReceiveReferrals],
        [Role.DataProtectionOfficer] =
        [
            Permission.UseProduct, Permission.ReadReferenceData, Permission.ReadDirectory, Permission.ReadAudit, Permission.ManageConsentTexts,
            Permission.ReadIdentityProviders, Permission.ReadApiClients, Permission.ReadCooperation,
            Permission.ReadErasures, Permission.ConfirmErasures, Permission.ManageRetention, Permission.ReadRetention,
            Permission.ReadPublications,
        ],
        [Role.Administrator] =
        [
            Permission.UseProduct, Permission.ReadReferenceData, Permission.ReadDirectory, Permission.ManageOrganisation, Permission.ManageReferenceData,
            Permission.ManageConsentTexts, Permission.OperateJobs, Permission.ManageApiClients, Permission.ReadIdentityProviders,
            Permission.ReadApiClients, Permission.ReadCooperation, Permission.ManageCooperation,
            Permission.ManageRetention, Permission.ReadRetention, Permission.ManageFundedPosts,
        ],
    };

    /// <summary>Whether any of the roles holds the permission.</summary>
    public static bool Allow(IEnumerable<Role> roles, Permission permission) =>
        roles.Any(role => Table.TryGetValue(role, out var granted) && granted.Contains(permission));

    /// <summary>The roles that hold a permission, for documents and tests.</summary>
    public static IEnumerable<Role> RolesWith(Permission permission) => Enum.GetValues<Role>().Where(role => Table[role].Contains(permission));
}

/// <summary>For what a machine's token is; granted to an API client, asked for with each token.</summary>
public enum Scope
{
    /// <summary>Organisations, teams, accommodations.</summary>
    Directory,
    /// <summary>The API of partner agencies.</summary>
    Partner,
    /// <summary>Figures: what was published, or rounded.</summary>
    Statistics,
}

/// <summary>
/// What a machine may do. It has no colleague's eyes: the one scope that shows persons is a partner's, who sees what was sent to his organisation and
/// answers it, no more than its staff with the role partner. Of figures a machine gets rounded ones, or what was published for an audience.
/// </summary>
public static class ScopePermissions
{
    private static readonly Dictionary<Scope, Permission[]> Table = new()
    {
        [Scope.Directory] = [Permission.ReadReferenceData, Permission.ReadDirectory],
        [Scope.Partner] = [Permission.ReadReferenceData, Permission.ReceiveReferrals],
        [Scope.Statistics] = [Permission.ReadReferenceData, Permission.AskFigures, Permission.ReceiveFigures],
    };

    /// <summary>Whether any of the scopes holds the permission.</summary>
    public static bool Allow(IEnumerable<Scope> scopes, Permission permission) => scopes.Any(scope => Table[scope].Contains(permission));
}

/// <summary>The permission that a request type needs. A type without this (or one of the two below) is refused.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RequiresAttribute(Permission permission) : Attribute
{
    /// <summary>The permission.</summary>
    public Permission Permission { get; } = permission;
}

/// <summary>Anybody may send it, signed in or not: signing in, and nothing that shows a person's data.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OpenToAnyoneAttribute : Attribute;

/// <summary>
/// What concerns every organisation of the installation (reference data, new organisations, recurring commands): besides
/// the permission, the acting organisation has to be the one that operates it.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ByOperatorAttribute : Attribute;

/// <summary>Only the system sends it (recurring commands); no endpoint may.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ForSystemAttribute : Attribute;

namespace CaseManagement.Api.Access;

/// <summary>Who is asking: nobody yet, a member of staff acting for one organisation, a machine of one, or the system.</summary>
public sealed record Caller
{
    /// <summary>Nobody is signed in; the database shows no rows.</summary>
    public static readonly Caller Anonymous = new();

    /// <summary>The system, acting for one organisation at a time (recurring commands), or for none.</summary>
    public static Caller System(Guid? organisationId) => new() { OrganisationId = organisationId, IsSystem = true };

    /// <summary>The member of staff; null for anonymous callers and the system.</summary>
    public Guid? StaffId { get; init; }

    /// <summary>The organisation for which the caller acts: the controller whose rows are visible.</summary>
    public Guid? OrganisationId { get; init; }

    /// <summary>The session behind the bearer token. The database refuses an ended one (SQLSTATE 28000).</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Roles granted for <see cref="OrganisationId"/>. Changing a grant ends the sessions, so these are current.</summary>
    public IReadOnlyCollection<Role> Roles { get; init; } = [];

    /// <summary>Whether the acting organisation operates the installation; see <see cref="ByOperatorAttribute"/>.</summary>
    public bool IsOperator { get; init; }

    /// <summary>
    /// The API client that acts as itself, without a member of staff; its id then is <see cref="SessionId"/>, too. The database refuses one that was
    /// revoked, has expired or calls from elsewhere.
    /// </summary>
    public Guid? ApiClientId { get; init; }

    /// <summary>What an API client's token is for; the rights of <see cref="ApiClientId"/>.</summary>
    public IReadOnlyCollection<Scope> Scopes { get; init; } = [];

    /// <summary>The client_id under which the tokens were issued; null for those of scripts (/sessions).</summary>
    public string? Client { get; init; }

    /// <summary>Whether somebody is signed in, a person or a machine.</summary>
    public bool IsSignedIn => StaffId is not null || ApiClientId is not null;

    /// <summary>True for recurring commands and start-up work, never for a request from outside.</summary>
    public bool IsSystem { get; init; }

    /// <summary>The signed-in member of staff; an anonymous caller has no business where this is asked.</summary>
    public Guid RequiredStaffId => StaffId ?? throw new InvalidOperationException("No member of staff is signed in.");

    /// <summary>The acting organisation; see <see cref="RequiredStaffId"/>.</summary>
    public Guid RequiredOrganisationId => OrganisationId ?? throw new InvalidOperationException("No organisation is acting.");

    /// <summary>Whether the caller holds a role in the acting organisation.</summary>
    public bool Is(Role role) => Roles.Contains(role);

    /// <summary>Whether a role or a scope of the caller holds the permission.</summary>
    public bool May(Permission permission) => RolePermissions.Allow(Roles, permission) || ScopePermissions.Allow(Scopes, permission);
}

/// <summary>What the current request or job is: who calls, under which name it is recorded, and why.</summary>
public sealed class CallContext(TimeProvider time)
{
    /// <summary>Who is asking.</summary>
    public Caller Caller { get; set; } = Caller.Anonymous;

    /// <summary>The request type that is being handled, as the audit trail names it (e.g. SubmitHandover).</summary>
    public string Action { get; set; } = "";

    /// <summary>The stated reason, where the command carries one.</summary>
    public string? Reason { get; set; }

    /// <summary>Correlates log lines, traces and audit entries; never derived from personal data.</summary>
    public string RequestId { get; set; } = Guid.CreateVersion7().ToString("N");

    /// <summary>From where the request came; "" where it came from nowhere. Never recorded as it is.</summary>
    public string Address { get; set; } = "";

    /// <summary>Method and path of the HTTP request: with the body, what an Idempotency-Key stands for.</summary>
    public string Target { get; set; } = "";

    /// <summary>The Idempotency-Key of a POST, if the caller sent one.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>Whether a request is being handled already, so that only the outermost one is recorded.</summary>
    public bool IsHandling { get; set; }

    /// <summary>The product's clock.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Today in Germany: dates in law and on letters are local dates.</summary>
    public DateOnly Today => LocalTime.DateOf(Now);
}

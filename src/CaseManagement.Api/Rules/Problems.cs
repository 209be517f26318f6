using System.Globalization;
using System.Text.Json.Serialization;

namespace CaseManagement.Api.Rules;

/// <summary>
/// A kind of refusal: its stable code (RFC 9457 "type" and the member "code"), HTTP status and its text in both languages.
/// Texts may have numbered places for values; a value is never personal data.
/// </summary>
public sealed record ProblemType(string Code, int Status, string English, string German)
{
    /// <summary>The database constraint whose violation means this refusal, if there is one.</summary>
    public string? Constraint { get; init; }

    /// <summary>The text in the language of the request (Accept-Language), German or English.</summary>
    public string Text(params object[] values) => string.Format(CultureInfo.CurrentCulture, Language.IsGerman ? German : English, values);
}

/// <summary>The language of the current request: German where it was asked for, English otherwise.</summary>
public static class Language
{
    /// <summary>Whether texts are to be German.</summary>
    public static bool IsGerman => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "de";

    /// <summary>The text of the request's language.</summary>
    public static string Choose(string german, string english) => IsGerman ? german : english;
}

/// <summary>One fault of a request: where (RFC 6901 JSON pointer into the body, or the parameter's name), which rule, in words.</summary>
/// <param name="Pointer">JSON pointer such as "/birthDate", empty for the whole body; of a parameter its bare name.</param>
/// <param name="Code">The rule's stable code.</param>
/// <param name="Message">The rule in the language of the request, never with the value.</param>
public sealed record ProblemError(
    [Example("/areas/language/answers/course")] string Pointer,
    [Example("answer-required")] string Code,
    [Example("This question needs an answer.")] string Message)
{
    /// <summary>What may stand there instead, where that is a closed set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>A fault by its rule, the closed set told in words and as data.</summary>
    public static ProblemError Outside(string pointer, ProblemType rule, IReadOnlyList<string> allowed) =>
        new(pointer, rule.Code, rule.Text(allowed.Count > 0 ? string.Join(", ", allowed) : "–")) { Allowed = allowed };
}

/// <summary>The one way to refuse: translated to problem details by the one translator (Http/RefusalHandler), recorded when access was refused.</summary>
public sealed class RefusedException(ProblemType type, params object[] values) : Exception(type.Code)
{
    /// <summary>What kind of refusal.</summary>
    public ProblemType Type { get; } = type;

    /// <summary>Values for the numbered places of the text.</summary>
    public IReadOnlyList<object> Values { get; } = values;

    /// <summary>Single faults, for a 400 or 409 that lists what is wrong or missing.</summary>
    public IReadOnlyList<ProblemError> Errors { get; init; } = [];

    /// <summary>Further members of the problem document (ids, statuses, allowed actions), never personal data.</summary>
    public Dictionary<string, object?> Extensions { get; } = [];

    /// <summary>The row that the caller asked for, for the audit trail.</summary>
    public Guid? Subject { get; init; }

    /// <summary>404: there is no such row, or it is somebody else's. The two are not told apart.</summary>
    public static RefusedException NotFound(Guid? subject = null) => new(HttpProblems.NotFound) { Subject = subject };

    /// <summary>403: the caller's role does not allow it.</summary>
    public static RefusedException Forbidden(ProblemType type, Guid? subject = null) => new(type) { Subject = subject };

    /// <summary>A refusal for a time: the answer says in Retry-After how many seconds (rounded up) to wait.</summary>
    public static RefusedException NotBefore(ProblemType type, TimeSpan wait) => new(type) { RetryAfter = wait };

    /// <summary>See <see cref="NotBefore"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>400: one fault in the request, found after validation (such as an unknown code).</summary>
    public static RefusedException Invalid(string pointer, ProblemType rule, params object[] values) =>
        new(HttpProblems.Invalid) { Errors = [new ProblemError(pointer, rule.Code, rule.Text(values))] };
}

/// <summary>Refusals of the protocol, the same for every slice.</summary>
public static class HttpProblems
{
    /// <summary>404.</summary>
    public static readonly ProblemType NotFound = new("not-found", 404,
        "There is no such record, or it is not yours to see.", "Diesen Datensatz gibt es nicht, oder er ist nicht für Sie bestimmt.");
    /// <summary>In a 400: a list is too long.</summary>
    public static readonly ProblemType TooManyItems = new("too-many", 400, "At most {0}.", "Höchstens {0}.");
    /// <summary>400 with errors[].</summary>
    public static readonly ProblemType Invalid = new("validation-failed", 400,
        "The request does not follow the rules; see errors.", "Die Anfrage hält die Regeln nicht ein; siehe errors.");
    /// <summary>400: not JSON, an unknown member, a wrong type.</summary>
    public static readonly ProblemType Malformed = new("malformed-request", 400,
        "The request cannot be read; see errors.", "Die Anfrage ist nicht lesbar; siehe errors.");
    /// <summary>A body where the operation takes none: it would have been dropped.</summary>
    public static readonly ProblemType NoBody = new("no-body", 400,
        "This operation takes no body.", "Diese Operation nimmt keinen Inhalt entgegen.");
    /// <summary>A mandatory member of a body is not there.</summary>
    public static readonly ProblemType MissingMember = new("required", 400, "A value is needed.", "Hier fehlt ein Wert.");
    /// <summary>An instant without an offset from UTC: nobody can say which moment it is.</summary>
    public static readonly ProblemType OffsetRequired = new("offset-required", 400,
        "An instant needs its offset, such as Z or +01:00; in an address the plus is written %2B.",
        "Ein Zeitpunkt braucht seine Abweichung von UTC, etwa Z oder +01:00; in einer Adresse wird das Plus als %2B geschrieben.");
    /// <summary>Not an instant as RFC 3339 writes it.</summary>
    public static readonly ProblemType MalformedInstant = new("malformed-date", 400,
        "Write an instant such as 2026-11-21T09:30:00+01:00.", "Bitte einen Zeitpunkt wie 2026-11-21T09:30:00+01:00 angeben.");
    /// <summary>Not a day as RFC 3339 writes it, or one that is in no calendar.</summary>
    public static readonly ProblemType MalformedDate = new("malformed-date", 400, "Write a day such as 2026-11-21.", "Bitte einen Tag wie 2026-11-21 angeben.");
    /// <summary>A day or instant in a year that cannot be meant.</summary>
    public static readonly ProblemType DateOutOfRange = new("date-out-of-range", 400,
        "The year must lie between 1900 and 2199.", "Das Jahr muss zwischen 1900 und 2199 liegen.");
    /// <summary>U+0000 in a text: PostgreSQL cannot keep it, and nobody means it.</summary>
    public static readonly ProblemType NulInText = new("nul-in-text", 400,
        "The text has the character U+0000. Leave it out.", "Der Text enthält das Zeichen U+0000. Bitte weglassen.");
    /// <summary>Not JSON at all.</summary>
    public static readonly ProblemType MalformedJson = new("malformed-json", 400, "This is not JSON (RFC 8259).", "Das ist kein JSON (RFC 8259).");
    /// <summary>A member that a body does not have; the allowed ones are told.</summary>
    public static readonly ProblemType UnknownMember = new("unknown-member", 400,
        "There is no such member. Known: {0}.", "Dieses Feld gibt es nicht. Bekannt: {0}.");
    /// <summary>A query parameter that the operation does not have; the allowed ones are told.</summary>
    public static readonly ProblemType UnknownParameter = new("unknown-parameter", 400,
        "There is no such parameter. Known: {0}.", "Diesen Parameter gibt es nicht. Bekannt: {0}.");
    /// <summary>A value outside of a closed set; the allowed ones are told.</summary>
    public static readonly ProblemType UnknownValue = new("unknown-value", 400,
        "This value is not known. Allowed: {0}.", "Dieser Wert ist nicht bekannt. Erlaubt: {0}.");
    /// <summary>A value of another type than the document says.</summary>
    public static readonly ProblemType WrongType = new("wrong-type", 400, "The value must be {0}.", "Der Wert muss {0} sein.");
    /// <summary>A parameter or member that was sent twice.</summary>
    public static readonly ProblemType Repeated = new("duplicate", 400, "This was sent more than once.", "Das wurde mehrfach angegeben.");
    /// <summary>405.</summary>
    public static readonly ProblemType MethodNotAllowed = new("method-not-allowed", 405,
        "This address does not take that method; see Allow.", "Diese Adresse kennt die Methode nicht; siehe Allow.");
    /// <summary>412: the resource has changed since the tag was read.</summary>
    public static readonly ProblemType Stale = new("stale", 412,
        "Somebody has changed this record since you read it. Read it again.",
        "Der Datensatz wurde seit dem Lesen geändert. Bitte neu laden.");
    /// <summary>428: a change needs If-Match (RFC 6585).</summary>
    public static readonly ProblemType IfMatchMissing = new("if-match-required", 428,
        "Send the ETag that you read as If-Match.", "Bitte den gelesenen ETag als If-Match senden.");
    /// <summary>400: If-Match is not a strong tag of this API.</summary>
    public static readonly ProblemType IfMatchMalformed = new("if-match-malformed", 400,
        "If-Match must be one strong ETag as this API gave it.", "If-Match muss genau ein starker ETag dieser API sein.");
    /// <summary>422: the key was used for another request.</summary>
    public static readonly ProblemType KeyReused = new("idempotency-key-reused", 422,
        "This Idempotency-Key was used for a different request.", "Dieser Idempotency-Key wurde für eine andere Anfrage verwendet.");
    /// <summary>400: empty or longer than 255 characters.</summary>
    public static readonly ProblemType KeyMalformed = new("idempotency-key-malformed", 400,
        "Idempotency-Key must have 1 to 255 visible characters.", "Idempotency-Key muss 1 bis 255 sichtbare Zeichen haben.");
    /// <summary>400: not a cursor of this list, or of another filter.</summary>
    public static readonly ProblemType CursorInvalid = new("cursor-invalid", 400,
        "This cursor does not belong to this list and filter. Start from the first page.",
        "Dieser Cursor gehört nicht zu dieser Liste und diesem Filter. Bitte von vorn beginnen.");
    /// <summary>400: limit out of range.</summary>
    public static readonly ProblemType LimitInvalid = new("limit-invalid", 400, "limit must be between 1 and 200.", "limit muss zwischen 1 und 200 liegen.");
    /// <summary>400: multipart/form-data without a file, or with several.</summary>
    public static readonly ProblemType OneFile = new("one-file", 400, "Send exactly one file.", "Bitte genau eine Datei senden.");
    /// <summary>413.</summary>
    public static readonly ProblemType TooLarge = new("too-large", 413,
        "The request is larger than this endpoint accepts.", "Die Anfrage ist größer als hier erlaubt.");
    /// <summary>429 (RFC 6585).</summary>
    public static readonly ProblemType TooMany = new("too-many-requests", 429,
        "Too many requests. Try again after the time in Retry-After.",
        "Zu viele Anfragen. Bitte nach der Zeit in Retry-After erneut versuchen.");
    /// <summary>409: a unique or exclusion rule of the database that no slice has named.</summary>
    public static readonly ProblemType Conflict = new("conflict", 409, "This contradicts another record.", "Das widerspricht einem anderen Datensatz.");
    /// <summary>409: a serialisation failure or deadlock; nothing was changed.</summary>
    public static readonly ProblemType TryAgain = new("try-again", 409,
        "Somebody else was changing the same record. Nothing was saved; try again.",
        "Gleichzeitig wurde derselbe Datensatz geändert. Es wurde nichts gespeichert; bitte erneut versuchen.");
    /// <summary>415.</summary>
    public static readonly ProblemType UnsupportedMedia = new("unsupported-media-type", 415,
        "Send the media type that the document names.", "Bitte den im Dokument genannten Medientyp senden.");
    /// <summary>500: a defect; the details are in the log under the request id.</summary>
    public static readonly ProblemType Internal = new("internal-error", 500,
        "Something went wrong on our side. Nothing was saved.", "Auf unserer Seite ist etwas schiefgegangen. Es wurde nichts gespeichert.");
    /// <summary>503: the database does not answer.</summary>
    public static readonly ProblemType Unavailable = new("unavailable", 503,
        "The service is not available at the moment. Try again.", "Der Dienst ist gerade nicht verfügbar. Bitte erneut versuchen.");
}

/// <summary>An action on a resource and whether the caller may take it now, with the reason where not.</summary>
/// <param name="Action">The action's name, spelt as in the path.</param>
/// <param name="Allowed">Whether a call would be accepted now.</param>
/// <param name="Code">The refusal's stable code; null where allowed.</param>
/// <param name="Reason">The refusal in the language of the request; null where allowed.</param>
public sealed record AllowedAction(
    [Example("close")] string Action,
    [Example(true)] bool Allowed,
    [Example(null)] string? Code,
    [Example(null)] string? Reason)
{
    /// <summary>Allowed.</summary>
    public static AllowedAction Yes(string action) => new(action, true, null, null);

    /// <summary>Refused, and why.</summary>
    public static AllowedAction No(string action, ProblemType type, params object[] values) => new(action, false, type.Code, type.Text(values));

    /// <summary>Allowed, or refused where there is an objection.</summary>
    public static AllowedAction Of(string action, ProblemType? objection) => objection is null ? Yes(action) : No(action, objection);
}

/// <summary>snake_case: how statuses and column names are spoken.</summary>
public static class SnakeCase
{
    /// <summary>ClarificationRequested → clarification_requested.</summary>
    public static string Of(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}

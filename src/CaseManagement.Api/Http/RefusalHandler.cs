using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CaseManagement.Api.Http;

/// <summary>
/// The one translator from exceptions to problem details (RFC 9457). Known refusals keep their code; what the database
/// refuses is named by its constraint; everything else is a 500 whose details stay in the log.
/// </summary>
public sealed partial class RefusalHandler(IProblemDetailsService problems, ILogger<RefusalHandler> log) : IExceptionHandler
{
    private static readonly Dictionary<string, ProblemType> ByConstraint = typeof(RefusalHandler).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static))
        .Where(field => field.FieldType == typeof(ProblemType) && !field.DeclaringType!.ContainsGenericParameters)
        .Select(field => (ProblemType)field.GetValue(null)!)
        .Where(type => type.Constraint is not null)
        .ToDictionary(type => type.Constraint!);

    /// <inheritdoc />
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            return true; // The caller has gone; there is nobody to answer.
        }
        var refused = Translate(exception);
        // The request knows which of its members are parameters: their place is a bare name, that of the body's a pointer.
        var shape = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<RequestShape>();
        if (refused.Type.Status >= 500)
        {
            Failed(log, context.TraceIdentifier, exception);
        }
        else if (Find<PostgresException>(exception) is { } postgres)
        {
            Refused(log, context.TraceIdentifier, refused.Type.Code, postgres.ConstraintName ?? postgres.SqlState);
        }
        context.Response.StatusCode = refused.Type.Status;
        if ((refused.Type == HttpProblems.Unavailable ? TimeSpan.FromSeconds(5) : refused.RetryAfter) is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = Document(refused, shape),
        });
    }

    /// <summary>The problem document of a refusal, in the language of the request.</summary>
    public static ProblemDetails Document(RefusedException refused, RequestShape? shape = null)
    {
        var details = new ProblemDetails
        {
            Type = $"urn:problem:{refused.Type.Code}",
            Title = refused.Type.Text([.. refused.Values]),
            Status = refused.Type.Status,
            Extensions = { ["code"] = refused.Type.Code },
        };
        if (refused.Errors.Count > 0)
        {
            details.Extensions["errors"] = shape is null || refused.Type == HttpProblems.Malformed ? refused.Errors
                : refused.Errors.Select(error => error with { Pointer = shape.Spell(error.Pointer) }).ToList();
        }
        foreach (var (name, value) in refused.Extensions)
        {
            details.Extensions[name] = value;
        }
        return details;
    }

    /// <summary>Any exception as a refusal.</summary>
    public static RefusedException Translate(Exception exception) => exception switch
    {
        RefusedException refused => refused,
        ValidationException validation => new RefusedException(HttpProblems.Invalid)
        {
            Errors = [.. validation.Errors.Select(error =>
                new ProblemError(Pointer.Of(error.PropertyName), ValidationTexts.CodeOf(error.ErrorCode), error.ErrorMessage)
                {
                    Allowed = error.CustomState as IReadOnlyList<string>, // WithState of a rule that knows the closed set.
                })],
        },
        MemberFaultException fault => new RefusedException(HttpProblems.Invalid)
        {
            Errors = [new ProblemError(Pointer.Of(fault.Path?.TrimStart('$', '.') ?? "") + fault.Within, fault.Rule.Code, fault.Rule.Text())],
        },
        DbUpdateConcurrencyException => new RefusedException(HttpProblems.Stale),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new RefusedException(HttpProblems.TooLarge),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => new RefusedException(HttpProblems.UnsupportedMedia),
        BadHttpRequestException => new RefusedException(HttpProblems.Malformed), // Cut off, or not HTTP.
        _ => Find<PostgresException>(exception) is { } postgres ? Translate(postgres, exception)
            : Find<NpgsqlException>(exception) is { IsTransient: true } ? new RefusedException(HttpProblems.Unavailable)
            : new RefusedException(HttpProblems.Internal),
    };

    private static RefusedException Translate(PostgresException postgres, Exception exception)
    {
        if (postgres.ConstraintName is { } name && ByConstraint.TryGetValue(name, out var type))
        {
            return new RefusedException(type);
        }
        return postgres.SqlState switch
        {
            _ when Refusals.OfSession(postgres) is { } problem => new RefusedException(problem),
            PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation => new RefusedException(HttpProblems.Conflict),
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => new RefusedException(HttpProblems.TryAgain),
            // Whoever it was to belong to has gone meanwhile: erased, with everything that is about a person.
            PostgresErrorCodes.ForeignKeyViolation when postgres.ConstraintName is { } key
                && (key.EndsWith("_client_id_fkey", StringComparison.Ordinal) || key.EndsWith("_case_id_fkey", StringComparison.Ordinal)) =>
                new RefusedException(HttpProblems.TryAgain),
            // A text inside free JSON that the edge does not look into: an answer to a form.
            PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => RefusedException.Invalid("", HttpProblems.NulInText),
            // 53: no connection or memory left; 57: shut down, or a statement took too long.
            PostgresErrorCodes.QueryCanceled => new RefusedException(HttpProblems.Unavailable),
            _ when Array.Exists(["08", "53", "57P"], state => postgres.SqlState.StartsWith(state, StringComparison.Ordinal)) =>
                new RefusedException(HttpProblems.Unavailable),
            _ => new RefusedException(HttpProblems.Internal),
        };
    }

    private static T? Find<T>(Exception? exception) where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }
        return null;
    }

    // Npgsql leaves row values out of its messages unless "Include Error Detail" is set, which this product never does.
    [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} failed")]
    private static partial void Failed(ILogger log, string requestId, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Request {RequestId} was refused by the database: {Code} ({Constraint})")]
    private static partial void Refused(ILogger log, string requestId, string code, string constraint);
}

/// <summary>RFC 6901 pointers out of the names that validators and System.Text.Json use.</summary>
public static class Pointer
{
    /// <summary>Names[0].FamilyName → /names/0/familyName.</summary>
    public static string Of(string path) => path.Length == 0 ? "" : "/" + string.Join('/', path
        .Replace("['", ".", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal)
        .Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
        .Split('.', StringSplitOptions.RemoveEmptyEntries)
        .Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName)
        .Select(Escape));

    /// <summary>A name as one step of a pointer.</summary>
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}

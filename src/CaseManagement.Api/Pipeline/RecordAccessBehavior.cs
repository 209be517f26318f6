using System.Reflection;
using MediatR;

namespace CaseManagement.Api.Pipeline;

/// <summary>
/// Every reading of a person's data and every refused access is on record before the answer leaves. If the record
/// cannot be written, there is no answer.
/// </summary>
public sealed class RecordAccessBehavior<TRequest, TResponse>(CallContext call, Readings readings, Refusals refusals) : IPipelineBehavior<TRequest, TResponse>
{
    private static readonly OnRecordAttribute? Always = typeof(TRequest).GetCustomAttribute<OnRecordAttribute>();

    /// <inheritdoc />
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (call.IsHandling)
        {
            return await next(); // Only the outermost request is recorded.
        }
        call.IsHandling = true;
        try
        {
            var answer = await next();
            Guid[] clients = answer is IShowsPersons shown ? [.. shown.ShownClients().Distinct()] : [];
            if (clients.Length > 0 || Always is not null)
            {
                var subject = Always?.Subject is { } member ? (Guid?)typeof(TRequest).GetProperty(member)!.GetValue(request) : null;
                await readings.Record(call, clients, subject);
            }
            return answer;
        }
        catch (Exception failure) when (Refusals.OfAccess(failure) is not null)
        {
            // An ended session is refused by the database itself; it counts like any other refusal.
            await refusals.Record(call, Refusals.OfAccess(failure)!);
            throw;
        }
        finally
        {
            call.IsHandling = false;
        }
    }
}

using CaseManagement.Api.Contacts;
using CaseManagement.Api.Persistence;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>
/// Recording (or correcting) a contact may be the last first contact that a handover waits for: it is completed in the same
/// transaction. A correction may as well take a first contact back, also of who is not named any more: that person is waited for again, unless the handover
/// is completed, which it stays. Contacts know nothing of handovers; what this misses, watch-handovers finds.
/// </summary>
internal sealed class CompleteOnContact(CaseDb db, CallContext call) : IPipelineBehavior<RecordContact, Saved>, IPipelineBehavior<CorrectContact, Saved>
{
    public Task<Saved> Handle(RecordContact request, CancellationToken cancellationToken, RequestHandlerDelegate<Saved> next) =>
        Follow(request, [], next, cancellationToken);

    public async Task<Saved> Handle(CorrectContact request, CancellationToken cancellationToken, RequestHandlerDelegate<Saved> next)
    {
        var before = await db.Set<ContactClient>().Where(person => person.ContactId == request.Id).Select(person => person.ClientId)
            .ToListAsync(cancellationToken);
        return await Follow(request, before, next, cancellationToken);
    }

    private async Task<Saved> Follow(
        ContactBody contact, IReadOnlyList<Guid> before, RequestHandlerDelegate<Saved> next, CancellationToken cancellationToken)
    {
        var saved = await next();
        if (contact.Persons is { } persons
            && await FirstContacts.Follow(db, call, [.. persons.Select(person => person.ClientId).Union(before)], cancellationToken) > 0)
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        return saved;
    }
}

/// <summary>Registration.</summary>
public static class HandoverCompletion
{
    /// <summary>Innermost in the pipeline of contacts: after the handler, before the transaction commits.</summary>
    public static void AddHandoverCompletion(this IServiceCollection services)
    {
        services.AddScoped<IPipelineBehavior<RecordContact, Saved>, CompleteOnContact>();
        services.AddScoped<IPipelineBehavior<CorrectContact, Saved>, CompleteOnContact>();
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>Puts right what was recorded wrongly about a person's information; the body states it as it really was.</summary>
[Requires(Permission.WriteClients)]
[Operation("Correct how a person was informed", """
    The whole record as it really was, with the reason; also by a text that is in use no longer. What it said before stays readable with it (Art. 5 (2), 16
    GDPR). Your organisation's records only; 409 `handed-over` where another organisation looks after the person now.
    """)]
public sealed record CorrectInformationNotice : InformationNoticeBody, ICommand<Saved>, INeedsReason
{
    /// <summary>Why it is corrected, up to 1,000 characters.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }

    /// <summary>The record.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CorrectInformationNoticeHandler(CaseDb db, CallContext call) : IHandler<CorrectInformationNotice, Saved>
{
    public async Task<Saved> Handle(CorrectInformationNotice request, CancellationToken cancellationToken)
    {
        var clients = db.Set<Client>().VisibleTo(db, call.Caller);
        var found = await db.Set<InformationNotice>().Where(notice => notice.Id == request.Id)
            .Select(notice => new
            {
                Notice = notice,
                Controller = clients.Where(client => client.Id == notice.ClientId).Select(client => (Guid?)client.OrganisationId).FirstOrDefault(),
            }).SingleOrDefaultAsync(cancellationToken);
        if (found?.Controller is not { } controller)
        {
            throw RefusedException.NotFound(request.Id);
        }
        if (controller != call.Caller.OrganisationId)
        {
            throw new RefusedException(ClientProblems.HandedOver);
        }
        IfMatch.Check(request.Version, found.Notice.Version);
        await InformingText.Check(db, request, alsoRetired: true, cancellationToken);
        db.Add(found.Notice.Correct(request, call.Caller.StaffId, call.Now));
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(found.Notice.Id, found.Notice.Version);
    }
}

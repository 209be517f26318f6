using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>
/// Puts right what was recorded wrongly, within 14 days: the body states the contact as it really was. Who had it may do
/// so, and who assigns the team's cases. What it was before stays in the trail. An appointment that became it says the same afterwards.
/// </summary>
[Requires(Permission.WriteCases)]
[Operation("Correct a contact", """
    The contact as it really was, with a reason, within 14 days (409 `contact-correction-over`). By who had it or the team's supervisor.
    Contacts are never deleted.
    """)]
public sealed record CorrectContact : ContactBody, ICommand<Saved>, INeedsReason
{
    /// <summary>Why, for the trail.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }

    /// <summary>The contact.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CorrectContactHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<CorrectContact, Saved>
{
    public async Task<Saved> Handle(CorrectContact request, CancellationToken cancellationToken)
    {
        var contact = await db.ToChange(call, request.Id, request.Version, cancellationToken);
        if (contact.StaffId != call.Caller.StaffId
            && !(RolePermissions.Allow(call.Caller.Roles, Permission.AssignCases) && await db.IsMyTeam(contact.TeamId, cancellationToken)))
        {
            throw RefusedException.Forbidden(ContactProblems.NotYours, contact.Id);
        }
        var meaning = ContactCodes.Of(request, codes);
        if (request.Persons is not { } persons)
        {
            contact.Correct(request.Facts(meaning with { Topics = request.Topics }), null, request.PersonCount, call.Now);
        }
        else
        {
            var unseen = await Unseen(contact, cancellationToken);
            var caseOf = await Cases(contact, persons, unseen, request.At, cancellationToken);
            await db.CheckPresent(persons, request.At, cancellationToken);
            contact.Correct(request.Facts(meaning),
                [.. persons.Select(person => new ContactPerson(person.ClientId, caseOf[person.ClientId], person.Present))], null, call.Now, unseen);
            contact.SetRestrictedTopics(await meaning.RestrictedOf(db, [.. caseOf.Keys], cancellationToken), unseen);
            if (await db.Set<Appointment>().SingleOrDefaultAsync(
                row => row.ContactId == contact.Id && row.OrganisationId == contact.OrganisationId, cancellationToken) is { } appointment)
            {
                appointment.Follow(contact, call.Caller.StaffId, call.Now);
            }
        }
        return await db.Save(contact, cancellationToken);
    }

    // The persons whom GetContact does not show to the caller: the body cannot state them.
    private async Task<HashSet<Guid>> Unseen(Contact contact, CancellationToken cancellationToken)
    {
        var cases = contact.Clients.Select(client => client.CaseId).ToList();
        var seen = await db.Set<Case>().VisibleTo(db, call.Caller).Where(c => cases.Contains(c.Id)).Select(c => c.Id)
            .ToListAsync(cancellationToken);
        return [.. contact.Clients.Where(client => !seen.Contains(client.CaseId)).Select(client => client.ClientId)];
    }

    // Persons who were named already keep their case, even when it has been closed since; new ones must belong to them.
    private async Task<Dictionary<Guid, Guid>> Cases(
        Contact contact, IReadOnlyList<ContactPersonBody> persons, HashSet<Guid> unseen, DateTimeOffset at, CancellationToken cancellationToken)
    {
        // Refused like any person without a case of the caller's, so that the answer does not tell who was there.
        if (persons.Index().FirstOrDefault(person => unseen.Contains(person.Item.ClientId)) is { Item: not null } stranger)
        {
            throw RefusedException.Invalid($"/persons/{stranger.Index}/clientId", ContactProblems.NoCase);
        }
        var caseOf = contact.Clients.Where(client => persons.Any(person => person.ClientId == client.ClientId))
            .ToDictionary(client => client.ClientId, client => client.CaseId);
        if (persons.Where(person => !caseOf.ContainsKey(person.ClientId)).ToList() is { Count: > 0 } added)
        {
            var found = await db.CasesOf(call, added, at, cancellationToken);
            if (found.TeamId != contact.TeamId || (persons.Count + unseen.Count > 1 && found.HouseholdId != contact.HouseholdId))
            {
                throw new RefusedException(ContactProblems.Apart);
            }
            foreach (var (client, ofClient) in found.CaseOf)
            {
                caseOf.Add(client, ofClient);
            }
        }
        return caseOf;
    }
}

internal static class ContactChanges
{
    /// <summary>The contact for a change: seen by the caller, of the version that he read, of his organisation.</summary>
    internal static async Task<Contact> ToChange(this CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var contact = await db.Set<Contact>().VisibleTo(db, call.Caller)
            .Include(contact => contact.Clients).Include(contact => contact.RestrictedTopics).AsSplitQuery()
            .SingleOrDefaultAsync(contact => contact.Id == id, cancellationToken) ?? throw RefusedException.NotFound(id);
        if (contact.OrganisationId != call.Caller.OrganisationId)
        {
            throw RefusedException.Forbidden(CaseProblems.HandedOver, id);
        }
        IfMatch.Check(version, contact.Version);
        return contact;
    }
}

using System.Text.Json.Nodes;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>Which contacts a caller sees.</summary>
public static class ContactAccess
{
    /// <summary>Contacts with a person whose case the caller sees, and the anonymous ones of his teams.</summary>
    public static IQueryable<Contact> VisibleTo(this IQueryable<Contact> contacts, CaseDb db, Caller caller)
    {
        if (caller.IsSystem)
        {
            return contacts;
        }
        var cases = db.Set<Case>().VisibleTo(db, caller);
        return contacts.Where(contact => contact.IsAnonymous
            ? AccessFunctions.IsMyTeam(contact.TeamId)
            : contact.Clients.Any(client => cases.Any(c => c.Id == client.CaseId)));
    }

    /// <summary>Refuses to write into a compartment of a person which the caller may not open.</summary>
    internal static async Task CheckCompartment(
        this CaseDb db, string compartment, IReadOnlyCollection<Guid> clientIds, CancellationToken cancellationToken)
    {
        if (!await db.Set<Client>().Where(client => clientIds.Contains(client.Id))
                .AllAsync(client => AccessFunctions.MayOpen(client.Id, compartment), cancellationToken))
        {
            throw RefusedException.Forbidden(ContactProblems.CompartmentClosed, clientIds.First());
        }
    }

    /// <summary>
    /// The cases in which a contact at that time is recorded, one per person; 400 for who has none, 409 when they are not
    /// counselled together.
    /// </summary>
    internal static async Task<(Guid TeamId, Guid? HouseholdId, IReadOnlyDictionary<Guid, Guid> CaseOf)> CasesOf(
        this CaseDb db, CallContext call, IReadOnlyList<ContactPersonBody> persons, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var ids = persons.Select(person => person.ClientId).ToList();
        var cases = await db.Set<Case>().WorkedOnBy(db, call.Caller).Where(c => ids.Contains(c.ClientId) && (c.ClosedAt == null || c.ClosedAt >= at))
            .Select(c => new { c.Id, c.ClientId, c.TeamId, c.HouseholdId, c.OpenedAt, c.Status }).ToListAsync(cancellationToken);
        // An episode that was open at that time; of several the open one, else the last.
        var byClient = cases.GroupBy(c => c.ClientId)
            .ToDictionary(group => group.Key, group => group.OrderBy(c => c.Status).ThenByDescending(c => c.OpenedAt).First());
        var missing = ids.Select((id, place) => (id, place)).Where(person => !byClient.ContainsKey(person.id)).ToList();
        if (missing.Count > 0)
        {
            throw new RefusedException(HttpProblems.Invalid)
            {
                Errors =
                [
                    .. missing.Select(person => new ProblemError(
                        $"/persons/{person.place}/clientId", ContactProblems.NoCase.Code, ContactProblems.NoCase.Text())),
                ],
                Subject = missing[0].id,
            };
        }
        var first = byClient[ids[0]];
        if (byClient.Values.Any(c => c.TeamId != first.TeamId || (c.Id != first.Id && (c.HouseholdId is null || c.HouseholdId != first.HouseholdId))))
        {
            throw new RefusedException(ContactProblems.Apart);
        }
        return (first.TeamId, first.HouseholdId, byClient.ToDictionary(pair => pair.Key, pair => pair.Value.Id));
    }
}

/// <summary>What the codes of a contact mean.</summary>
/// <param name="Reached">Kind and outcome both say that somebody was spoken to.</param>
/// <param name="Topics">Areas without a compartment.</param>
/// <param name="Restricted">Areas of a compartment.</param>
internal sealed record ContactCodes(bool Reached, IReadOnlyList<string> Topics, IReadOnlyList<(string Compartment, string Area)> Restricted)
{
    /// <summary>Reads the attributes of the codes on the day of the contact.</summary>
    internal static async Task<ContactCodes> Read(CaseDb db, ContactBody body, CancellationToken cancellationToken)
    {
        var day = LocalTime.DateOf(body.At);
        var rows = await db.Set<DatedCode>().AsNoTracking()
            .Where(code => code.ValidFrom <= day && (code.ValidTo == null || code.ValidTo > day)
                && ((code.List == CodeLists.ContactKind && code.Code == body.Kind)
                    || (code.List == CodeLists.ContactOutcome && code.Code == body.Outcome)
                    || (code.List == CodeLists.NeedArea && body.Topics.Contains(code.Code))))
            .Select(code => new { code.List, code.Code, code.Attributes }).ToListAsync(cancellationToken);
        var read = rows.ConvertAll(row => (row.List, row.Code, Attributes: JsonNode.Parse(row.Attributes)!.AsObject()));
        var areas = read.Where(row => row.List == CodeLists.NeedArea)
            .Select(row => (row.Code, Compartment: (string?)row.Attributes["compartment"])).ToList();
        return new ContactCodes(
            read.Where(row => row.List != CodeLists.NeedArea).All(row => (bool?)row.Attributes["reached"] == true),
            [.. areas.Where(area => area.Compartment is null).Select(area => area.Code)],
            [.. areas.Where(area => area.Compartment is not null).Select(area => (area.Compartment!, area.Code))]);
    }
    /// <summary>The topics of compartments, once per person whom they concern; 403 where one of them may not be opened by the caller.</summary>
    internal async Task<IReadOnlyCollection<(Guid ClientId, string Compartment, string Area)>> RestrictedOf(
        CaseDb db, IReadOnlyCollection<Guid> clientIds, CancellationToken cancellationToken)
    {
        foreach (var compartment in Restricted.Select(topic => topic.Compartment).Distinct())
        {
            await db.CheckCompartment(compartment, clientIds, cancellationToken);
        }
        return [.. Restricted.SelectMany(topic => clientIds.Select(client => (client, topic.Compartment, topic.Area)))];
    }
}

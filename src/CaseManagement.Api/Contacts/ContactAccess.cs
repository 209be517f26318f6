using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
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

    /// <summary>Who was present lived that day; that of the death may be the last.</summary>
    /// <exception cref="RefusedException">400 before the birth, 409 after the death.</exception>
    internal static async Task CheckPresent(
        this CaseDb db, IReadOnlyList<ContactPersonBody> persons, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var day = LocalTime.DateOf(at);
        foreach (var life in (await db.LivesOf([.. persons.Where(person => person.Present).Select(person => person.ClientId)], cancellationToken)).Values)
        {
            (life with { DiedOn = life.DiedOn?.AddDays(1) }).Check(day, "/at");
        }
    }

    /// <summary>
    /// The cases in which a contact at that time is recorded, one per person; 400 for who has none, 409 when they were not
    /// counselled together: each in the household of that day, or, as far as nothing is on file of it, in that of the case.
    /// </summary>
    internal static async Task<(Guid TeamId, Guid? HouseholdId, IReadOnlyDictionary<Guid, Guid> CaseOf)> CasesOf(
        this CaseDb db, CallContext call, IReadOnlyList<ContactPersonBody> persons, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var ids = persons.Select(person => person.ClientId).ToList();
        var homes = db.Set<HouseholdMember>().On(LocalTime.DateOf(at));
        var cases = await db.Set<Case>().WorkedOnBy(db, call.Caller).Where(c => ids.Contains(c.ClientId) && (c.ClosedAt == null || c.ClosedAt >= at))
            .Select(c => new
            {
                c.Id, c.ClientId, c.TeamId, c.OpenedAt, c.Status,
                HouseholdId = homes.Where(home => home.ClientId == c.ClientId).Select(home => (Guid?)home.HouseholdId).FirstOrDefault() ?? c.HouseholdId,
            }).ToListAsync(cancellationToken);
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
    /// <summary>What the codes meant on the day of the contact, on which the pipeline has found them in force.</summary>
    internal static ContactCodes Of(ContactBody body, ReferenceCodes codes)
    {
        var day = LocalTime.DateOf(body.At);
        var areas = body.Topics.Select(area => (Area: area, Compartment: (string?)codes.Attributes(CodeLists.NeedArea, area, day)["compartment"])).ToList();
        return new ContactCodes(
            (bool?)codes.Attributes(CodeLists.ContactKind, body.Kind, day)["reached"] == true
                && (bool?)codes.Attributes(CodeLists.ContactOutcome, body.Outcome, day)["reached"] == true,
            [.. areas.Where(area => area.Compartment is null).Select(area => area.Area)],
            [.. areas.Where(area => area.Compartment is not null).Select(area => (area.Compartment!, area.Area))]);
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

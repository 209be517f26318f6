using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>What the sender works on: the household as it is on file, and what he has written about it.</summary>
internal sealed class HandoverDraft
{
    private readonly CaseDb db;
    private readonly Handover handover;

    private HandoverDraft(CaseDb db, Handover handover, HouseholdFacts facts) => (this.db, this.handover, Facts) = (db, handover, facts);

    /// <summary>The household now, as far as the caller may see it.</summary>
    public HouseholdFacts Facts { get; }
    /// <summary>The persons of the handover.</summary>
    public required List<HandoverPerson> Persons { get; init; }
    /// <summary>Its list of documents, without those that the caller may not see.</summary>
    public required List<HandoverDocument> Documents { get; init; }
    /// <summary>Open items.</summary>
    public required List<HandoverOpenItem> OpenItems { get; init; }
    /// <summary>Restricted items that go along.</summary>
    public required List<HandoverInclusion> Inclusions { get; init; }
    /// <summary>The receiver's verdicts on the last package.</summary>
    public required List<HandoverItem> Items { get; init; }

    /// <summary>The facts about a household (app.handover_facts), in one round trip.</summary>
    public static async Task<HouseholdFacts> ReadFacts(CaseDb db, Guid householdId, CancellationToken cancellationToken) =>
        PackageDocument.Parse<HouseholdFacts>(await db.Database
            .SqlQuery<string>($"select app.handover_facts({householdId})::text as \"Value\"").SingleAsync(cancellationToken));

    /// <summary>Loads it all, tracked.</summary>
    public static async Task<HandoverDraft> Load(CaseDb db, Handover handover, CancellationToken cancellationToken)
    {
        var (id, version) = (handover.Id, handover.PackageVersion);
        return new HandoverDraft(db, handover, await ReadFacts(db, handover.HouseholdId, cancellationToken))
        {
            Persons = await db.Set<HandoverPerson>().Where(person => person.HandoverId == id).ToListAsync(cancellationToken),
            Documents = await db.Set<HandoverDocument>().Where(document => document.HandoverId == id)
                .OrderBy(document => document.Id).ToListAsync(cancellationToken),
            OpenItems = await db.Set<HandoverOpenItem>().Where(item => item.HandoverId == id)
                .OrderBy(item => item.Id).ToListAsync(cancellationToken),
            Inclusions = await db.Set<HandoverInclusion>().Where(item => item.HandoverId == id)
                .OrderBy(item => item.ItemId).ToListAsync(cancellationToken),
            Items = await db.Set<HandoverItem>().Where(item => item.HandoverId == id && item.PackageVersion == version)
                .OrderBy(item => item.Place).ToListAsync(cancellationToken),
        };
    }

    /// <summary>
    /// For the gate. Restricted documents that the caller may not see count as included: without them the package would be
    /// frozen short of a line that a colleague has written.
    /// </summary>
    public async Task<GateInput> Content(CancellationToken cancellationToken)
    {
        var hidden = await db.Database.SqlQuery<Guid>($"select app.hidden_handover_documents({handover.Id}) as \"Value\"").ToListAsync(cancellationToken);
        return new GateInput(
            [.. Documents.Select(line => line.ForPackage())],
            [.. OpenItems.Select(item => item.ForPackage())],
            handover.NoOpenItems,
            [.. Inclusions.Select(item => item.ItemId), .. hidden],
            handover.Status == HandoverStatus.ClarificationRequested
                ? [.. Items.Where(item => item is { Verdict: ItemVerdict.Queried, Answer: null }).Select(item => item.Place)] : []);
    }

    /// <summary>The persons of the handover are the household's members of today, with their open cases.</summary>
    public void FollowHousehold(DateTimeOffset now)
    {
        var members = Facts.Persons.ToDictionary(person => person.Person.ClientId, person => person.Person.CaseId);
        foreach (var person in Persons.ToList())
        {
            if (members.Remove(person.ClientId, out var caseId))
            {
                person.Follow(caseId);
            }
            else
            {
                db.Remove(person);
                Persons.Remove(person);
            }
        }
        foreach (var (client, caseId) in members)
        {
            var person = new HandoverPerson(handover.Id, client, caseId, now);
            db.Add(person);
            Persons.Add(person);
        }
    }
}

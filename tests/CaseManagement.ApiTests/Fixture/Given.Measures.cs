using CaseManagement.Api.Measures;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A planned measure of a case, due in a month, by a partner that is not on file; it runs where that is said.</summary>
    public Task<Guid> Measure(GivenCase of, string area = "language", string actor = "Volkshochschule", bool runs = false, Compartment? compartment = null)
    {
        var facts = new MeasureFacts(area, compartment, null, null, $"Kurs {Interlocked.Increment(ref number)}",
            new MeasureActor(MeasureActorKind.Partner, null, actor), "talk", Today, Today.AddDays(30));
        var planned = new Measure(new MeasureSubject(of.OrganisationId, of.CaseId, of.ClientId, of.HouseholdId), facts, runs ? Today : null,
            of.Lead?.StaffId, Now);
        return Add(of.OrganisationId, planned, planned.Id);
    }
}

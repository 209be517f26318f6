using CaseManagement.Api.TakingPart;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A place in a kindergarten for which a child waits since today, unless another state is said.</summary>
    public Task<Guid> Participation(GivenCase of, ParticipationStatus status = ParticipationStatus.Waiting, Compartment? compartment = null)
    {
        var facts = new ParticipationFacts("kindergarten", null, "full-day", null, $"Kindergarten {Interlocked.Increment(ref number)}", null, 35, null,
            compartment);
        var participation = new Participation((of.OrganisationId, of.CaseId, of.ClientId), facts, (status, Today), of.Lead?.StaffId, Now);
        return Add(of.OrganisationId, participation, participation.Id);
    }

    /// <summary>A part-time job since a month ago.</summary>
    public Task<Guid> Employment(GivenCase of, Compartment? compartment = null)
    {
        var facts = new EmploymentFacts("part-time", $"Betrieb {Interlocked.Increment(ref number)}", null, 20, null, Today.AddDays(-30), null, null,
            compartment);
        var job = new Employment((of.OrganisationId, of.CaseId, of.ClientId), facts, of.Lead?.StaffId, Now);
        return Add(of.OrganisationId, job, job.Id);
    }

    /// <summary>German A2, speaking, by a test a month ago.</summary>
    public Task<Guid> LanguageLevel(GivenCase of)
    {
        var facts = new LanguageLevelFacts("deu", "speaking", "A2", null, Today.AddDays(-30), "test", null, null, null);
        var level = new LanguageAssessment((of.OrganisationId, of.CaseId, of.ClientId), facts, of.Lead?.StaffId, Now);
        return Add(of.OrganisationId, level, level.Id);
    }
}

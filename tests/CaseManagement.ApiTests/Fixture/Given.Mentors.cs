using CaseManagement.Api.Mentors;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A mentor; with the day of a certificate that was seen.</summary>
    public Task<Guid> Mentor(Guid organisationId, string sex = "female")
    {
        var facts = new MentorFacts("Maier", $"Hanne {Interlocked.Increment(ref number)}", sex, ["family"], ["deu"], null, null);
        var mentor = new Mentor(organisationId, facts, Now);
        return Add(organisationId, mentor, mentor.Id);
    }

    /// <summary>A mentor helps the client of a case from today on.</summary>
    public async Task<Guid> MentorAssignment(GivenCase of)
    {
        var assignment = new MentorAssignment(of.OrganisationId, await Mentor(of.OrganisationId), (of.ClientId, null), Today, null, of.Lead?.StaffId, Now);
        return await Add(of.OrganisationId, assignment, assignment.Id);
    }
}

using CaseManagement.Api.Letters;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A decision that came today, with an objection open for so many days, in a case; its reminder is not made.</summary>
    public async Task<Guid> Letter(GivenCase of, int daysLeft = 30, Compartment? compartment = null)
    {
        var facts = new LetterFacts("Jobcenter", $"Bescheid {Interlocked.Increment(ref number)}", null, "decision", null, Today, null,
            new RemedyFacts("objection-sgg", Today.AddDays(daysLeft), LastDaySource.Letter, null, "§ 84 Abs. 1 SGG"), compartment);
        var letter = new Letter((of.OrganisationId, of.CaseId, of.ClientId), facts, of.Lead?.StaffId, Now);
        return await Add(of.OrganisationId, letter, letter.Id);
    }
}

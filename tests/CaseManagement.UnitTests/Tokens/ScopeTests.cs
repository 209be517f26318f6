using CaseManagement.Api.Access;
using CaseManagement.Api.Rules;
using CaseManagement.Api.Tokens;

namespace CaseManagement.UnitTests.Tokens;

public sealed class ScopeTests
{
    [Fact]
    public void A_scope_with_more_than_the_directory_and_figures_shows_persons_and_waits_for_a_second_pair_of_eyes()
    {
        // Figures a machine gets as far as a supervisor has admitted it (AdmitMachine), and never persons.
        Permission[] harmless = [Permission.ReadReferenceData, Permission.ReadDirectory, Permission.AskFigures, Permission.ReceiveFigures];
        foreach (var scope in Enum.GetValues<Scope>())
        {
            var shows = Enum.GetValues<Permission>().Except(harmless).Any(permission => ScopePermissions.Allow([scope], permission));
            Assert.Equal(shows, ApiClient.Machine(Guid.NewGuid(), "M", [scope], null, DateTimeOffset.UnixEpoch).AwaitsConfirmation);
        }
    }
}

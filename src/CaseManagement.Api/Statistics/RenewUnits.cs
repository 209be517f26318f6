using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>
/// Makes anew what figures count of persons of whom the ledger has said something since. Figures are exact without it, and slower the more of them there are.
/// </summary>
[ForSystem, Recurring("renew-units", "* * * * *")]
public sealed record RenewUnits : IRunsInBatches
{
    /// <inheritdoc />
    public int BatchSize => 500;
}

internal sealed class RenewUnitsHandler(CaseDb db) : IHandler<RenewUnits, int>
{
    public Task<int> Handle(RenewUnits request, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<int>($"""select app.renew_units({request.BatchSize}) as "Value" """).SingleAsync(cancellationToken);
}

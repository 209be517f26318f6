using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Facts;

/// <summary>A person's life as far as it is on file: nothing of it begins before the birth, and nothing after the death.</summary>
/// <param name="Born">The birth; of a month or a year that is all what is known, the first day. Null where it is unknown.</param>
/// <param name="DiedOn">The day of the death; null where none is on record.</param>
public sealed record Life(DateOnly? Born, DateOnly? DiedOn)
{
    /// <summary>Of whom nothing is known.</summary>
    public static readonly Life Unknown = new(null, null);

    /// <summary>Something begins on a day.</summary>
    /// <param name="day">Its first day.</param>
    /// <param name="pointer">Where that is stated.</param>
    /// <exception cref="RefusedException">400 at the day before the birth; 409 from the day of the death on.</exception>
    public void Check(DateOnly day, string pointer)
    {
        if (day < Born)
        {
            throw RefusedException.Invalid(pointer, ClientProblems.BeforeBirth);
        }
        CheckAlive(day);
    }

    /// <summary>Something begins that may have been arranged before the birth.</summary>
    /// <exception cref="RefusedException">409 from the day of the death on.</exception>
    public void CheckAlive(DateOnly day)
    {
        if (DiedOn <= day)
        {
            throw new RefusedException(PresenceProblems.HasDied);
        }
    }
}

internal static class Lives
{
    /// <summary>A person's life.</summary>
    internal static async Task<Life> LifeOf(this CaseDb db, Guid clientId, CancellationToken cancellationToken) =>
        (await db.LivesOf([clientId], cancellationToken)).GetValueOrDefault(clientId, Life.Unknown);

    /// <summary>Those of several persons.</summary>
    internal static Task<Dictionary<Guid, Life>> LivesOf(this CaseDb db, Guid[] clientIds, CancellationToken cancellationToken) =>
        db.Set<Client>().Where(client => clientIds.Contains(client.Id))
            .Select(client => new { client.Id, client.BirthDate, DiedOn = Deaths.On(client.Id, null) })
            .ToDictionaryAsync(client => client.Id, client => new Life(client.BirthDate, client.DiedOn), cancellationToken);
}

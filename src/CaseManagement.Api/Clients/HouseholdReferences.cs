namespace CaseManagement.Api.Clients;

/// <summary>How a household's reference is looked for: H001, h001 and "H 001" are one. It is kept and shown as it was written.</summary>
internal static class HouseholdReferences
{
    /// <summary>The reference without blanks, in capitals.</summary>
    public static string KeyOf(string reference) => string.Concat(reference.Where(letter => !char.IsWhiteSpace(letter))).ToUpperInvariant();

#pragma warning disable CA1304, CA1311 // Runs as SQL upper(), on the index household_reference_typed.
    /// <summary>Households whose reference has one of these keys.</summary>
    public static IQueryable<Household> Referred(this IQueryable<Household> households, params string[] keys) =>
        households.Where(household => keys.Contains(household.Reference!.Replace(" ", "").ToUpper()));
#pragma warning restore CA1304, CA1311
}

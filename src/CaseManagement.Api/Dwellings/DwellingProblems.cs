using CaseManagement.Api.Clients;

namespace CaseManagement.Api.Dwellings;

internal static class DwellingProblems
{
    public static readonly ProblemType Exists = new("dwelling-exists", 409,
        "This dwelling is on record already. Tell two of a house apart by 'name'.",
        "Diese Wohnung ist schon erfasst. Bitte zwei eines Hauses durch ihre Namen unterscheiden.")
    { Constraint = "dwelling_once" };
    public static readonly ProblemType InFuture = new("in-the-future", 400,
        "Only what has happened is a fact.", "Nur was geschehen ist, ist eine Tatsache.");
    public static readonly ProblemType UntilBeforeFrom = new("until-before-from", 400,
        "'until' is the first day no longer and lies after the first day.", "Das Ende ist der erste Tag danach und liegt nach dem Anfang.");
    public static readonly ProblemType GoneBeforeFound = new("gone-before-found", 400,
        "'availableUntil' is the first day no longer and lies after 'foundOn'.",
        "Das Ende der Verfügbarkeit ist der erste Tag danach und liegt nach dem Tag, an dem die Wohnung gefunden wurde.");
    public static readonly ProblemType QuarterWithoutAgs = new("quarter-without-ags", 400,
        "A quarter goes with the AGS of its municipality.", "Ein Quartier steht mit dem AGS seiner Gemeinde.");
    public static readonly ProblemType UnknownLandlord = new("unknown-landlord", 400,
        "There is no such landlord.", "Diesen Vermieter gibt es nicht.");
    public static readonly ProblemType UnknownDwelling = new("unknown-dwelling", 400,
        "There is no such dwelling.", "Diese Wohnung gibt es nicht.");
    public static readonly ProblemType LandlordInUse = new("landlord-in-use", 409,
        "Dwellings name this landlord. Empty what is no longer needed of the contact data instead.",
        "Wohnungen nennen diesen Vermieter. Bitte stattdessen leeren, was von den Kontaktdaten nicht mehr gebraucht wird.")
    { Constraint = "dwelling_landlord" };
    public static readonly ProblemType DwellingInUse = new("dwelling-in-use", 409,
        "Somebody lives or has lived there. State 'availableUntil' where it is not to be had any more.",
        "Dort wohnt oder wohnte jemand. Bitte das Ende der Verfügbarkeit angeben, wenn sie nicht mehr zu haben ist.")
    { Constraint = "occupancy_dwelling" };
    public static readonly ProblemType DwellingIsLet = new("dwelling-in-use", 409,
        "It is or was let. State 'availableUntil' where it is not to be had any more.",
        "Sie ist oder war vermietet. Bitte das Ende der Verfügbarkeit angeben, wenn sie nicht mehr zu haben ist.")
    { Constraint = "lease_dwelling" };
    public static readonly ProblemType HolderWithHousehold = new("lease-holder", 400,
        "A lease of a household says which; one of the town names none.", "Ein Mietverhältnis eines Haushalts nennt diesen, eines der Kommune keinen.");
    public static readonly ProblemType LeasesOverlap = new("leases-overlap", 409,
        "The same holder rents this dwelling on some of these days already.", "Derselbe Mieter mietet diese Wohnung an einem Teil dieser Tage schon.")
    { Constraint = "lease_no_overlap" };
    public static readonly ProblemType LeaseEnded = new("lease-ended", 409,
        "This lease has ended already. Correct it where that is wrong.", "Dieses Mietverhältnis ist schon beendet. Bitte berichtigen, wenn das nicht stimmt.");
    public static readonly ProblemType ReasonWithoutEnd = new("reason-without-end", 400,
        "How it ended goes with the day until which it lasted.", "Wie etwas endete, gehört zu dem Tag, bis zu dem es dauerte.");
    public static readonly ProblemType LivesThere = new("lives-there", 409,
        "One of these persons lives in this dwelling on that day already.", "Eine dieser Personen wohnt an diesem Tag schon in dieser Wohnung.");
    public static readonly ProblemType MovedOut = new("moved-out", 409,
        "The person has moved out already. Correct that where it is wrong.", "Die Person ist schon ausgezogen. Bitte berichtigen, wenn das nicht stimmt.");
    /// <summary>Found by the database: an occupancy that the caller may not see, or one written at the same time.</summary>
    public static readonly ProblemType OccupanciesOverlap = ClientProblems.PeriodsOverlap with { Constraint = "occupancy_no_overlap" };
}

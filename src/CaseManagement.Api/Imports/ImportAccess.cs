namespace CaseManagement.Api.Imports;

/// <summary>A list of rows about persons, on its way into the files: an <see cref="Import"/> or a <see cref="FactList"/>.</summary>
public interface IListOfPersons
{
    /// <summary>The list.</summary>
    Guid Id { get; }
    /// <summary>Who uploaded it.</summary>
    Guid UploadedBy { get; }
}

/// <summary>
/// Whose lists a caller opens. A list names the residents of every accommodation: its rows and what becomes of them are for who has uploaded it, and for
/// supervisors. How far a list is, all see who import.
/// </summary>
internal static class ImportAccess
{
    /// <summary>Lists whose rows the caller reads, and which he moves.</summary>
    internal static IQueryable<TList> OpenTo<TList>(this IQueryable<TList> lists, Caller caller) where TList : class, IListOfPersons
    {
        var (me, all) = (caller.StaffId, OpensAll(caller));
        return lists.Where(list => all || list.UploadedBy == me);
    }

    /// <summary>Why a caller who sees how far a list is may not move it; null where its rows are open to him.</summary>
    internal static ProblemType? Objection(Caller caller, IListOfPersons list) =>
        OpensAll(caller) || list.UploadedBy == caller.StaffId ? null : ImportProblems.NotYours;

    /// <exception cref="RefusedException">403 where the rows are not open to the caller.</exception>
    internal static void RequireOpenTo(this IListOfPersons list, Caller caller)
    {
        if (Objection(caller, list) is { } objection)
        {
            throw RefusedException.Forbidden(objection, list.Id);
        }
    }

    private static bool OpensAll(Caller caller) => caller.IsSystem || caller.Is(Role.Supervisor);
}

namespace CaseManagement.Api.Imports;

/// <summary>Reads the allocation list that a district sends; see <see cref="ListReader"/>. Judges no row: see <see cref="AllocationList.Parse"/>.</summary>
public static class AllocationListReader
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="RefusedException">The file cannot be read; the type is one of <see cref="ImportProblems"/>. Nothing else is thrown.</exception>
    public static AllocationList Read(byte[] bytes, int maxRows = ListReader.MaxRows) => new(ListReader.Read(bytes, AllocationColumn.Form, maxRows));
}

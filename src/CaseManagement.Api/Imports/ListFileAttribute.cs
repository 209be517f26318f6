using CaseManagement.Api.Http;

namespace CaseManagement.Api.Imports;

/// <summary>A list: CSV under any of the names that browsers and programs give it, or a workbook.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ListFileAttribute() : FileOfAttribute("text/csv", UploadImport.MaxBytes, UploadImport.WorkbookType, "application/vnd.ms-excel",
    "text/plain", "text/tab-separated-values", "application/csv", "text/comma-separated-values", "text/x-csv", "application/x-csv",
    "text/x-comma-separated-values", OpenDocument)
{
    // Taken in to be refused with a word of its own.
    internal const string OpenDocument = "application/vnd.oasis.opendocument.spreadsheet";
}

using System.IO.Compression;
using System.Security;
using System.Text;

namespace CaseManagement.UnitTests.Imports;

/// <summary>Workbooks as Excel writes them, of as few parts as it needs.</summary>
internal static class Sheets
{
    /// <summary>A cell: its text, or XML of one's own with its type (none where that is empty) and style.</summary>
    internal sealed record Cell(string Value, string Type = "inlineStr", int Style = 0, string? Formula = null);

    internal sealed record Sheet(string Name, string? State, params Cell[][] Rows)
    {
        /// <summary>Lines that are hidden, as by a filter.</summary>
        internal IReadOnlyList<int> Hidden { get; init; } = [];
    }

    internal static Cell Text(string value) => new(value);

    internal static Cell Number(double value, int style = 0) => new(value.ToString("R", System.Globalization.CultureInfo.InvariantCulture), "n", style);

    /// <summary>A real date in the format in which German Excel shows it.</summary>
    internal static Cell Date(DateOnly day, int style = 1) => Number(day.ToDateTime(TimeOnly.MinValue).ToOADate(), style);

    internal static Cell Error(string value) => new(value, "e");

    /// <summary>Styles: 0 General, 1 date (14), 2 "yyyy", 3 "00000", 4 "mm.yyyy".</summary>
    internal static byte[] Workbook(params Sheet[] sheets)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Part(string name, string xml)
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open(), new UTF8Encoding(false));
                writer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + xml);
            }
            const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
            const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
            const string Package = "http://schemas.openxmlformats.org/package/2006/relationships";
            Part("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>");
            Part("_rels/.rels", $"<Relationships xmlns=\"{Package}\"><Relationship Id=\"r1\" Type=\"{Relations}/officeDocument\" "
                + "Target=\"xl/workbook.xml\"/></Relationships>");
            Part("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Package}\">" + string.Concat(sheets.Select((_, i) =>
                $"<Relationship Id=\"r{i + 1}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))
                + $"<Relationship Id=\"rs\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/></Relationships>");
            Part("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets>" + string.Concat(sheets.Select((sheet, i) =>
                $"<sheet name=\"{sheet.Name}\" sheetId=\"{i + 1}\" {(sheet.State is null ? "" : $"state=\"{sheet.State}\"")} r:id=\"r{i + 1}\"/>"))
                + "</sheets></workbook>");
            Part("xl/styles.xml", $"<styleSheet xmlns=\"{Main}\"><numFmts count=\"3\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/>"
                + "<numFmt numFmtId=\"165\" formatCode=\"00000\"/><numFmt numFmtId=\"166\" formatCode=\"mm\\.yyyy\"/></numFmts>"
                + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\"/></cellStyleXfs><cellXfs count=\"5\"><xf numFmtId=\"0\" xfId=\"0\"/>"
                + string.Concat(new[] { 14, 164, 165, 166 }.Select(format => $"<xf numFmtId=\"{format}\" xfId=\"0\" applyNumberFormat=\"1\"/>"))
                + "</cellXfs></styleSheet>");
            for (var i = 0; i < sheets.Length; i++)
            {
                var hidden = sheets[i].Hidden;
                var rows = sheets[i].Rows.Select((row, line) => $"<row r=\"{line + 1}\"{(hidden.Contains(line + 1) ? " hidden=\"1\"" : "")}>"
                    + $"{string.Concat(row.Select((cell, at) => Xml(cell, at, line)))}</row>");
                Part($"xl/worksheets/sheet{i + 1}.xml", $"<worksheet xmlns=\"{Main}\"><sheetData>{string.Concat(rows)}</sheetData></worksheet>");
            }
        }
        return stream.ToArray();
    }

    private static string Xml(Cell cell, int at, int line)
    {
        var value = SecurityElement.Escape(cell.Value);
        var content = cell.Type == "inlineStr" ? $"<is><t xml:space=\"preserve\">{value}</t></is>"
            : (cell.Formula is null ? "" : $"<f>{SecurityElement.Escape(cell.Formula)}</f>") + $"<v>{value}</v>";
        var type = cell.Type.Length == 0 ? "" : $" t=\"{cell.Type}\"";
        return $"<c r=\"{(char)('A' + at)}{line + 1}\" s=\"{cell.Style}\"{type}>{content}</c>";
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace CaseManagement.Api.Print;

/// <summary>
/// A page of HTML for A4: what it says stands in German and, where the page is for who speaks another language, in that one beneath. The page reads in the
/// direction of that language; numbers, dates and what was written by hand keep their own. Put together as a tree, so that nothing that somebody has
/// written becomes markup.
/// </summary>
/// <param name="words">The words.</param>
public sealed partial class Sheet(Words words)
{
    // No ">" in it: it would stand escaped in the page, and HTML does not read escapes inside of a style.
    private const string Css = """
        @page { size: A4 %ORIENTATION%; margin: 12mm }
        * { box-sizing: border-box }
        body { font: 10.5pt/1.35 "Noto Sans", "Noto Sans Arabic", "Noto Naskh Arabic", "DejaVu Sans", Arial, sans-serif; color: #000; margin: 0 }
        h1 { font-size: 15pt; margin: 0 0 2mm } h2 { font-size: 12pt; margin: 5mm 0 1mm }
        .de, .other { display: block; unicode-bidi: isolate } .other { color: #333 }
        td .other, th .other { font-size: 9.5pt }
        .binding { border: 1.2pt solid #000; padding: 2mm; margin: 3mm 0 }
        table { border-collapse: collapse; width: 100%; table-layout: fixed } thead { display: table-header-group } tr { break-inside: avoid }
        th, td { border: .6pt solid #000; padding: 1.5mm; vertical-align: top; text-align: start; overflow-wrap: anywhere } th { background: #eee }
        .measure { margin-bottom: 2mm } .free { border-bottom: .8pt dotted #000; unicode-bidi: isolate }
        .beside, .lines { display: flex; gap: 6mm; break-inside: avoid } .beside span, .lines div { flex: 1 } .beside { margin: 1.5mm 0 }
        .lines { margin-top: 14mm } .lines div { border-top: .8pt solid #000; padding-top: 1mm; font-size: 9pt }
        .form { margin: 5mm 0 1.5mm; break-inside: avoid } .form th { width: 25% } .form .free { display: block; unicode-bidi: plaintext; text-align: start }
        .double { font-weight: bold } .foot { margin-top: 3mm; font-size: 9pt }
        @media screen { body { max-width: 290mm; margin: 5mm auto; padding: 0 5mm } }
        """;

    /// <summary>Words in both languages.</summary>
    public IEnumerable<XElement> Both((string German, string? Other) said)
    {
        yield return new XElement("span", new XAttribute("class", "de"), new XAttribute("lang", "de"), new XAttribute("dir", "ltr"), said.German);
        if (said.Other is { } other)
        {
            yield return new XElement("span",
                new XAttribute("class", "other"), new XAttribute("lang", words.Tag), new XAttribute("dir", words.Direction), other);
        }
    }

    /// <summary>What a page says, in both languages.</summary>
    public IEnumerable<XElement> Say(string name, params object[] values) => Both(words.Page(name, values));

    /// <summary>What a page says, German at the left and the other language beside it.</summary>
    public XElement Beside(string name, params object[] values) =>
        new("p", new XAttribute("class", "beside"), new XAttribute("dir", "ltr"), Say(name, values));

    /// <summary>A row of a form from left to right: what is asked in German, what is said to it, what is asked in the other language.</summary>
    public XElement Row(string name, params object?[] value)
    {
        var said = Say(name).ToList();
        return new XElement("tr", new XElement("th", said[0]), new XElement("td", value), words.IsGermanOnly ? null : new XElement("th", said.Skip(1)));
    }

    /// <summary>Two lines to write on, beside each other, with what is to be written under them.</summary>
    public XElement Lines(string first, string second, params object[] values) => new("div", new XAttribute("class", "lines"),
        new XElement("div", Say(first)), new XElement("div", Say(second, values)));

    /// <summary>What somebody has written: as it stands, marked, in its own direction.</summary>
    public static XElement Free(string text) => new("bdi", new XAttribute("class", "free"), text);

    /// <summary>A day as written in Germany, left to right wherever it stands (U+2066 … U+2069).</summary>
    public static string Day(DateOnly day) => Isolated(day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture));

    /// <summary>A number, name or address that keeps its own direction inside a sentence.</summary>
    public static string Isolated(string text) => $"\u2068{text}\u2069";

    // A control character in what somebody has copied from elsewhere is left out: XML refuses it, and paper cannot show it.
    private static string Written(XElement html)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { CheckCharacters = false, OmitXmlDeclaration = true }))
        {
            html.Save(writer);
        }
        return Unprintable().Replace(text.ToString(), "");
    }

    [GeneratedRegex("&#x([0-8BCEF]|1[0-9A-F]|FFF[EF]);")]
    private static partial Regex Unprintable();

    /// <summary>The page as a document.</summary>
    /// <param name="title">Its heading: a name of the pages.</param>
    /// <param name="isLandscape">Lies on its side.</param>
    /// <param name="printedOn">Today.</param>
    /// <param name="content">What stands on it.</param>
    public string Document(string title, bool isLandscape, DateOnly printedOn, params object?[] content)
    {
        // All of it before it is asked whether a speaker has reviewed what was said.
        var (heading, body) = (words.Page(title), new XElement("main", content));
        var hasFreeText = body.Descendants("bdi").Any(written => (string?)written.Attribute("class") == "free");
        var foot = new XElement("div", new XAttribute("class", "foot"), hasFreeText ? Say("free-text") : null, Say("printed", Day(printedOn)));
        var html = new XElement("html", new XAttribute("lang", words.Tag), new XAttribute("dir", words.Direction),
            new XElement("head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("title", heading.Other ?? heading.German),
                new XElement("style", Css.Replace("%ORIENTATION%", isLandscape ? "landscape" : "portrait", StringComparison.Ordinal))),
            new XElement("body",
                new XElement("h1", Both(heading)),
                words.IsUnreviewed ? new XElement("div", new XAttribute("class", "binding"), Say("binding")) : null,
                body, foot));
        return "<!DOCTYPE html>\n" + Written(html);
    }
}

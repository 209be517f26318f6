using System.Reflection;
using System.Xml.Linq;

namespace CaseManagement.Api.OpenApi;

/// <summary>What the documentation of the code says about a member: parameters have no schema of their own that could carry it.</summary>
internal static class MemberWords
{
    private static readonly Lazy<Dictionary<string, XElement>> Members = new(() =>
        Path.ChangeExtension(typeof(MemberWords).Assembly.Location, "xml") is var file && File.Exists(file)
            ? XDocument.Load(file).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value) : []);

    /// <summary>The words at a property, or at the parameter of its record; null where there are none.</summary>
    public static string? Of(PropertyInfo member)
    {
        var type = member.DeclaringType!.FullName!.Replace('+', '.');
        var words = Members.Value.GetValueOrDefault($"P:{type}.{member.Name}")?.Element("summary")
            ?? Members.Value.GetValueOrDefault($"T:{type}")?.Elements("param").FirstOrDefault(parameter => parameter.Attribute("name")?.Value == member.Name);
        return words is null ? null : string.Join(' ', string.Concat(words.Nodes().Select(Text)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    // <see cref="P:….Paging"/> and <paramref name="on"/> say what they name.
    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } named => named.Attributes().FirstOrDefault()?.Value.Split('.', ':')[^1] ?? "",
        XElement element => element.Value,
        _ => "",
    };
}

using System.Buffers.Binary;

namespace CaseManagement.Api.Documents;

/// <summary>
/// What a scan may be. Its first bytes tell, whatever name or type it comes with: pictures and PDF, which are what scanners, telephones and offices give.
/// Office files are refused, because what they show depends on who opens them (and a paper is no draft); so is text, because any bytes pass for it, HTML
/// and SVG included.
/// </summary>
/// <param name="MediaType">As it is served.</param>
/// <param name="Extension">With which it is saved.</param>
/// <param name="AlsoAs">Other names and extensions of it.</param>
public sealed record FileKind(string MediaType, string Extension, params string[] AlsoAs)
{
    /// <summary>How many of the first bytes tell.</summary>
    public const int HeadBytes = 32;

    private static readonly FileKind Pdf = new("application/pdf", ".pdf", "application/x-pdf");
    private static readonly FileKind Jpeg = new("image/jpeg", ".jpg", "image/jpg", "image/pjpeg", ".jpeg");
    private static readonly FileKind Png = new("image/png", ".png", "image/x-png");
    private static readonly FileKind Tiff = new("image/tiff", ".tif", "image/tif", "image/x-tiff", ".tiff");
    private static readonly FileKind Heic = new("image/heic", ".heic", "image/heif", ".heif");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FileKind> All { get; } = [Pdf, Jpeg, Png, Tiff, Heic];

    /// <summary>What these bytes begin; null for what is not taken.</summary>
    public static FileKind? Of(ReadOnlySpan<byte> head) =>
        head.StartsWith("%PDF-"u8) ? Pdf
        : head is [0xFF, 0xD8, 0xFF, ..] ? Jpeg
        : head is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] ? Png
        : head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) ? Tiff
        : IsHeic(head) ? Heic : null;

    /// <summary>Whether a declared type says the same. Nothing declared says nothing.</summary>
    public bool IsCalled(string? mediaType) => mediaType is null || mediaType == MediaType || AlsoAs.Contains(mediaType);

    /// <summary>
    /// A name under which a browser may save it anywhere: the last part of a path, without what file systems or eyes stumble over, with the ending that
    /// its bytes deserve.
    /// </summary>
    public string NameOf(string? sent)
    {
        var name = string.Concat(PlainText.Of((sent ?? "").Split('/', '\\')[^1]).Where(c => !char.IsControl(c) && !"<>:\"|?*%;".Contains(c)))
            .Trim(' ', '.');
        var ending = Path.GetExtension(name).ToLowerInvariant();
        name = ending == Extension || AlsoAs.Contains(ending) ? Path.GetFileNameWithoutExtension(name).TrimEnd(' ', '.') : name;
        name = name.Length > 120 ? name.Start(120).TrimEnd(' ', '.') : name;
        // Names of devices to Windows, with any ending.
        return (name.Length == 0 ? "document" : Reserved.Contains(name.Split('.')[0]) ? "_" + name : name) + Extension;
    }

    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })], StringComparer.OrdinalIgnoreCase);

    // A box "ftyp" (ISO/IEC 14496-12) whose brand, or one of the compatible ones within sight, is that of HEVC still pictures.
    private static bool IsHeic(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head[4..].StartsWith("ftyp"u8))
        {
            return false;
        }
        var box = head[..(int)Math.Min(head.Length, BinaryPrimitives.ReadUInt32BigEndian(head))];
        for (var at = 8; at + 4 <= box.Length; at += 4)
        {
            if (at != 12 && (box[at..].StartsWith("heic"u8) || box[at..].StartsWith("heix"u8)))
            {
                return true;
            }
        }
        return false;
    }
}

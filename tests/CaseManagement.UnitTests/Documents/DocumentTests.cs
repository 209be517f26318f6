using System.Text;
using CaseManagement.Api.Documents;

namespace CaseManagement.UnitTests.Documents;

public sealed class DocumentTests
{
    private static readonly DateTimeOffset Start = new(2027, 6, 16, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_legal_moves_are_these_and_no_others() => Assert.Equal(["Brought missing Missing", "Missing brought Brought"],
        Document.Moves.All.Select(move => $"{move.From} {move.Action} {move.To}").Order());

    [Fact]
    public void What_is_there_is_not_brought_twice()
    {
        var facts = new DocumentFacts("passport", null, " P1 ", null, null, null, null, null, null);
        var paper = new Document((Guid.Empty, Guid.Empty, Guid.Empty), facts, (DocumentStatus.Missing, new(2027, 6, 1)), null, Start);
        paper.Bring(new(2027, 6, 16), "with-person", Start);
        Assert.Equal(409, Assert.Throws<RefusedException>(() => paper.Bring(new(2027, 6, 16), null, Start)).Type.Status);
        Assert.Equal(("P1", DocumentStatus.Brought, "with-person"), (paper.Number, paper.Status, paper.Place));
    }

    [Theory]
    [InlineData("%PDF-1.7", "application/pdf")]
    [InlineData("\u00FF\u00D8\u00FF\u00E0", "image/jpeg")]
    [InlineData("\u0089PNG\r\n\u001A\n", "image/png")]
    [InlineData("II*\0", "image/tiff")]
    [InlineData("MM\0*", "image/tiff")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "image/heic")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0mif1heic", "image/heic")]
    [InlineData("\0\0\0\u0010ftypmif1\0\0\0\0mif1heic", null)] // the brand lies behind the box
    [InlineData("\0\0\0\u0018ftypisom\0\0\0\0isommp42", null)] // a film
    [InlineData("\u00FF\u00FF\u00FF\u00FFftypheic", "image/heic")]
    [InlineData("\0\0\0\u0001ftypheic", null)]
    [InlineData("PK\u0003\u0004", null)] // DOCX, XLSX, JAR
    [InlineData("MZ", null)]
    [InlineData("\u007FELF", null)]
    [InlineData("<svg xmlns=", null)]
    [InlineData("<!DOCTYPE html>", null)]
    [InlineData(" %PDF-1.7", null)]
    [InlineData("GIF89a", null)]
    [InlineData("", null)]
    public void The_first_bytes_tell_what_a_file_is(string head, string? mediaType) =>
        Assert.Equal(mediaType, FileKind.Of(Encoding.Latin1.GetBytes(head))?.MediaType);

    [Theory]
    [InlineData("Reisepass.pdf", "Reisepass.pdf")]
    [InlineData("Reisepass.PDF", "Reisepass.pdf")]
    [InlineData("C:\\Users\\me\\جواز السفر.pdf", "جواز السفر.pdf")]
    [InlineData("../../etc/passwd", "passwd.pdf")]
    [InlineData("Pass\u202Efdp.exe", "Passfdp.exe.pdf")]
    [InlineData("a\r\nSet-Cookie: x\".pdf", "aSet-Cookie x.pdf")]
    [InlineData("con.pdf", "_con.pdf")]
    [InlineData("...", "document.pdf")]
    [InlineData(null, "document.pdf")]
    public void A_file_gets_a_name_that_can_be_saved_anywhere(string? sent, string saved) =>
        Assert.Equal(saved, FileKind.All[0].NameOf(sent));

    [Fact]
    public void A_long_name_is_cut_between_characters_and_keeps_its_ending()
    {
        var name = FileKind.All[0].NameOf(new string('a', 119) + "😀😀.pdf");
        Assert.Equal(new string('a', 119) + ".pdf", name);
    }
}

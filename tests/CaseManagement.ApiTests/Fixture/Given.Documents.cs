using System.Security.Cryptography;
using CaseManagement.Api.Documents;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>The smallest thing that is a PDF to the product, with so many bytes.</summary>
    public static byte[] Pdf(int bytes = 64, byte with = 0x20) => [.. "%PDF-1.7\n"u8, .. Enumerable.Repeat(with, bytes - 9)];

    /// <summary>A passport that is there, valid for ten years; its reminder is not made.</summary>
    public Task<Guid> Document(GivenCase of, Compartment? compartment = null)
    {
        var facts = new DocumentFacts("passport", null, $"P{Interlocked.Increment(ref number)}", "Botschaft", Today, Today.AddYears(10), "with-person", null,
            compartment);
        var document = new Document((of.OrganisationId, of.CaseId, of.ClientId), facts, (DocumentStatus.Brought, Today), of.Lead?.StaffId, Now);
        return Add(of.OrganisationId, document, document.Id);
    }

    /// <summary>A scan of it.</summary>
    public async Task<Guid> DocumentFile(GivenCase of, Guid document)
    {
        var bytes = Pdf();
        var file = new DocumentFile((document, of.OrganisationId, of.CaseId, of.ClientId), "Reisepass.pdf", "application/pdf", bytes.Length,
            Convert.ToHexStringLower(SHA256.HashData(bytes)), of.Lead?.StaffId, Now);
        await Add(of.OrganisationId, file, file.Id);
        await api.Execute($"insert into app.document_chunk values ('{file.Id}', 0, decode('{Convert.ToHexString(bytes)}', 'hex'))");
        return file.Id;
    }
}

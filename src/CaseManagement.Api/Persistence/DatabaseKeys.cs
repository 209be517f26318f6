using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace CaseManagement.Api.Persistence;

/// <summary>Data-protection keys in access.data_protection_key, so that several instances accept each other's tokens.</summary>
public sealed class DatabaseKeys(NpgsqlDataSource source) : IXmlRepository
{
    /// <summary>
    /// Encrypts new keys with the certificate of <c>DataProtection:Certificate</c>, where one is given: a PEM file that holds its private
    /// key, too, or a PKCS #12 file with <c>DataProtection:CertificatePassword</c>. A copy of the database then signs nobody in.
    /// </summary>
    public static void Encrypt(IDataProtectionBuilder protection, IConfiguration configuration)
    {
        if (configuration["DataProtection:Certificate"] is { Length: > 0 } file)
        {
            protection.ProtectKeysWithCertificate(File.ReadAllText(file).Contains("-----BEGIN", StringComparison.Ordinal)
                ? X509Certificate2.CreateFromPemFile(file)
                : X509CertificateLoader.LoadPkcs12FromFile(file, configuration["DataProtection:CertificatePassword"]));
        }
    }

    /// <inheritdoc />
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = source.CreateCommand("select * from access.keys()");
        using var reader = command.ExecuteReader();
        var keys = new List<XElement>();
        while (reader.Read())
        {
            keys.Add(XElement.Parse(reader.GetString(0)));
        }
        return keys;
    }

    /// <inheritdoc />
    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = source.CreateCommand("CALL access.add_key($1, $2)");
        command.Parameters.Add(new() { Value = friendlyName });
        command.Parameters.Add(new() { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }
}

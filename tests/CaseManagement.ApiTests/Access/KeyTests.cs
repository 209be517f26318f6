using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CaseManagement.ApiTests.Fixture;
using Npgsql;

namespace CaseManagement.ApiTests.Access;

/// <summary>The keys that protect tokens.</summary>
public sealed class KeyTests
{
    [Theory]
    [InlineData("select xml from access.data_protection_key")]
    [InlineData("insert into access.data_protection_key (xml) values ('<key />')")]
    [InlineData("update access.data_protection_key set xml = ''")]
    [InlineData("delete from access.data_protection_key")]
    public async Task The_APIs_login_does_not_reach_the_table_of_keys(string sql)
    {
        await using var api = new Fixture.Api();
        await api.InitializeAsync();
        await using var source = NpgsqlDataSource.Create(api.App);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => source.CreateCommand(sql).ExecuteNonQueryAsync())).SqlState);
    }

    [Fact]
    public async Task With_a_certificate_keys_are_encrypted_and_an_instance_that_has_it_takes_the_tokens()
    {
        var file = Path.Combine(Path.GetTempPath(), $"keys-{Guid.NewGuid():N}.pem");
        await using var api = new Fixture.Api();
        try
        {
            using (var rsa = RSA.Create(2048))
            {
                var request = new CertificateRequest("CN=keys", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                var (from, until) = (new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2090, 1, 1, 0, 0, 0, DateTimeKind.Utc));
                using var made = request.CreateSelfSigned(from, until);
                await File.WriteAllTextAsync(file, $"{made.ExportCertificatePem()}\n{rsa.ExportPkcs8PrivateKeyPem()}\n", TestContext.Current.CancellationToken);
            }
            api.Settings["DataProtection:Certificate"] = file;
            await api.InitializeAsync();
            var client = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker));
            await client.GetAsync("/api/v1/me").Expect(200);
            var xml = await api.Sql<string>("select string_agg(xml, '') from access.data_protection_key");
            Assert.Contains("EncryptedData", xml, StringComparison.Ordinal);
            Assert.DoesNotContain("<value>", xml.Replace("<CipherValue>", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

using System.Buffers.Binary;
using Microsoft.AspNetCore.Cryptography.KeyDerivation;
using Microsoft.AspNetCore.Identity;

namespace CaseManagement.Api.SignIn;

/// <summary>
/// The hash of a password as Microsoft.AspNetCore.Identity.PasswordHasher (version 3) writes it, made anew with the salt of the one on file
/// (access.salt_of): the database compares them, and nobody reads the one on file.
/// </summary>
public static class PasswordProof
{
    private const int Function = 1, Iterations = 5, Salt = 13, Key = 32;

    // For unknown names too, so that the time of the answer does not tell whether a name exists.
    private static readonly byte[] Decoy = Convert.FromBase64String(new PasswordHasher<Account>().HashPassword(null!, Guid.NewGuid().ToString()))[..^Key];

    /// <summary>The hash that the password must have. Takes long.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="salt">See access.salt_of; null where there is no such name.</param>
    public static string Of(string password, string? salt)
    {
        var head = salt is null ? Decoy : Convert.FromBase64String(salt);
        return Convert.ToBase64String([.. head, .. KeyDerivation.Pbkdf2(
            password, head[Salt..], (KeyDerivationPrf)Number(head, Function), (int)Number(head, Iterations), Key)]);
    }

    /// <summary>Whether the framework hashes otherwise by now: the next right password is an opportunity to do the same.</summary>
    public static bool IsOutdated(string salt) => Convert.FromBase64String(salt) is var head
        && (Number(head, Function) != Number(Decoy, Function) || Number(head, Iterations) < Number(Decoy, Iterations));

    private static uint Number(byte[] head, int at) => BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(at));
}

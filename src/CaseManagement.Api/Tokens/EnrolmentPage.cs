using System.Security.Cryptography;
using System.Text;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.SignIn;
using FluentValidation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Tokens;

/// <summary>
/// The page at which somebody sets the password of the own account by a link (<see cref="MakeEnrolmentLink"/>). Looking at it changes nothing: programs
/// that look at links in mail do so, too.
/// </summary>
public sealed class EnrolmentPage(CaseDb db, CallContext call, IPasswordHasher<Account> hasher, Pages pages)
{
    /// <summary>Where it is.</summary>
    public const string Path = SignInPage.Path + "/enrolment";

    private static readonly InlineValidator<Chosen> Rules = new() { rules => rules.RuleFor(chosen => chosen.NewPassword).NewPassword() };

    private sealed record Chosen(string NewPassword);

    /// <summary>What is kept of a link's key.</summary>
    public static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>GET: whose password it is, and the field for it.</summary>
    public async Task<IResult> Show(HttpContext http, CancellationToken cancellationToken)
    {
        var key = http.Request.Query["key"].ToString();
        return await NameOf(key, cancellationToken) is { } name ? pages.Show(http, Asking(key, name)) : TooLate(http);
    }

    /// <summary>POST: sets it.</summary>
    public async Task<IResult> Submit(HttpContext http, CancellationToken cancellationToken)
    {
        var form = await pages.Form(http, cancellationToken);
        var (key, chosen) = (form["key"].ToString(), new Chosen(form["newPassword"].ToString()));
        if (await NameOf(key, cancellationToken) is not { } name)
        {
            return TooLate(http);
        }
        if (await Rules.ValidateAsync(chosen, cancellationToken) is { IsValid: false } faults)
        {
            return pages.Show(http, Asking(key, name) with { Message = string.Join(' ', faults.Errors.Select(fault => fault.ErrorMessage).Distinct()) }, 400);
        }
        var hash = hasher.HashPassword(null!, chosen.NewPassword);
        return await db.Database.SqlQuery<bool>($"""
            select access.use_enrolment_link({Digest(key)}, {hash}, {call.Now}, {call.RequestId}) as "Value"
            """).SingleAsync(cancellationToken)
            ? pages.Show(http, new AccountModel
            {
                Heading = Heading, LeadsToAccount = true,
                Message = Language.Choose("Das Passwort ist gesetzt.", "The password is set."),
            })
            : TooLate(http);
    }

    private static string Heading => Language.Choose("Eigenes Passwort", "A password of your own");

    private static AccountModel Asking(string key, string name) => new() { Heading = Heading, EnrolmentKey = key, UserName = name };

    private IResult TooLate(HttpContext http) => pages.Show(http, new AccountModel
    {
        Heading = Heading,
        Message = Language.Choose(
            "Dieser Link gilt nicht mehr: Er wurde benutzt, ersetzt oder ist zu alt. Die Administration kann einen neuen geben.",
            "This link is not good any more: it was used, replaced, or is too old. The administrator can give another one."),
    }, 400);

    private async Task<string?> NameOf(string key, CancellationToken cancellationToken) => key.Length is 0 or > 100 ? null
        : await db.Database.SqlQuery<string>($"""select coalesce(access.name_of_enrolment({Digest(key)}, {call.Now}), '') as "Value" """)
            .SingleAsync(cancellationToken) is { Length: > 0 } name ? name : null;
}

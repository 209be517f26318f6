using System.Security.Cryptography;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Gives a webhook a secret, its first or another one.</summary>
/// <param name="GraceHours">How many hours the one before signs beside it: 0 to 168 (seven days), 24 where left out.</param>
[Requires(Permission.ManageApiClients)]
[Operation("Give a webhook a secret", """
    Shown this once. For the hours of grace messages carry two signatures, so that a receiver changes over without a gap; older secrets end. With 0 the one
    before ends at once.
    """, Audience = Audience.Partner)]
public sealed record RotateWebhookSecret([Example(24)] int GraceHours = 24) : ICommand<WebhookSecret>
{
    /// <summary>The webhook.</summary>
    [JsonIgnore] public Guid Id { get; init; }
}

/// <summary>With what a webhook's messages are signed.</summary>
/// <param name="Secret">It is shown nowhere again.</param>
public sealed record WebhookSecret([Example("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")] string Secret)
{
    /// <summary>Says nothing of the secret, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(WebhookSecret);
}

internal sealed class RotateWebhookSecretValidator : AbstractValidator<RotateWebhookSecret>
{
    public RotateWebhookSecretValidator() => RuleFor(rotate => rotate.GraceHours).InclusiveBetween(0, 168);
}

internal static class WebhookSecrets
{
    /// <summary>What keeps them: the key ring.</summary>
    public static IDataProtector ForWebhooks(this IDataProtectionProvider protection) => protection.CreateProtector("webhook-secret");
}

internal sealed class RotateWebhookSecretHandler(CaseDb db, CallContext call, IDataProtectionProvider protection) : IHandler<RotateWebhookSecret, WebhookSecret>
{
    public async Task<WebhookSecret> Handle(RotateWebhookSecret request, CancellationToken cancellationToken)
    {
        var webhook = await db.WebhookOf(request.Id, null, cancellationToken);
        var secret = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        webhook.ChangeSecret(call.Now); // On record, where the secret itself must not be.
        await db.SaveChangesAsync(cancellationToken);
        var (id, kept, ends) = (Guid.CreateVersion7(call.Now), protection.ForWebhooks().Protect(secret), call.Now.AddHours(request.GraceHours));
        await db.Database.ExecuteSqlAsync($"CALL access.add_webhook_secret({id}, {webhook.Id}, {kept}, {ends})", cancellationToken);
        return new WebhookSecret(secret);
    }
}

using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Registers an address at which your organisation is told what happens to referrals that were sent to it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Url">Where it is; https, up to 500 characters.</param>
/// <param name="EventTypes">Of which types it is told; of all where left out.</param>
[Requires(Permission.ManageApiClients)]
[Operation("Register a webhook", """
    By the Standard Webhooks specification (standardwebhooks.com): `webhook-id`, `webhook-timestamp`, `webhook-signature`, and a body of type, timestamp and
    `data` with `eventId`, `referralId` and `sequence`, which counts what this webhook is told without a gap. It names nobody: what happened is read at
    `/partner/referrals/{id}`. It is told what happens from now on, once it has a secret (`PUT …/secret`). An address inside of a network is refused when it is
    connected to (`address-not-allowed` in the log), unless the operator has admitted that network.
    """, Audience = Audience.Partner)]
public sealed record RegisterWebhook(
    [Example("Fachverfahren")] string Name,
    [Example("https://fachverfahren.example.org/webhooks")] string Url,
    [Example("referral.sent")] string[]? EventTypes = null) : ICommand<Saved>;

internal sealed class RegisterWebhookValidator : AbstractValidator<RegisterWebhook>
{
    public RegisterWebhookValidator(WebhookSettings settings)
    {
        RuleFor(webhook => webhook.Name).WebhookName();
        RuleFor(webhook => webhook.Url).WebhookUrl(settings);
        RuleForEach(webhook => webhook.EventTypes).EventType();
    }
}

/// <summary>The shape of what is written of a webhook.</summary>
internal static class WebhookShape
{
    public static readonly IReadOnlyList<string> Types =
        [.. Contributions.Of<ITellsEvents>().SelectMany(room => room.Types).Order(StringComparer.Ordinal)];

    public static IRuleBuilderOptions<T, string> WebhookName<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(200);

    public static IRuleBuilderOptions<T, string> EventType<T>(this IRuleBuilder<T, string> rule) => rule.Must(Types.Contains)
        .WithErrorCode(OutboxProblems.UnknownEvent.Code).WithMessage(_ => OutboxProblems.UnknownEvent.Text(string.Join(", ", Types)));

    public static IRuleBuilderOptions<T, string> WebhookUrl<T>(this IRuleBuilder<T, string> rule, WebhookSettings settings) =>
        rule.Must(url => url.Length <= 500 && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
                && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback && settings.Loopback)))
            .WithErrorCode(OutboxProblems.UrlForm.Code).WithMessage(_ => OutboxProblems.UrlForm.Text());
}

internal sealed class RegisterWebhookHandler(CaseDb db, CallContext call) : IHandler<RegisterWebhook, Saved>
{
    public async Task<Saved> Handle(RegisterWebhook request, CancellationToken cancellationToken)
    {
        var webhook = new Webhook(call.Caller.RequiredOrganisationId, new WebhookContent(request.Name, request.Url, request.EventTypes ?? []),
            call.Caller.StaffId, call.Now);
        var told = await db.Database.SqlQuery<long>($"select app.number_events() as \"Value\"").SingleAsync(cancellationToken);
        db.Add(webhook);
        db.Add(new WebhookState(webhook, told));
        return await db.Save(webhook, cancellationToken);
    }
}

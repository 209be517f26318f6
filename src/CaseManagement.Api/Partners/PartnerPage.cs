using System.Globalization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Referrals;
using CaseManagement.Api.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CaseManagement.Api.Partners;

/// <summary>
/// The page on which a partner without software works: what was sent to the organisation, and the answers. It knows nothing by itself: each look and each
/// answer is the request of the partner API, with its permission, its record and its refusals. HTML from the server, without any script.
/// </summary>
public sealed class PartnerPage(PageLogin logins, Pages pages, Pipeline.ISender sender, CallContext call)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/" + Outbox.MailServer.Page;

    private const int PageSize = 20;

    private static readonly OwnPage Page = new("partner", nameof(PartnerPage));

    /// <summary>GET: the inbox.</summary>
    public Task<IResult> Inbox(HttpContext http, CancellationToken cancellationToken) => SignedIn(http, async () =>
    {
        var (ended, cursor) = (http.Request.Query.ContainsKey("ended"), http.Request.Query["cursor"].ToString());
        var model = new PartnerModel { ShowsEnded = ended, Now = call.Now };
        try
        {
            var page = new Paging(PageSize, cursor.Length > 0 ? cursor : null);
            return await Show(http, model with
            {
                Received = await Send(new ListReceivedReferrals(null, null, null, page, !ended), cancellationToken),
            }, cancellationToken);
        }
        catch (Exception refused) when (IsRefusal(refused))
        {
            return await Refused(http, model, refused, cancellationToken);
        }
    }, cancellationToken);

    /// <summary>GET: one referral, as it was sent. The first look confirms the purpose, as the first retrieval by a program does.</summary>
    public Task<IResult> One(HttpContext http, Guid id, CancellationToken cancellationToken) => SignedIn(http, async () =>
    {
        var model = new PartnerModel { Now = call.Now };
        try
        {
            var done = PartnerAction.All.FirstOrDefault(action => action.Name == http.Request.Query["done"]);
            return await Show(http, model with
            {
                Message = done is null ? "" : Language.Choose("Gespeichert: ", "Saved: ") + done.Label,
                Referral = await Send(new GetReceivedReferral(id), cancellationToken),
            }, cancellationToken);
        }
        catch (Exception refused) when (IsRefusal(refused))
        {
            return await Refused(http, model, refused, cancellationToken);
        }
    }, cancellationToken);

    /// <summary>POST: signs out.</summary>
    public Task<IResult> SignOut(HttpContext http, CancellationToken cancellationToken) => SignedIn(http, async () =>
        (await pages.Form(http, cancellationToken)).Count == 0 ? await Forged(http, cancellationToken)
            : await logins.SignOut(http, Page, call.Caller, cancellationToken), cancellationToken);

    /// <summary>POST: an answer. It goes by the version that the page has shown; sent twice, it is done once.</summary>
    public Task<IResult> Answer(HttpContext http, Guid id, CancellationToken cancellationToken) => SignedIn(http, async () =>
    {
        var form = await pages.Form(http, cancellationToken);
        if (form.Count == 0 || PartnerAction.All.FirstOrDefault(one => one.Name == form["action"]) is not { } action
            || !Guid.TryParse(form["key"], out var key))
        {
            return await Forged(http, cancellationToken);
        }
        try
        {
            var answer = action.Of(new PartnerAnswer(id, form));
            (call.IdempotencyKey, call.Target) = ($"page:{key}", $"POST {Path}/{id}/{action.Name}/{form["version"]}");
            await Send(answer, cancellationToken);
            return TypedResults.LocalRedirect($"~{Path}/{id}?done={action.Name}");
        }
        catch (Exception refused) when (IsRefusal(refused))
        {
            call.IdempotencyKey = null;
            return await Again(http, id, action, form, RefusalHandler.Translate(refused), cancellationToken);
        }
    }, cancellationToken);

    // The same page with what was typed, as the referral stands now, and what is wrong beside its field.
    private async Task<IResult> Again(
        HttpContext http, Guid id, PartnerAction action, IFormCollection form, RefusedException refused, CancellationToken cancellationToken)
    {
        var isOld = refused.Type == HttpProblems.Stale || refused.Type == HttpProblems.KeyReused;
        var model = new PartnerModel
        {
            Now = call.Now, IsProblem = true, Tried = action.Name, Typed = form, Faults = refused.Errors,
            Message = isOld ? Language.Choose(
                    "Die Vermittlung wurde inzwischen geändert, nichts wurde gespeichert. Unten steht, wie es jetzt ist: bitte prüfen und noch einmal senden.",
                    "The referral has changed meanwhile, and nothing was saved. Below it is as it stands now: please look at it and send again.")
                : refused.Errors.Count > 0 ? Language.Choose("Bitte die markierten Angaben prüfen.", "Please look at what is marked.") : Words(refused),
        };
        try
        {
            var now = model with { Referral = await Send(new GetReceivedReferral(id), cancellationToken) };
            return await Show(http, now, cancellationToken, refused.Type.Status);
        }
        catch (Exception gone) when (IsRefusal(gone))
        {
            return await Refused(http, model, gone, cancellationToken);
        }
    }

    private Task<IResult> Refused(HttpContext http, PartnerModel model, Exception refused, CancellationToken cancellationToken)
    {
        var why = RefusalHandler.Translate(refused);
        return Show(http, model with
        {
            IsProblem = true,
            Message = why.Type.Status switch
            {
                StatusCodes.Status403Forbidden => Language.Choose(
                    "Diese Seite ist für Stellen, an die vermittelt wird. Ihr Konto hat dafür in dieser Organisation keine Berechtigung (Rolle partner).",
                    "This page is for agencies to which people are referred. Your account has no right to it in this organisation (role partner)."),
                StatusCodes.Status404NotFound => Language.Choose(
                    "Diese Vermittlung gibt es hier nicht, oder sie ging nicht an Ihre Organisation.",
                    "There is no such referral here, or it was not sent to your organisation."),
                _ => Words(why),
            },
        }, cancellationToken, why.Type.Status);
    }

    // A form that nobody was given here, or one that is too old to tell.
    private Task<IResult> Forged(HttpContext http, CancellationToken cancellationToken) => Show(http, new PartnerModel
    {
        Now = call.Now, IsProblem = true,
        Message = Language.Choose("Dieses Formular gilt nicht mehr, nichts wurde gespeichert. Bitte die Seite neu laden.",
            "This form is not good any more, and nothing was saved. Please load the page again."),
    }, cancellationToken, StatusCodes.Status400BadRequest);

    private async Task<IResult> Show(HttpContext http, PartnerModel model, CancellationToken cancellationToken, int status = StatusCodes.Status200OK)
    {
        var me = await Send(new GetMe(), cancellationToken);
        var codes = model.Received is null && model.Referral is null ? null
            : (await Send(new GetCodeLists(new CodeSelection(null, Include.Ended, null, null)), cancellationToken)).Content;
        var (name, token) = pages.FormToken(http);
        pages.Guard(http, styleHash: PartnerView.StyleHash);
        model = model with
        {
            FormTokenName = name,
            FormToken = token,
            UserName = me.UserName,
            Codes = new PartnerCodes(codes, call.Today),
            OrganisationId = me.OrganisationId,
            Organisation = me.Organisations.FirstOrDefault(organisation => organisation.Id == me.OrganisationId)?.Name ?? "",
        };
        return new RazorComponentResult<PartnerView>(new { Model = model }) { StatusCode = status, PreventStreamingRendering = true };
    }

    // Each by its own name on the trail, as if a program had sent it.
    private Task<T> Send<T>(MediatR.IRequest<T> request, CancellationToken cancellationToken)
    {
        call.Action = "";
        return sender.Send(request, cancellationToken);
    }

    // Whoever is not signed in, or no longer, goes to sign in, and comes back to where he was going.
    private async Task<IResult> SignedIn(HttpContext http, Func<Task<IResult>> show, CancellationToken cancellationToken)
    {
        var address = HttpMethods.IsGet(http.Request.Method) ? $"{http.Request.Path}{http.Request.QueryString}" : $"{http.Request.Path}";
        try
        {
            if (await logins.Enter(http, Page, address, cancellationToken) is not var (_, login))
            {
                return Begin();
            }
            logins.Remember(http, Page, login);
            return await show();
        }
        catch (Exception ended) when (Refusals.OfSession(ended) is not null)
        {
            return Begin();
        }

        IResult Begin() => logins.Begin(http, address, PartnerView.Heading);
    }

    private static bool IsRefusal(Exception failure) =>
        Refusals.OfSession(failure) is null && RefusalHandler.Translate(failure).Type.Status is >= 400 and < 500;

    private static string Words(RefusedException refused) => refused.Type.Text([.. refused.Values]);
}

/// <summary>Maps the page.</summary>
public static class PartnerPageEndpoints
{
    /// <summary>Registers the page, where there is a token server.</summary>
    public static void AddPartnerPage(this IServiceCollection services, IConfiguration configuration)
    {
        if (TokenServer.Issuer(configuration) is not null)
        {
            services.AddScoped<PartnerPage>();
        }
    }

    /// <summary>Maps /partner, where there is a token server at which people sign in.</summary>
    public static void MapPartnerPage(this IEndpointRouteBuilder app, IConfiguration configuration)
    {
        if (TokenServer.Issuer(configuration) is null)
        {
            return;
        }
        var room = app.MapGroup(PartnerPage.Path).AllowAnonymous().ExcludeFromDescription();
        room.MapGet("", (PartnerPage page, HttpContext http, CancellationToken ct) => page.Inbox(http, ct));
        room.MapPost("", (PartnerPage page, HttpContext http, CancellationToken ct) => page.SignOut(http, ct));
        room.MapGet("/{id:guid}", (PartnerPage page, HttpContext http, Guid id, CancellationToken ct) => page.One(http, id, ct));
        room.MapPost("/{id:guid}", (PartnerPage page, HttpContext http, Guid id, CancellationToken ct) => page.Answer(http, id, ct));
    }
}

/// <summary>What the page shows; what is not set is not shown.</summary>
public sealed record PartnerModel
{
    /// <summary>What there is to say.</summary>
    public string Message { get; init; } = "";
    /// <summary>Whether that is a problem.</summary>
    public bool IsProblem { get; init; }
    /// <summary>Against forged forms.</summary>
    public string FormToken { get; init; } = "";
    /// <summary>The name of its field.</summary>
    public string FormTokenName { get; init; } = "";
    /// <summary>Who is signed in.</summary>
    public string UserName { get; init; } = "";
    /// <summary>For which organisation.</summary>
    public Guid? OrganisationId { get; init; }
    /// <summary>By name.</summary>
    public string Organisation { get; init; } = "";
    /// <summary>What codes mean.</summary>
    public PartnerCodes Codes { get; init; } = new(null, default);
    /// <summary>The time.</summary>
    public DateTimeOffset Now { get; init; }
    /// <summary>A page of the inbox.</summary>
    public Page<ReceivedReferralRow>? Received { get; init; }
    /// <summary>Whether it is that of what has ended.</summary>
    public bool ShowsEnded { get; init; }
    /// <summary>One referral.</summary>
    public ReceivedReferral? Referral { get; init; }
    /// <summary>The answer that was refused.</summary>
    public string? Tried { get; init; }
    /// <summary>What was typed.</summary>
    public IFormCollection Typed { get; init; } = FormCollection.Empty;
    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<ProblemError> Faults { get; init; } = [];

    /// <summary>What was typed into a field of an answer that was refused.</summary>
    public string TypedIn(PartnerAction action, string field) => action.Name == Tried ? Typed[field].ToString() : "";

    /// <summary>What is wrong with a field.</summary>
    public string? FaultOf(PartnerAction action, string field) =>
        action.Name == Tried ? Faults.FirstOrDefault(fault => fault.Pointer == "/" + field)?.Message : null;
}

/// <summary>What codes mean, in the language of the request.</summary>
/// <param name="lists">All lists with every code that there ever was.</param>
/// <param name="today">The day.</param>
public sealed class PartnerCodes(CodeListCollection? lists, DateOnly today)
{
    private readonly ILookup<string, CodeOfList> byList = (lists?.Items ?? []).SelectMany(list => list.Codes.Select(code => (list.Code, Row: code)))
        .ToLookup(pair => pair.Code, pair => pair.Row);

    /// <summary>The word for a code; the code where there is none.</summary>
    public string Label(string list, string? code) => byList[list].LastOrDefault(row => row.Code == code)?.Label ?? code ?? "";

    /// <summary>What can be chosen today.</summary>
    public IEnumerable<CodeOfList> Choices(string list) => byList[list].Where(row => row.From <= today && (row.Until is null || row.Until > today));
}

/// <summary>What came of a form.</summary>
/// <param name="Id">Of which referral.</param>
/// <param name="Form">Its fields.</param>
public sealed record PartnerAnswer(Guid Id, IFormCollection Form)
{
    /// <summary>If-Match: the version that the page has shown.</summary>
    public uint Version => uint.TryParse(Form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    /// <summary>A coded reason.</summary>
    public string Reason => Text("reasonCode") ?? "";

    /// <summary>Words that may be left out.</summary>
    public string? Note => Text("note");

    /// <summary>An id.</summary>
    public Guid IdOf(string field) => Guid.TryParse(Form[field], out var id) ? id : Guid.Empty;

    /// <summary>A text as the API takes it; null where there is none.</summary>
    /// <exception cref="RefusedException">400.</exception>
    public string? Text(string field)
    {
        var text = Form[field].ToString().ReplaceLineEndings("\n").Trim();
        return PlainText.HasNul(text) ? throw RefusedException.Invalid("/" + field, HttpProblems.NulInText) : text.Length == 0 ? null : PlainText.Of(text);
    }

    /// <summary>One of a closed set.</summary>
    /// <exception cref="RefusedException">400.</exception>
    public T One<T>(string field, ProblemType rule) where T : struct, Enum =>
        Enum.TryParse<T>(Form[field], out var one) && Enum.IsDefined(one) ? one : throw RefusedException.Invalid("/" + field, rule);

    /// <summary>A day and time in Germany.</summary>
    /// <exception cref="RefusedException">400: none, or one that the clock leaps over in spring.</exception>
    public DateTimeOffset Instant(string field) =>
        DateTime.TryParseExact(Form[field], ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && local.Year is >= Moments.FirstYear and <= Moments.LastYear && !LocalTime.Zone.IsInvalidTime(local)
            ? new DateTimeOffset(local, LocalTime.Zone.GetUtcOffset(local)).ToUniversalTime()
            : throw RefusedException.Invalid("/" + field, PartnerProblems.When);
}

/// <summary>Refusals of the page itself: what a form can lack and a program's body cannot.</summary>
internal static class PartnerProblems
{
    public static readonly ProblemType When = new("partner-when", 400, "Give a day and a time that there is.", "Bitte Tag und Uhrzeit angeben, die es gibt.");
    public static readonly ProblemType Result = new("partner-result", 400, "Say what became of it.", "Bitte angeben, was daraus wurde.");
}

/// <summary>An answer that the page offers: the request of the partner API, made of a form.</summary>
/// <param name="Name">As in allowedActions.</param>
/// <param name="German">What it is called.</param>
/// <param name="English">The same.</param>
/// <param name="Of">The request.</param>
/// <param name="HasNote">Words can go along.</param>
public sealed record PartnerAction(string Name, string German, string English, Func<PartnerAnswer, ICommand<Saved>> Of, bool HasNote = false)
{
    /// <summary>Those that belong to one appointment or one correction, and have no form of their own.</summary>
    public const string RecordAppointment = "record-appointment", ConfirmCorrection = "confirm-correction";

    /// <summary>All, in the order in which they are offered.</summary>
    public static readonly IReadOnlyList<PartnerAction> All =
    [
        new(Referral.AcceptMove, "Annehmen", "Accept", of => new AcceptReferral { Id = of.Id, Version = of.Version }),
        new(Referral.RejectMove, "Ablehnen", "Decline", of => new RejectReferral(
            of.One<DeclinedBy>("declinedBy", ReferralProblems.WhoDeclined), of.Reason, of.Note) { Id = of.Id, Version = of.Version }, true),
        new(Referral.StartMove, "Betreuung beginnen", "Begin to serve", of => new StartReferral { Id = of.Id, Version = of.Version }),
        new(Referral.ResumeMove, "Fortsetzen", "Resume", of => new ResumeReferral { Id = of.Id, Version = of.Version }),
        new(Referral.AppointMove, "Termin geben", "Give an appointment", of => new GiveAppointment(of.Instant("at")) { Id = of.Id, Version = of.Version }),
        new(Referral.CompleteMove, "Abschließen", "Complete", of => new CompleteReferral(of.Reason, of.Note) { Id = of.Id, Version = of.Version }, true),
        new(Referral.HoldMove, "Unterbrechen", "Put on hold", of => new HoldReferral(of.Reason, of.Note) { Id = of.Id, Version = of.Version }, true),
        new(Referral.FailMove, "Ohne Ergebnis beenden", "End without a result",
            of => new FailReferral(of.Reason, of.Note) { Id = of.Id, Version = of.Version }, true),
        new(Referral.ReturnMove, "Zurückgeben", "Return", of => new ReturnReferral(of.Reason, of.Note) { Id = of.Id, Version = of.Version }, true),
        new(Referral.ConfirmMove, "Widerruf bestätigen", "Confirm the withdrawal",
            of => new ConfirmWithdrawal(of.Reason, of.Note) { Id = of.Id, Version = of.Version }, true),
        new(Referral.MessageMove, "Nachricht schreiben", "Write a message",
            of => new AnswerReferralMessage(of.Text("text") ?? "") { Id = of.Id, Version = of.Version }),
        new(RecordAppointment, "Termin festhalten", "Record an appointment", of => new RecordAppointment(
            of.One<AppointmentResult>("result", PartnerProblems.Result)) { Id = of.Id, AppointmentId = of.IdOf("appointmentId"), Version = of.Version }),
        new(ConfirmCorrection, "Berichtigung zur Kenntnis genommen", "Correction noted",
            of => new ConfirmCorrection { Id = of.Id, MessageId = of.IdOf("messageId"), Version = of.Version }),
    ];

    /// <summary>What it is called, in the language of the request.</summary>
    public string Label => Language.Choose(German, English);

    /// <summary>The list of its coded reason; null where it needs none.</summary>
    public string? Reasons => Referral.Table.FirstOrDefault(rule => rule.Action == Name)?.Reasons;

    /// <summary>Whether it asks for anything.</summary>
    public bool HasFields => Reasons is not null || Name is Referral.AppointMove or Referral.MessageMove;
}

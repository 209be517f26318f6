using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Reminders;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Consents;

/// <summary>Records that a person was informed about the processing of his or her data.</summary>
[Requires(Permission.WriteClients)]
[Operation("Record that a person was informed", """
    By a published text of the purpose `information` (Art. 13, 14 GDPR, §§ 82, 82a SGB X), in the language in which it was given. Ends the reminder of it.
    The record stays with your organisation.
    """)]
public sealed record RecordInformationNotice : InformationNoticeBody, ICommand<Saved>
{
    /// <summary>Who was informed.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
}

/// <summary>By what, when and how a person was informed.</summary>
public abstract record InformationNoticeBody
{
    /// <summary>The text; one that informs (400 `consent-text-asks`), published when it is recorded.</summary>
    public required Guid TextId { get; init; }

    /// <summary>In which of its languages it was given.</summary>
    [CodeOf(CodeLists.Language)]
    public required string Language { get; init; }

    /// <summary>On which day; today or earlier.</summary>
    [Example(Sample.Day)]
    public required DateOnly GivenOn { get; init; }

    /// <summary>How the text was conveyed.</summary>
    [CodeOf(CodeLists.ConsentReading)]
    public required string Reading { get; init; }

    /// <summary>Who interpreted.</summary>
    [CodeOf(CodeLists.InterpreterKind)]
    public string? Interpreter { get; init; }

    /// <summary>More about it, such as to whom of a minor's family it was given; up to 500 characters.</summary>
    [Example(null)]
    public string? Note { get; init; }
}

internal sealed class InformationNoticeBodyValidator : AbstractValidator<InformationNoticeBody>
{
    public InformationNoticeBodyValidator(CallContext call)
    {
        RuleFor(notice => notice.GivenOn).Must(day => day <= call.Today).WithProblem(ConsentProblems.InFuture);
        RuleFor(notice => notice.Note).Words().MaximumLength(500);
    }
}

internal sealed class RecordInformationNoticeHandler(CaseDb db, CallContext call) : IHandler<RecordInformationNotice, Saved>
{
    public async Task<Saved> Handle(RecordInformationNotice request, CancellationToken cancellationToken)
    {
        var own = call.Caller.RequiredOrganisationId;
        var controller = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => client.Id == request.ClientId)
            .Select(client => (Guid?)client.OrganisationId).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.NotFound(request.ClientId);
        if (controller != own)
        {
            throw new RefusedException(ClientProblems.HandedOver);
        }
        await InformingText.Check(db, request, alsoRetired: false, cancellationToken);
        var notice = new InformationNotice(own, request, call.Caller.StaffId, call.Now);
        db.Add(notice);
        foreach (var reminder in await db.Set<Reminder>().Where(InformationReminders.Of(request.ClientId, own)).ToListAsync(cancellationToken))
        {
            reminder.Close("done", null, call.Caller.StaffId, call.Now);
        }
        return await db.Save(notice, cancellationToken);
    }
}

internal static class InformingText
{
    /// <summary>A text that informs, in the language in which it was given.</summary>
    /// <exception cref="RefusedException">400.</exception>
    public static async Task Check(CaseDb db, InformationNoticeBody body, bool alsoRetired, CancellationToken cancellationToken)
    {
        var text = await db.Set<ConsentText>()
            .Where(text => text.Id == body.TextId && (text.Status == ConsentTextStatus.Published || (alsoRetired && text.Status == ConsentTextStatus.Retired)))
            .Select(text => new
            {
                Informs = ConsentText.Informing(db).Any(purpose => purpose == text.Purpose),
                HasLanguage = text.Wordings.Any(wording => wording.Language == body.Language),
            }).SingleOrDefaultAsync(cancellationToken) ?? throw RefusedException.Invalid("/textId", ConsentProblems.TextNotInUse);
        if (!text.Informs)
        {
            throw RefusedException.Invalid("/textId", ConsentProblems.TextAsks);
        }
        if (!text.HasLanguage)
        {
            throw RefusedException.Invalid("/language", ConsentProblems.NoSuchLanguage);
        }
    }
}

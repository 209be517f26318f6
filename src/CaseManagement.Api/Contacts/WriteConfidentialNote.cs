using CaseManagement.Api.Cases;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>Writes down what was entrusted to the caller.</summary>
/// <param name="CaseId">An open case on which the caller works.</param>
/// <param name="Text">Up to 10,000 characters.</param>
/// <param name="ContactId">The contact with the person in which it was said.</param>
[Requires(Permission.WriteCases)]
[Operation("Write a confidential note", """
    Secrets in the sense of § 203 StGB, for you and whom you name: no lead worker, supervisor, deputy, broken glass, package or export shows it, and
    the words never reach the audit trail. It stays with you at a handover. When you leave it goes to `successorId`; without one it is sealed, and the
    data-protection officer is told.
    """)]
public sealed record WriteConfidentialNote(
    Guid CaseId,
    [Example("Speaks of something that nobody else is to know yet.")] string Text,
    Guid? ContactId = null) : ICommand<Saved>, IEntrusts
{
    /// <inheritdoc />
    public IReadOnlyList<Guid> ReaderIds { get; init; } = [];

    /// <inheritdoc />
    public Guid? SuccessorId { get; init; }

    /// <summary>Says nothing of the note, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(WriteConfidentialNote);
}

internal sealed class WriteConfidentialNoteValidator : AbstractValidator<WriteConfidentialNote>
{
    public WriteConfidentialNoteValidator()
    {
        RuleFor(note => note.Text).NotEmpty().MaximumLength(10_000);
        RuleFor(note => note.ReaderIds).AtMost(20);
    }
}

internal sealed class WriteConfidentialNoteHandler(CaseDb db, CallContext call) : IHandler<WriteConfidentialNote, Saved>
{
    public async Task<Saved> Handle(WriteConfidentialNote request, CancellationToken cancellationToken)
    {
        var found = await db.OpenCase(call, request.CaseId, ContactProblems.CaseClosed, cancellationToken);
        if (request.ContactId is { } contact && !await db.Set<Contact>().VisibleTo(db, call.Caller)
            .AnyAsync(c => c.Id == contact && c.Clients.Any(person => person.ClientId == found.ClientId), cancellationToken))
        {
            throw RefusedException.Invalid("/contactId", ContactProblems.OtherContact);
        }
        var note = new ConfidentialNote((call.Caller.RequiredOrganisationId, request.CaseId, found.ClientId, request.ContactId),
            call.Caller.RequiredStaffId, request.Text, await db.Named(call, new EntrustedTo(request), cancellationToken), call.Now);
        db.Add(note);
        return await db.Save(note, cancellationToken);
    }
}

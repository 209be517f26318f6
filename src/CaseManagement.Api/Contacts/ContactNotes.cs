using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>Adds a note to a contact.</summary>
/// <param name="Note">What was said.</param>
[Requires(Permission.WriteCases)]
[Operation("Add a note", """
    `isPrivate` keeps it with your organisation at a handover; `compartment` restricts it to the lead worker and named persons.
    """)]
public sealed record AddContactNote(ContactNoteBody Note) : ICommand<Saved>
{
    /// <summary>The contact.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>Puts the words of an own note right, within 14 days; the trail keeps what they were.</summary>
/// <param name="Text">Up to 10,000 characters.</param>
/// <param name="Reason">Why, for the trail.</param>
[Requires(Permission.WriteCases)]
[Operation("Correct a note", "The own words, with a reason, within 14 days.")]
public sealed record CorrectContactNote(
    [Example("We went through the course offers together.")] string Text,
    [Example(Sample.Reason)] string Reason) : ICommand<Saved>, INeedsReason
{
    /// <summary>The contact.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>The note.</summary>
    [JsonIgnore] public Guid NoteId { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class AddContactNoteValidator : AbstractValidator<AddContactNote>
{
    public AddContactNoteValidator() => RuleFor(command => command.Note).SetValidator(new ContactNoteBodyValidator());
}

internal sealed class CorrectContactNoteValidator : AbstractValidator<CorrectContactNote>
{
    public CorrectContactNoteValidator()
    {
        RuleFor(command => command.Text).NotEmpty().MaximumLength(10_000);
    }
}

internal sealed class ContactNotesHandler(CaseDb db, CallContext call) : IHandler<AddContactNote, Saved>, IHandler<CorrectContactNote, Saved>
{
    public async Task<Saved> Handle(AddContactNote request, CancellationToken cancellationToken)
    {
        var contact = await db.ToChange(call, request.Id, request.Version, cancellationToken);
        if (contact.IsAnonymous)
        {
            throw RefusedException.Invalid("/note", ContactProblems.AnonymousNote);
        }
        db.Add(await request.Note.On(contact, db, call, "/note", cancellationToken));
        contact.Touch(call.Now);
        return await db.Save(contact, cancellationToken);
    }

    public async Task<Saved> Handle(CorrectContactNote request, CancellationToken cancellationToken)
    {
        var contact = await db.ToChange(call, request.Id, request.Version, cancellationToken);
        var note = await db.Set<ContactNote>()
            .SingleOrDefaultAsync(note => note.Id == request.NoteId && note.ContactId == contact.Id && note.OrganisationId == contact.OrganisationId,
                cancellationToken)
            ?? throw RefusedException.NotFound(request.NoteId);
        if (note.WrittenBy != call.Caller.StaffId)
        {
            throw RefusedException.Forbidden(ContactProblems.NoteNotYours, note.Id);
        }
        note.Correct(request.Text, call.Now);
        contact.Touch(call.Now);
        return await db.Save(contact, cancellationToken);
    }
}

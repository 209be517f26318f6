using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Contacts;

/// <summary>Puts the words of an own confidential note right, within 14 days. What they were is not kept anywhere.</summary>
/// <param name="Text">Up to 10,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Correct a confidential note", "By its author, within 14 days. What stood there is gone: the trail never has the words.")]
public sealed record CorrectConfidentialNote([Example("Speaks of something that nobody else is to know yet.")] string Text) : ICommand<Saved>
{
    /// <summary>The note.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    /// <summary>Says nothing of the note, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(CorrectConfidentialNote);
}

/// <summary>Says who reads a confidential note beside the caller, and to whom it goes when the caller leaves. What is left out is taken back.</summary>
[Requires(Permission.WriteCases)]
[Operation("Entrust a confidential note", "By who holds it: who else reads it, and to whom it goes when you leave. The body states all of them.")]
public sealed record EntrustConfidentialNote : ICommand<Saved>, IEntrusts
{
    /// <inheritdoc />
    public required IReadOnlyList<Guid> ReaderIds { get; init; }

    /// <inheritdoc />
    public Guid? SuccessorId { get; init; }

    /// <summary>The note.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CorrectConfidentialNoteValidator : AbstractValidator<CorrectConfidentialNote>
{
    public CorrectConfidentialNoteValidator() => RuleFor(note => note.Text).NotEmpty().MaximumLength(10_000);
}

internal sealed class EntrustConfidentialNoteValidator : AbstractValidator<EntrustConfidentialNote>
{
    public EntrustConfidentialNoteValidator() => RuleFor(note => note.ReaderIds).AtMost(20);
}

internal sealed class ChangeConfidentialNoteHandler(CaseDb db, CallContext call)
    : IHandler<CorrectConfidentialNote, Saved>, IHandler<EntrustConfidentialNote, Saved>
{
    public async Task<Saved> Handle(CorrectConfidentialNote request, CancellationToken cancellationToken)
    {
        var note = await db.Held(call, request.Id, request.Version, cancellationToken);
        note.Correct(request.Text, call.Caller.RequiredStaffId, call.Now);
        return await db.Save(note, cancellationToken);
    }

    public async Task<Saved> Handle(EntrustConfidentialNote request, CancellationToken cancellationToken)
    {
        var note = await db.Held(call, request.Id, request.Version, cancellationToken);
        note.Entrust(await db.Named(call, new EntrustedTo(request), cancellationToken), call.Now);
        return await db.Save(note, cancellationToken);
    }
}

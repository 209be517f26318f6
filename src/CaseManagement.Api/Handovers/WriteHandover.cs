using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>
/// Writes the content of a draft, or of a handover that was queried: the whole of it, as it is to be. Documents of
/// restricted kinds that the caller may not see stay as they are.
/// </summary>
[Requires(Permission.SendHandovers)]
[Operation("Write the content of a handover", """
    The whole content as it is to be: documents (there, or missing and why), open items, restricted items that go along one by one.
    While it is a draft or clarification is requested.
    """)]
public sealed record WriteHandover : ICommand<Saved>
{
    /// <summary>The team that is to take over; can change before the first submission only.</summary>
    public required Guid ReceivingTeamId { get; init; }

    /// <summary>To the receiver, up to 4,000 characters.</summary>
    [Example(Sample.Note)]
    public string? Note { get; init; }

    /// <summary>Documents handed over, or missing and why; at least one line for each person before submission.</summary>
    public required IReadOnlyList<WrittenDocument> Documents { get; init; }

    /// <summary>What the receiver has to see to.</summary>
    public required IReadOnlyList<WrittenOpenItem> OpenItems { get; init; }

    /// <summary>States that nothing is open.</summary>
    [Example(false)]
    public bool NoOpenItems { get; init; }

    /// <summary>Restricted items that go along, out of GET …/includable; each one by itself.</summary>
    public IReadOnlyList<Guid> IncludedItems { get; init; } = [];

    /// <summary>The handover.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>A line of the list of documents.</summary>
public sealed record WrittenDocument
{
    /// <summary>Whose; left out for the household's.</summary>
    public Guid? ClientId { get; init; }
    /// <summary>What it is.</summary>
    [CodeOf(CodeLists.DocumentKind)]
    public required string Kind { get; init; }
    /// <summary>Why it is missing; left out when it is handed over. Up to 1,000 characters.</summary>
    [Example(null)]
    public string? MissingReason { get; init; }
}

/// <summary>An open item.</summary>
public sealed record WrittenOpenItem
{
    /// <summary>The item as GET gave it; left out for a new one.</summary>
    public Guid? Id { get; init; }
    /// <summary>Whose; left out for the household's.</summary>
    public Guid? ClientId { get; init; }
    /// <summary>What is open, up to 2,000 characters.</summary>
    [Example("We went through the course offers together.")]
    public required string Text { get; init; }
    /// <summary>By when.</summary>
    [Example(Sample.DueDay)]
    public DateOnly? DueOn { get; init; }
}

internal sealed class WriteHandoverValidator : AbstractValidator<WriteHandover>
{
    public WriteHandoverValidator()
    {
        RuleFor(command => command.Note).MaximumLength(4000);
        RuleFor(command => command.Documents).NotNull().AtMost(500);
        RuleForEach(command => command.Documents).ChildRules(document =>
        {
            document.RuleFor(d => d.Kind).NotEmpty().MaximumLength(64);
            document.RuleFor(d => d.MissingReason).MaximumLength(1000)
                .Words();
        });
        RuleFor(command => command.OpenItems).NotNull().AtMost(200);
        RuleForEach(command => command.OpenItems).ChildRules(item => item.RuleFor(i => i.Text).NotEmpty().MaximumLength(2000));
        RuleFor(command => command.IncludedItems).NotNull().AtMost(500);
    }
}

internal sealed class WriteHandoverHandler(CaseDb db, CallContext call) : IHandler<WriteHandover, Saved>
{
    public async Task<Saved> Handle(WriteHandover request, CancellationToken cancellationToken)
    {
        var handover = await HandoverAccess.Lock(db, call.Caller, request.Id, Side.Sender, null, request.Version, cancellationToken);
        handover.RequireEditable();
        var draft = await HandoverDraft.Load(db, handover, cancellationToken);
        draft.FollowHousehold(call.Now);
        var compartments = await Check(request, draft, cancellationToken);
        var receiver = await HandoverAccess.FindTeam(db, request.ReceivingTeamId, "/receivingTeamId", cancellationToken);
        handover.Edit(receiver, request.Note, request.NoOpenItems, call.Now);
        Write(draft, request, handover, compartments);
        return await db.Save(handover, cancellationToken);
    }

    // Everything that is wrong, at once. Answers the compartments of the document kinds.
    private async Task<Dictionary<string, string>> Check(WriteHandover request, HandoverDraft draft, CancellationToken cancellationToken)
    {
        var faults = new List<ProblemError>();
        void Refuse(string pointer, ProblemType rule) => faults.Add(new ProblemError(pointer, rule.Code, rule.Text()));

        string[] kinds = [.. request.Documents.Select(document => document.Kind).Distinct()];
        var compartments = await db.Database.SqlQuery<KindCompartment>($"""
            select code as "Kind", attributes ->> 'compartment' as "Compartment" from app.code
            where list = {CodeLists.DocumentKind} and code = any({kinds}) and attributes ? 'compartment'
              and daterange(valid_from, valid_to, '[)') @> {call.Today}
            """).ToDictionaryAsync(kind => kind.Kind, kind => kind.Compartment, cancellationToken);

        var persons = draft.Persons.Select(person => person.ClientId).ToHashSet();
        var lines = new HashSet<(Guid?, string)>();
        foreach (var (document, at) in request.Documents.Select((document, at) => (document, at)))
        {
            if (document.ClientId is { } client && !persons.Contains(client))
            {
                Refuse($"/documents/{at}/clientId", HandoverProblems.UnknownPerson);
            }
            if (document.ClientId is null && compartments.ContainsKey(document.Kind))
            {
                Refuse($"/documents/{at}/clientId", HandoverProblems.RestrictedNeedsPerson);
            }
            if (!lines.Add((document.ClientId, document.Kind)))
            {
                Refuse($"/documents/{at}", HandoverProblems.Twice);
            }
        }
        var known = draft.OpenItems.Select(item => item.Id).ToHashSet();
        foreach (var (item, at) in request.OpenItems.Select((item, at) => (item, at)))
        {
            if (item.ClientId is { } client && !persons.Contains(client))
            {
                Refuse($"/openItems/{at}/clientId", HandoverProblems.UnknownPerson);
            }
            if (item.Id is { } id && !known.Remove(id))
            {
                Refuse($"/openItems/{at}/id", HandoverProblems.UnknownItem);
            }
        }
        if (request is { NoOpenItems: true, OpenItems.Count: > 0 })
        {
            Refuse("/noOpenItems", HandoverProblems.OpenItemsContradict);
        }
        // What a colleague has included stays possible for one who may not open it.
        var includable = draft.Facts.Restricted.Select(item => item.ItemId).Concat(draft.Inclusions.Select(item => item.ItemId)).ToHashSet();
        foreach (var (_, at) in request.IncludedItems.Select((item, at) => (item, at)).Where(entry => !includable.Contains(entry.item)))
        {
            Refuse($"/includedItems/{at}", HandoverProblems.UnknownItem);
        }
        return faults.Count == 0 ? compartments : throw new RefusedException(HttpProblems.Invalid) { Errors = faults };
    }

    private void Write(HandoverDraft draft, WriteHandover request, Handover handover, Dictionary<string, string> compartments)
    {
        var (organisation, id, now) = (handover.SenderOrganisationId, handover.Id, call.Now);
        db.RemoveRange(draft.Documents
            .Where(line => !request.Documents.Any(written => (written.ClientId, written.Kind) == (line.ClientId, line.Kind))));
        foreach (var written in request.Documents)
        {
            if (draft.Documents.SingleOrDefault(line => (line.ClientId, line.Kind) == (written.ClientId, written.Kind)) is { } line)
            {
                line.Change(written.MissingReason);
            }
            else
            {
                db.Add(new HandoverDocument(
                    organisation, id, written.ClientId, written.Kind, compartments.GetValueOrDefault(written.Kind), written.MissingReason, now));
            }
        }
        db.RemoveRange(draft.OpenItems.Where(item => !request.OpenItems.Any(written => written.Id == item.Id)));
        foreach (var written in request.OpenItems)
        {
            if (draft.OpenItems.SingleOrDefault(item => item.Id == written.Id) is { } item)
            {
                item.Change(written.ClientId, written.Text, written.DueOn);
            }
            else
            {
                db.Add(new HandoverOpenItem(organisation, id, written.ClientId, written.Text, written.DueOn, now));
            }
        }
        db.RemoveRange(draft.Inclusions.Where(item => !request.IncludedItems.Contains(item.ItemId)));
        db.AddRange(request.IncludedItems.Distinct().Where(item => !draft.Inclusions.Any(included => included.ItemId == item))
            .Select(item => new HandoverInclusion(organisation, id, item, now)));
    }

    private sealed record KindCompartment(string Kind, string Compartment);
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>The receiver accepts or queries items of the package one by one; what is not named stays as it is.</summary>
[Requires(Permission.ReceiveHandovers)]
[Operation("Accept or query items", """
    Item by item while the handover is submitted; an item without a question is accepted. The sender sees the questions when clarification is
    requested.
    """)]
public sealed record ReviewItems : ICommand<Saved>
{
    /// <summary>The items.</summary>
    public required IReadOnlyList<ReviewedItem> Items { get; init; }

    /// <summary>The handover.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>A verdict.</summary>
public sealed record ReviewedItem
{
    /// <summary>The item's place, as the package lists it.</summary>
    [Example("/persons/0199c1a0-5e00-7a11-8b22-c33d44e55f66/assessment")]
    public required string Place { get; init; }
    /// <summary>The question, up to 4,000 characters; left out, the item is accepted.</summary>
    [Example("Is there a copy of it?")]
    public string? Question { get; init; }
}

internal sealed class ReviewItemsValidator : AbstractValidator<ReviewItems>
{
    public ReviewItemsValidator()
    {
        RuleFor(command => command.Items).NotNull().AtMost(1000);
        RuleForEach(command => command.Items).SetValidator(new ReviewedItemValidator());
    }
}

internal sealed class ReviewedItemValidator : AbstractValidator<ReviewedItem>
{
    public ReviewedItemValidator()
    {
        RuleFor(item => item.Place).NotEmpty().MaximumLength(300);
        RuleFor(item => item.Question).MaximumLength(4000)
            .Words();
    }
}

internal sealed class ReviewItemsHandler(CaseDb db, CallContext call) : IHandler<ReviewItems, Saved>
{
    public async Task<Saved> Handle(ReviewItems request, CancellationToken cancellationToken)
    {
        // Items are looked at while an answer to the handover itself is possible.
        var handover = await HandoverAccess.Lock(db, call.Caller, request.Id, Side.Receiver, Handover.AcceptMove, request.Version, cancellationToken);
        await Review(db, handover, request.Items, call, cancellationToken);
        handover.Touch(call.Now);
        return await db.Save(handover, cancellationToken);
    }

    /// <summary>Writes verdicts on the present version of the package.</summary>
    /// <returns>Every verdict on it.</returns>
    internal static async Task<IReadOnlyList<HandoverItem>> Review(
        CaseDb db, Handover handover, IReadOnlyList<ReviewedItem> reviewed, CallContext call, CancellationToken cancellationToken)
    {
        var (id, version) = (handover.Id, handover.PackageVersion);
        var items = await db.Set<HandoverItem>().Where(item => item.HandoverId == id && item.PackageVersion == version).ToListAsync(cancellationToken);
        if (reviewed.Count == 0)
        {
            return items;
        }
        var places = (await db.Package(id, version, cancellationToken)).Items();
        var faults = reviewed.Select((item, at) => (item, at)).Where(entry => !places.ContainsKey(entry.item.Place))
            .Select(entry => new ProblemError($"/items/{entry.at}/place", HandoverProblems.UnknownPlace.Code, HandoverProblems.UnknownPlace.Text())).ToList();
        if (faults.Count > 0)
        {
            throw new RefusedException(HttpProblems.Invalid) { Errors = faults };
        }
        foreach (var item in reviewed)
        {
            if (items.SingleOrDefault(known => known.Place == item.Place) is { } known)
            {
                known.Review(item.Question, call.Caller.StaffId, call.Now);
            }
            else
            {
                known = new HandoverItem(id, version, item.Place, item.Question, call.Caller.StaffId, call.Now);
                db.Add(known);
                items.Add(known);
            }
        }
        return items;
    }
}

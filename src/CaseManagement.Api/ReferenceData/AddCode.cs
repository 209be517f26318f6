using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.ReferenceData;

/// <summary>Adds a code to a list. The same code may return in a later period with another label or meaning.</summary>
/// <param name="Code">What records will hold: letters, digits and single hyphens, at most 64.</param>
/// <param name="LabelDe">As German practitioners say it.</param>
/// <param name="LabelEn">In English.</param>
/// <param name="From">First day on which it is valid.</param>
/// <param name="Until">First day on which it is not valid any more; leave out while no end is known.</param>
/// <param name="Sort">Place in the list.</param>
/// <param name="Attributes">Facts that programs read; an urgency needs rank and urgent. Left out: those of the version before, where there was one.</param>
/// <param name="Source">Paragraph of law or clause of a standard.</param>
/// <param name="Reason">Why, for the trail.</param>
[Requires(Permission.ManageReferenceData), ByOperator]
[Operation("Add a code to a list", "The same code may return in a later period; on each day it has one meaning (409 `code-overlap`).")]
public sealed record AddCode(
    [Example("municipal-programme")] string Code,
    [Example("Kommunales Programm")] string LabelDe,
    [Example("Municipal programme")] string LabelEn,
    [Example("2026-01-01")] DateOnly From,
    [Example(null)] DateOnly? Until = null,
    [Example(10)] int Sort = 0,
    [Example(null)] IReadOnlyDictionary<string, JsonElement>? Attributes = null,
    [Example(null)] string? Source = null,
    [Example(Sample.Reason)] string? Reason = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The list.</summary>
    [JsonIgnore] public string List { get; init; } = "";
}

internal sealed class AddCodeValidator : AbstractValidator<AddCode>
{
    public AddCodeValidator()
    {
        RuleFor(add => add.Code).MaximumLength(64).Matches(@"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*\z")
            .WithMessage(_ => Language.Choose("Buchstaben und Ziffern, dazwischen Bindestriche, etwa sprachkurs-b1.",
                "Letters and digits, hyphens between them, such as language-course-b1."));
        RuleFor(add => add.LabelDe).NotEmpty().MaximumLength(300);
        RuleFor(add => add.LabelEn).NotEmpty().MaximumLength(300);
        RuleFor(add => add.Until).GreaterThan(add => add.From);
        RuleFor(add => add.Source).MaximumLength(300);
        RuleFor(add => add.Reason).MaximumLength(1000);
    }
}

internal sealed class AddCodeHandler(CaseDb db, CallContext call) : IHandler<AddCode, Saved>
{
    public async Task<Saved> Handle(AddCode request, CancellationToken cancellationToken)
    {
        await db.CheckList(request.List, cancellationToken);
        var before = request.Attributes is not null ? null : await db.Set<DatedCode>()
            .Where(one => one.List == request.List && one.Code == request.Code && one.ValidFrom < request.From).OrderByDescending(one => one.ValidFrom)
            .Select(one => one.Attributes).FirstOrDefaultAsync(cancellationToken);
        var code = new DatedCode(request.List, request.Code, request.LabelDe, request.LabelEn, request.From, request.Until, request.Sort,
            request.Attributes is null ? before ?? "{}" : JsonSerializer.Serialize(request.Attributes), request.Source, call.Now);
        db.Add(code);
        return await db.Save(code, cancellationToken);
    }
}

using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.ReferenceData;

/// <summary>Says of a word which code it stands for, so that lists with it are understood from the next check on.</summary>
/// <param name="Code">A code of the list in force today.</param>
/// <param name="Word">As offices or programs write it.</param>
/// <param name="Reason">Why, for the trail.</param>
[Requires(Permission.ManageReferenceData), ByOperator]
[Operation("Add a word for a code", "A word stands for one code of the list (409 `word-taken`).")]
public sealed record AddCodeWord(
    [Example("prs")] string Code,
    [Example("Dari-Persisch")] string Word,
    [Example(Sample.Reason)] string? Reason = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The list.</summary>
    [JsonIgnore] public string List { get; init; } = "";
}

internal sealed class AddCodeWordValidator : AbstractValidator<AddCodeWord>
{
    public AddCodeWordValidator()
    {
        RuleFor(add => add.Word).NotEmpty().MaximumLength(100);
        RuleFor(add => add.Reason).MaximumLength(1000);
    }
}

internal sealed class AddCodeWordHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<AddCodeWord, Saved>
{
    public async Task<Saved> Handle(AddCodeWord request, CancellationToken cancellationToken)
    {
        await db.CheckList(request.List, cancellationToken);
        await codes.Check(cancellationToken, new CodeUse("/code", request.List, request.Code));
        var word = new CodeWord(request.List, request.Code, request.Word, call.Now);
        db.Add(word);
        return await db.Save(word, cancellationToken);
    }
}

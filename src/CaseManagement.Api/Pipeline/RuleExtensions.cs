using System.Collections;
using FluentValidation;
using FluentValidation.Validators;

namespace CaseManagement.Api.Pipeline;

/// <summary>A rule that bounds how many items a list has, for the documents.</summary>
internal interface IBoundsItems
{
    /// <summary>So many at most.</summary>
    int Most { get; }
}

/// <summary>A list of at most so many things.</summary>
internal sealed class ItemsAtMost<T, TList>(int most) : PropertyValidator<T, TList>, IBoundsItems where TList : IEnumerable?
{
    public int Most => most;

    public override string Name => HttpProblems.TooManyItems.Code;

    public override bool IsValid(ValidationContext<T> context, TList value) => value is null || value.Cast<object>().Take(most + 1).Count() <= most;
}

/// <summary>What the rules of all rooms say alike.</summary>
internal static class RuleExtensions
{
    /// <summary>A rule's refusal under a stable code, in both languages.</summary>
    internal static IRuleBuilderOptions<T, TProperty> WithProblem<T, TProperty>(this IRuleBuilderOptions<T, TProperty> rule, ProblemType problem) =>
        rule.WithErrorCode(problem.Code).WithMessage(_ => problem.Text());

    /// <summary>Nothing to say is null, not blanks.</summary>
    internal static IRuleBuilderOptions<T, string?> Words<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text is null || !string.IsNullOrWhiteSpace(text)).WithErrorCode("NotEmptyValidator");

    /// <summary>A list of at most so many things, none of them twice: 400 <c>too-many</c>, <c>duplicate</c>.</summary>
    internal static IRuleBuilderOptions<T, IReadOnlyList<TItem>> AtMostOnceEach<T, TItem>(this IRuleBuilder<T, IReadOnlyList<TItem>> rule, int count) =>
        rule.AtMost(count).Must(list => list.Distinct().Count() == list.Count).WithProblem(HttpProblems.Repeated);

    /// <summary>A list of at most so many things: 400 <c>too-many</c>.</summary>
    internal static IRuleBuilderOptions<T, TList> AtMost<T, TList>(this IRuleBuilder<T, TList> rule, int count) where TList : IEnumerable? =>
        rule.SetValidator(new ItemsAtMost<T, TList>(count))
            .WithErrorCode(HttpProblems.TooManyItems.Code).WithMessage(_ => HttpProblems.TooManyItems.Text(count));
}

using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Mentors;

/// <summary>What the organisation asks of its mentors.</summary>
[Requires(Permission.ReadCases)]
[Operation("Get the rule for mentors", "What your organisation asks of its mentors.")]
public sealed record GetMentorRule : IQuery<MentorRuleView>;

/// <summary>States what the organisation asks of its mentors.</summary>
/// <param name="CertificateMonths">How many months a certificate of conduct is taken from its day on; 1 to 60.</param>
/// <param name="OneOfEachSex">Warns of a second mentor of one sex for a household.</param>
[Requires(Permission.AssignCases)]
[Operation("Set the rule for mentors", "By a supervisor: how long a certificate of conduct is taken, and what is warned of. Twice changes nothing.")]
public sealed record SetMentorRule([Example(60)] int CertificateMonths, [Example(true)] bool OneOfEachSex) : ICommand<MentorRuleView>;

/// <summary>The rule.</summary>
/// <param name="CertificateMonths">How many months a certificate of conduct is taken from its day on.</param>
/// <param name="OneOfEachSex">Warns of a second mentor of one sex for a household.</param>
public sealed record MentorRuleView([Example(60)] int CertificateMonths, [Example(true)] bool OneOfEachSex);

internal sealed class SetMentorRuleValidator : AbstractValidator<SetMentorRule>
{
    public SetMentorRuleValidator() => RuleFor(rule => rule.CertificateMonths).InclusiveBetween(1, 60);
}

internal sealed class MentorRuleHandler(CaseDb db, CallContext call) : IHandler<GetMentorRule, MentorRuleView>, IHandler<SetMentorRule, MentorRuleView>
{
    public async Task<MentorRuleView> Handle(GetMentorRule request, CancellationToken cancellationToken)
    {
        var rule = await db.MentorRule(call, cancellationToken);
        return new MentorRuleView(rule.CertificateMonths, rule.OneOfEachSex);
    }

    public async Task<MentorRuleView> Handle(SetMentorRule request, CancellationToken cancellationToken)
    {
        var rule = await db.MentorRule(call, cancellationToken);
        if (rule.UpdatedAt == default)
        {
            db.Add(rule);
        }
        rule.Set(request.CertificateMonths, request.OneOfEachSex, call.Now);
        await db.SaveChangesAsync(cancellationToken);
        return new MentorRuleView(rule.CertificateMonths, rule.OneOfEachSex);
    }
}

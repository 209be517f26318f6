using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Representations;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>Starts the agreement of a case, or a joint one of a household's adults.</summary>
/// <param name="CaseIds">The open case on which the caller works, or those of up to ten adults of one household.</param>
/// <param name="Language">In which it is agreed with the persons.</param>
/// <param name="ReviewOn">The first review; left out: by the organisation's rule, counted from the day on which it comes into force.</param>
[Requires(Permission.WriteCases)]
[Operation("Start an agreement", """
    A draft for a case. Several cases of adults of one household make a joint one: an agreement for each adult, each with the own goals, that are
    proposed, come into force and end together. 409 `agreement-exists` where a case has a running one. The answer is that of the first case.
    """)]
public sealed record StartAgreement(
    IReadOnlyList<Guid> CaseIds,
    [CodeOf(CodeLists.Language)] string Language,
    [Example(Sample.DueDay)] DateOnly? ReviewOn = null) : ICommand<Saved>;

internal sealed class StartAgreementValidator : AbstractValidator<StartAgreement>
{
    public StartAgreementValidator(CallContext call)
    {
        RuleFor(start => start.CaseIds).Must(cases => cases.Count is >= 1 and <= 10 && cases.Distinct().Count() == cases.Count)
            .WithErrorCode(AgreementProblems.NoCases.Code).WithMessage(_ => AgreementProblems.NoCases.Text());
        RuleFor(start => start.ReviewOn).IsDayAhead(call);
    }
}

internal sealed class StartAgreementHandler(CaseDb db, CallContext call) : IHandler<StartAgreement, Saved>
{
    public async Task<Saved> Handle(StartAgreement request, CancellationToken cancellationToken)
    {
        await db.OpenCases(call, [.. request.CaseIds], AgreementProblems.CaseClosed, cancellationToken);
        var cases = await db.Set<Case>().WorkedOnBy(db, call.Caller).Where(c => request.CaseIds.Contains(c.Id))
            .Select(c => new
            {
                c.Id, c.ClientId, c.Status, c.HouseholdId,
                BirthDate = db.Set<Client>().Where(client => client.Id == c.ClientId).Select(client => client.BirthDate).FirstOrDefault(),
                DiedOn = Deaths.On(c.ClientId, null),
                Running = db.Set<Agreement>().Where(a => a.CaseId == c.Id && a.Status != AgreementStatus.Completed && a.Status != AgreementStatus.Terminated)
                    .Select(a => (Guid?)a.Id).FirstOrDefault(),
            }).AsNoTracking().ToDictionaryAsync(c => c.Id, cancellationToken);
        if (request.CaseIds.Index().FirstOrDefault(at => !cases.ContainsKey(at.Item), (-1, default)) is { Index: >= 0 } stray)
        {
            throw request.CaseIds.Count == 1 ? RefusedException.NotFound(request.CaseIds[0])
                : RefusedException.Invalid($"/caseIds/{stray.Index}", AgreementProblems.CaseUnknown);
        }
        if (cases.Values.Any(c => c.Status != CaseStatus.Open))
        {
            throw new RefusedException(AgreementProblems.CaseClosed);
        }
        if (cases.Values.Any(c => c.DiedOn is not null))
        {
            throw new RefusedException(AgreementProblems.PersonDied);
        }
        if (cases.Values.Select(c => c.Running).FirstOrDefault(running => running is not null) is { } existing)
        {
            throw new RefusedException(AgreementProblems.Exists) { Extensions = { ["agreementId"] = existing } };
        }
        var isJoint = cases.Count > 1;
        if (isJoint && (cases.Values.Select(c => c.HouseholdId).Distinct().Count() != 1 || cases.Values.Any(c => c.HouseholdId is null
            || (c.BirthDate is { } born && call.Today < Birthday.Of(born, Birthday.Majority)))))
        {
            throw new RefusedException(AgreementProblems.NotOneHousehold);
        }
        Guid? joint = isJoint ? Guid.CreateVersion7(call.Now) : null;
        var started = request.CaseIds.Select(id => cases[id]).Select(c => new Agreement(
            (call.Caller.RequiredOrganisationId, c.Id, c.ClientId), joint, request.Language, request.ReviewOn, call.Caller.StaffId, call.Now)).ToList();
        db.AddRange(started);
        await db.SaveChangesAsync(cancellationToken);
        return new Saved(started[0].Id, started[0].Version);
    }
}

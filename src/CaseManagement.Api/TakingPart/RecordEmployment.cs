using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.TakingPart;

/// <summary>What a job is.</summary>
public abstract record EmploymentBody
{
    /// <summary>Kind of work; attribute firstLabourMarket of the code says whether it counts as such.</summary>
    [CodeOf(CodeLists.EmploymentKind, On = nameof(From))]
    public required string Kind { get; init; }

    /// <summary>Where; up to 200 characters.</summary>
    [Example("Bäckerei Kornblume")]
    public string? Employer { get; init; }

    /// <summary>As what; up to 200 characters.</summary>
    [Example("Baker")]
    public string? Occupation { get; init; }

    /// <summary>Hours a week, more than 0, at most 80.</summary>
    [Example(19.5)]
    public decimal? HoursPerWeek { get; init; }

    /// <summary>What else is to be known; up to 1,000 characters.</summary>
    [Example(null)]
    public string? Note { get; init; }

    /// <summary>First day; today or earlier.</summary>
    [Example(Sample.Day)]
    public required DateOnly From { get; init; }

    /// <summary>First day no longer; ahead where the contract is limited. Left out while no end is known.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }

    /// <summary>How it ended.</summary>
    [CodeOf(CodeLists.EmploymentEndReason)]
    [Example(null)]
    public string? EndReason { get; init; }

    /// <summary>What it reveals: then only who is admitted sees it, and it stands in no list of several persons.</summary>
    [Example(null)]
    public Compartment? Compartment { get; init; }

    internal EmploymentFacts Facts => new(Kind, Employer, Occupation, HoursPerWeek, Note, From, Until, EndReason, Compartment);
}

internal sealed class EmploymentBodyValidator : AbstractValidator<EmploymentBody>
{
    public EmploymentBodyValidator(CallContext call)
    {
        RuleFor(body => body.Employer).NotEmpty().MaximumLength(200).When(body => body.Employer is not null);
        RuleFor(body => body.Occupation).NotEmpty().MaximumLength(200).When(body => body.Occupation is not null);
        RuleFor(body => body.Note).NotEmpty().MaximumLength(1000).When(body => body.Note is not null);
        RuleFor(body => body.HoursPerWeek).GreaterThan(0).LessThanOrEqualTo(80).PrecisionScale(4, 1, true);
        RuleFor(body => body.From).Must(day => day <= call.Today).WithProblem(EmploymentProblems.InFuture);
        RuleFor(body => body.Until).Must((body, until) => until is null || until > body.From).WithProblem(EmploymentProblems.UntilBeforeFrom);
        RuleFor(body => body.EndReason).Must((body, reason) => reason is null || body.Until is not null).WithProblem(EmploymentProblems.ReasonWithoutEnd);
    }
}

/// <summary>Records a job of a person.</summary>
[Requires(Permission.WriteCases)]
[Operation("Record a job", """
    In an open case on which you work, also one long ago; any number beside each other. What the person mainly does, or why not, is the history
    `works` of the person. Nothing begins before the birth (400 `before-birth`), or after a death (409 `person-has-died`).
    """)]
public sealed record RecordEmployment : EmploymentBody, ICommand<Saved>
{
    /// <summary>The case of the person who works.</summary>
    public required Guid CaseId { get; init; }
}

/// <summary>The job as it is: the body states it, days included. What stood there stays in the trail.</summary>
[Requires(Permission.WriteCases)]
[Operation("Correct a job", """
    All of it, days included, with a reason: recorded wrongly, or other hours. One that was ended by mistake goes on without `until`.
    """)]
public sealed record CorrectEmployment : EmploymentBody, ICommand<Saved>, INeedsReason
{
    /// <summary>Why, for the trail.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }

    /// <summary>The job.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The job ends.</summary>
/// <param name="Until">First day no longer: the day after the last one.</param>
/// <param name="ReasonCode">How.</param>
[Requires(Permission.WriteCases)]
[Operation("End a job", "With how it ended; also earlier or later than the contract said.")]
public sealed record EndEmployment([Example(Sample.LaterDay)] DateOnly Until, [CodeOf(CodeLists.EmploymentEndReason)] string ReasonCode) : ICommand<Saved>
{
    /// <summary>The job.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The job never was.</summary>
/// <param name="Reason">Why, for the trail; 1 to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Remove a job", "What never was, such as one of another person. It is in no list and no figure any more; the trail keeps it, and why.")]
public sealed record RemoveEmployment([Example(Sample.Reason)] string Reason) : ICommand<bool>, INeedsReason
{
    /// <summary>The job.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class RecordEmploymentHandler(CaseDb db, CallContext call) : IHandler<RecordEmployment, Saved>, IHandler<CorrectEmployment, Saved>,
    IHandler<EndEmployment, Saved>, IHandler<RemoveEmployment, bool>
{
    public async Task<Saved> Handle(RecordEmployment request, CancellationToken cancellationToken)
    {
        var found = await db.OpenCase(call, request.CaseId, EmploymentProblems.CaseClosed, cancellationToken);
        await db.CheckCompartment(found.ClientId, request.Compartment, EmploymentProblems.CompartmentClosed, cancellationToken);
        (await db.LifeOf(found.ClientId, cancellationToken)).Check(request.From, "/from");
        var job = new Employment((call.Caller.RequiredOrganisationId, request.CaseId, found.ClientId), request.Facts, call.Caller.StaffId, call.Now);
        db.Add(job);
        return await db.Save(job, cancellationToken);
    }

    public async Task<Saved> Handle(CorrectEmployment request, CancellationToken cancellationToken)
    {
        var job = await Loaded(request.Id, request.Version, cancellationToken);
        await db.CheckCompartment(job.ClientId, request.Compartment, EmploymentProblems.CompartmentClosed, cancellationToken);
        (await db.LifeOf(job.ClientId, cancellationToken)).Check(request.From, "/from");
        job.Correct(request.Facts, call.Now);
        return await db.Save(job, cancellationToken);
    }

    public async Task<Saved> Handle(EndEmployment request, CancellationToken cancellationToken)
    {
        var job = await Loaded(request.Id, request.Version, cancellationToken);
        job.End(request.Until, request.ReasonCode, call.Today, call.Now);
        return await db.Save(job, cancellationToken);
    }

    public async Task<bool> Handle(RemoveEmployment request, CancellationToken cancellationToken)
    {
        db.Remove(await Loaded(request.Id, request.Version, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private Task<Employment> Loaded(Guid id, uint version, CancellationToken cancellationToken) =>
        db.Set<Employment>().ToChange(db, call, id, version, cancellationToken);
}

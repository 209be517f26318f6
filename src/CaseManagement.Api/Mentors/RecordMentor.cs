using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Mentors;

/// <summary>Who a mentor is.</summary>
public abstract record MentorBody
{
    /// <summary>Family name, up to 100 characters.</summary>
    [Example("Maier")]
    public required string FamilyName { get; init; }

    /// <summary>Given name, up to 100 characters.</summary>
    [Example("Hanne")]
    public required string GivenName { get; init; }

    /// <summary>Sex.</summary>
    [CodeOf(CodeLists.Sex)]
    public required string Sex { get; init; }

    /// <summary>What for, at least one.</summary>
    [CodeOf(CodeLists.MentorKind)]
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>Languages, ISO 639-3.</summary>
    [CodeOf(CodeLists.Language)]
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Telephone, up to 50 characters.</summary>
    [Example("+49 7153 000001")]
    public string? Phone { get; init; }

    /// <summary>E-mail, up to 200 characters.</summary>
    [Example("hanne.maier@example.org")]
    public string? Email { get; init; }

    internal MentorFacts Facts() => new(FamilyName, GivenName, Sex, Kinds, Languages, Phone, Email);
}

internal sealed class MentorBodyValidator : AbstractValidator<MentorBody>
{
    public MentorBodyValidator()
    {
        RuleFor(mentor => mentor.FamilyName).NotEmpty().MaximumLength(100);
        RuleFor(mentor => mentor.GivenName).NotEmpty().MaximumLength(100);
        RuleFor(mentor => mentor.Kinds).NotEmpty().AtMost(20);
        RuleFor(mentor => mentor.Languages).AtMost(20);
        RuleFor(mentor => mentor.Phone).NotEmpty().MaximumLength(50).When(mentor => mentor.Phone is not null);
        RuleFor(mentor => mentor.Email).NotEmpty().MaximumLength(200).EmailAddress().When(mentor => mentor.Email is not null);
    }
}

/// <summary>Records a mentor of the organisation: a volunteer without a login, who sees nothing of any file.</summary>
[Requires(Permission.WriteCases)]
[Operation("Record a mentor", "A volunteer of your organisation, without a login. Whether a certificate of conduct was seen is said apart.")]
public sealed record RecordMentor : MentorBody, ICommand<Saved>;

/// <summary>States anew who a mentor is.</summary>
[Requires(Permission.WriteCases)]
[Operation("Change a mentor", "Name, languages, kinds, how to be reached: the body states all of it.")]
public sealed record ChangeMentor : MentorBody, ICommand<Saved>
{
    /// <summary>The mentor.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>An extended certificate of conduct (§ 30a BZRG) without an entry in the sense of § 72a SGB VIII was seen. Nothing else of it is kept.</summary>
/// <param name="DatedOn">The day of the certificate; today or earlier.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that a certificate of conduct was seen", """
    Only that, and its day (§ 72a Abs. 5 SGB VIII): no copy, nothing of what it says. One with an entry is not recorded: then the mentor leaves.
    """)]
public sealed record SeeCertificate([Example(Sample.Day)] DateOnly DatedOn) : ICommand<Saved>
{
    /// <summary>The mentor.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>A supervisor has looked at the concern: the mentor may be assigned again.</summary>
/// <param name="Reason">Why, for the trail.</param>
[Requires(Permission.AssignCases)]
[Operation("Reinstate a mentor", "suspended → active, by a supervisor, with a reason.")]
public sealed record ReinstateMentor([Example("Talked to both; a misunderstanding")] string Reason) : ICommand<Saved>, IGivesReason
{
    /// <summary>The mentor.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The mentor stops; what still runs is to be ended first, one by one.</summary>
/// <param name="Id">The mentor.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.WriteCases)]
[Operation("Record that a mentor has left", "active, suspended → left. Assignments that still run end today.")]
public sealed record LeaveMentor(Guid Id, [property: JsonIgnore] uint Version) : ICommand<Saved>;

internal sealed class SeeCertificateValidator : AbstractValidator<SeeCertificate>
{
    public SeeCertificateValidator(CallContext call) => RuleFor(seen => seen.DatedOn).Must(day => day <= call.Today)
        .WithErrorCode(MentorProblems.CertificateInFuture.Code).WithMessage(_ => MentorProblems.CertificateInFuture.Text());
}

internal sealed class ReinstateMentorValidator : AbstractValidator<ReinstateMentor>
{
    public ReinstateMentorValidator() => RuleFor(reinstate => reinstate.Reason).NotEmpty().MaximumLength(1000);
}

internal sealed class MentorHandler(CaseDb db, CallContext call) : IHandler<RecordMentor, Saved>, IHandler<ChangeMentor, Saved>,
    IHandler<SeeCertificate, Saved>, IHandler<ReinstateMentor, Saved>, IHandler<LeaveMentor, Saved>
{
    public async Task<Saved> Handle(RecordMentor request, CancellationToken cancellationToken)
    {
        var mentor = new Mentor(call.Caller.RequiredOrganisationId, request.Facts(), call.Now);
        db.Add(mentor);
        return await db.Save(mentor, cancellationToken);
    }

    public Task<Saved> Handle(ChangeMentor request, CancellationToken cancellationToken) =>
        Change(request.Id, request.Version, mentor => mentor.Set(request.Facts(), call.Now), cancellationToken);

    public Task<Saved> Handle(SeeCertificate request, CancellationToken cancellationToken) =>
        Change(request.Id, request.Version, mentor => mentor.Show(request.DatedOn, call.Caller.RequiredStaffId, call.Now), cancellationToken);

    public Task<Saved> Handle(ReinstateMentor request, CancellationToken cancellationToken) =>
        Change(request.Id, request.Version, mentor => mentor.Move(Mentor.ReinstateMove, call.Now), cancellationToken);

    public async Task<Saved> Handle(LeaveMentor request, CancellationToken cancellationToken)
    {
        var today = call.Today;
        foreach (var running in await db.Set<MentorAssignment>().Where(row => row.MentorId == request.Id && row.EndedAt == null
            && (row.UntilDate == null || row.UntilDate > today)).ToListAsync(cancellationToken))
        {
            running.End("by-mentor", call.Caller.StaffId, today, call.Now);
        }
        return await Change(request.Id, request.Version, mentor => mentor.Move(Mentor.LeaveMove, call.Now), cancellationToken);
    }

    private async Task<Saved> Change(Guid id, uint version, Action<Mentor> change, CancellationToken cancellationToken)
    {
        var own = call.Caller.OrganisationId;
        var mentor = await db.Set<Mentor>().SingleOrDefaultAsync(row => row.Id == id && row.OrganisationId == own, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, mentor.Version);
        change(mentor);
        return await db.Save(mentor, cancellationToken);
    }
}

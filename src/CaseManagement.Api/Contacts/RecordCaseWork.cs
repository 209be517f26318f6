using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Contacts;

/// <summary>What was done on a case.</summary>
public abstract record CaseWorkBody
{
    /// <summary>What.</summary>
    [CodeOf(CodeLists.CaseWorkKind)]
    public required string Kind { get; init; }

    /// <summary>When; today or earlier.</summary>
    [Example(Sample.Day)]
    public required DateOnly DoneOn { get; init; }

    /// <summary>Minutes, 1 to 1,440.</summary>
    [Example(20)]
    public required int Minutes { get; init; }

    /// <summary>What it was about: areas of one compartment (health), which hide the whole entry, or of none.</summary>
    [CodeOf(CodeLists.NeedArea)]
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>With which office; up to 200 characters.</summary>
    [Example("Jobcenter Landkreis Esslingen")]
    public string? Office { get; init; }

    /// <summary>What came of it; up to 4,000 characters.</summary>
    [Example("They ask for the tenancy agreement.")]
    public string? Note { get; init; }
}

/// <summary>Records work on a case without its person: a letter, a form, a call with an office.</summary>
[Requires(Permission.WriteCases)]
[Operation("Record work on a case", "Without contact: letters, forms, calls with offices, with their minutes and topics. In an open case on which you work.")]
public sealed record RecordCaseWork : CaseWorkBody, ICommand<Saved>
{
    /// <summary>The case.</summary>
    public required Guid CaseId { get; init; }
}

/// <summary>Puts right what was recorded wrongly, within 14 days.</summary>
[Requires(Permission.WriteCases)]
[Operation("Correct work on a case", "By who did it, within 14 days, with a reason; the trail keeps what stood there.")]
public sealed record CorrectCaseWork : CaseWorkBody, ICommand<Saved>, INeedsReason
{
    /// <summary>Why, for the trail.</summary>
    [Example(Sample.Reason)]
    public required string Reason { get; init; }

    /// <summary>The work.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CaseWorkBodyValidator : AbstractValidator<CaseWorkBody>
{
    public CaseWorkBodyValidator(CallContext call)
    {
        RuleFor(work => work.DoneOn).Must(day => day <= call.Today)
            .WithErrorCode(ContactProblems.InFuture.Code).WithMessage(_ => ContactProblems.InFuture.Text());
        RuleFor(work => work.Minutes).InclusiveBetween(1, 1440);
        RuleFor(work => work.Topics).AtMostOnceEach(50);
        RuleFor(work => work.Office).NotEmpty().MaximumLength(200).When(work => work.Office is not null);
        RuleFor(work => work.Note).NotEmpty().MaximumLength(4000).When(work => work.Note is not null);
    }
}

internal sealed class CaseWorkHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<RecordCaseWork, Saved>, IHandler<CorrectCaseWork, Saved>
{
    public async Task<Saved> Handle(RecordCaseWork request, CancellationToken cancellationToken)
    {
        var found = await db.OpenCase(call, request.CaseId, ContactProblems.CaseClosed, cancellationToken);
        var work = new CaseWork((call.Caller.RequiredOrganisationId, request.CaseId, found.ClientId, found.TeamId),
            await Facts(request, found.ClientId, cancellationToken), call.Caller.RequiredStaffId, call.Now);
        db.Add(work);
        return await db.Save(work, cancellationToken);
    }

    public async Task<Saved> Handle(CorrectCaseWork request, CancellationToken cancellationToken)
    {
        var work = await db.Set<CaseWork>().ToChange(db, call, request.Id, request.Version, cancellationToken);
        work.Correct(await Facts(request, work.ClientId, cancellationToken), call.Caller.StaffId, call.Now);
        return await db.Save(work, cancellationToken);
    }

    private async Task<CaseWorkFacts> Facts(CaseWorkBody body, Guid clientId, CancellationToken cancellationToken)
    {
        var compartments = body.Topics.Select(area => (string?)codes.Attributes(CodeLists.NeedArea, area, call.Today)["compartment"]).Distinct().ToList();
        if (compartments.Count > 1)
        {
            throw RefusedException.Invalid("/topics", ContactProblems.TopicsApart);
        }
        var name = compartments.SingleOrDefault();
        if (name is not null)
        {
            await db.CheckCompartment(name, [clientId], cancellationToken);
        }
        return new CaseWorkFacts(body.Kind, body.DoneOn, body.Minutes, body.Topics, body.Office, body.Note,
            name is null ? null : Enum.GetValues<Compartment>().First(known => Compartments.NameOf(known) == name));
    }
}

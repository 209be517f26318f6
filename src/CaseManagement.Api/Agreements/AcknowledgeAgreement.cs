using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Representations;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Agreements;

/// <summary>Records one side's acknowledgement of exactly the version that waits, or that the person was not reached.</summary>
/// <param name="Side">Whose word it is: the person's, or the office's, which the caller gives.</param>
/// <param name="Hash">That of the version that was read: `proposed.hash`.</param>
/// <param name="At">When; not in the future, and not before it was proposed.</param>
/// <param name="State">not_reachable stands on record and is no acknowledgement; given where left out.</param>
/// <param name="How">How; mandatory where it is given.</param>
/// <param name="Language">In which language; mandatory where it is given.</param>
/// <param name="Place">Where, up to 200 characters.</param>
/// <param name="RepresentationId">Who acts for the person; mandatory for a minor, left out for the person.</param>
/// <param name="Interpreter">Through whom, up to 200 characters; mandatory for the person's word in words.</param>
/// <param name="ReadBack">It was read back; mandatory for the person's word in words.</param>
/// <param name="Evidence">What shows it, up to 500 characters.</param>
/// <param name="Note">In words, up to 1,000 characters.</param>
[Requires(Permission.WriteCases)]
[Operation("Acknowledge an agreement", """
    By the person (or who acts for the person) or by the office, of the version with this hash and no other (409 `agreement-version-changed`). With the
    last one, and an approval where your organisation asks for one, it is in force. The office's counts for all of a joint one, each adult speaks alone.
    """)]
public sealed record AcknowledgeAgreement(
    [Example("client")] AcknowledgingSide Side,
    [Example(Sample.Digest)] string Hash,
    DateTimeOffset At,
    [Example("given")] AcknowledgementState State = AcknowledgementState.Given,
    [Example("oral_with_interpreter")] AcknowledgedHow? How = null,
    [CodeOf(CodeLists.Language), Example("ara")] string? Language = null,
    [Example("Büro")] string? Place = null,
    [Example(null)] Guid? RepresentationId = null,
    [Example("Frau Muster, SprachmittlerPool")] string? Interpreter = null,
    [Example(true)] bool ReadBack = false,
    [Example(null)] string? Evidence = null,
    [Example(null)] string? Note = null) : ICommand<Saved>
{
    /// <summary>The agreement.</summary>
    [JsonIgnore] public Guid Id { get; init; }
    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class AcknowledgeAgreementValidator : AbstractValidator<AcknowledgeAgreement>
{
    public AcknowledgeAgreementValidator(CallContext call)
    {
        RuleFor(command => command.Hash).NotEmpty().MaximumLength(64);
        RuleFor(command => command.At).Must(at => at <= call.Now)
            .WithErrorCode(AgreementProblems.InFuture.Code).WithMessage(_ => AgreementProblems.InFuture.Text());
        When(command => command.State == AcknowledgementState.Given, () =>
        {
            RuleFor(command => command.How).NotNull().WithErrorCode(AgreementProblems.HowMissing.Code).WithMessage(_ => AgreementProblems.HowMissing.Text());
            RuleFor(command => command.Language).NotNull()
                .WithErrorCode(AgreementProblems.HowMissing.Code).WithMessage(_ => AgreementProblems.HowMissing.Text());
        }).Otherwise(() => RuleFor(command => command.Side).Equal(AcknowledgingSide.Client)
            .WithErrorCode(AgreementProblems.OfficeReached.Code).WithMessage(_ => AgreementProblems.OfficeReached.Text()));
        When(command => command is { State: AcknowledgementState.Given, Side: AcknowledgingSide.Client, How: AcknowledgedHow.OralWithInterpreter }, () =>
        {
            RuleFor(command => command.Interpreter).NotEmpty()
                .WithErrorCode(AgreementProblems.NotInterpreted.Code).WithMessage(_ => AgreementProblems.NotInterpreted.Text());
            RuleFor(command => command.ReadBack).Equal(true)
                .WithErrorCode(AgreementProblems.NotInterpreted.Code).WithMessage(_ => AgreementProblems.NotInterpreted.Text());
        });
        RuleFor(command => command.RepresentationId).Null().When(command => command.Side == AcknowledgingSide.Office)
            .WithErrorCode(AgreementProblems.SidesApart.Code).WithMessage(_ => AgreementProblems.SidesApart.Text());
        RuleFor(command => command.Place).NotEmpty().MaximumLength(200).When(command => command.Place is not null);
        RuleFor(command => command.Interpreter).NotEmpty().MaximumLength(200).When(command => command.Interpreter is not null);
        RuleFor(command => command.Evidence).NotEmpty().MaximumLength(500).When(command => command.Evidence is not null);
        RuleFor(command => command.Note).NotEmpty().MaximumLength(1000).When(command => command.Note is not null);
    }
}

internal sealed class AcknowledgeAgreementHandler(CaseDb db, CallContext call) : IHandler<AcknowledgeAgreement, Saved>
{
    public async Task<Saved> Handle(AcknowledgeAgreement request, CancellationToken cancellationToken)
    {
        var group = await db.AgreementTo(AgreementTable.Acknowledge, call, request.Id, request.Version, cancellationToken);
        var versions = await db.Proposed(group, cancellationToken);
        var own = versions.Single(version => version.AgreementId == group.Own.Id);
        if (!string.Equals(Convert.ToHexStringLower(own.Hash!), request.Hash, StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedException(AgreementProblems.OtherVersion);
        }
        // Whoever types the minute only, types it as it was when the proposal was written.
        if (request.At < own.ProposedAt.AddMinutes(-1))
        {
            throw RefusedException.Invalid("/at", AgreementProblems.BeforeProposal);
        }
        if (request.Side == AcknowledgingSide.Client)
        {
            await CheckPerson(request, group.Own.ClientId, cancellationToken);
        }
        var facts = new AcknowledgementFacts(request.Side, request.State, request.RepresentationId, request.How, request.At.ToUniversalTime(), request.Place,
            request.Language, request.Interpreter, request.ReadBack, request.Evidence, request.Note);
        var given = await db.Given(versions, cancellationToken);
        if (given.Contains((own.Id, request.Side)))
        {
            throw new RefusedException(AgreementProblems.AcknowledgedAlready);
        }
        foreach (var version in request.Side == AcknowledgingSide.Client ? [own] : versions)
        {
            // What is said with one adult does not come into the other's file.
            var said = version == own ? facts : facts with { Place = null, Interpreter = null, Evidence = null, Note = null };
            db.Add(new Acknowledgement(version, said, call.Caller.RequiredStaffId, call.Now));
        }
        group.Own.Touch(call.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.ActivateWhereAll(call, group, versions, cancellationToken);
        return new Saved(group.Own.Id, group.Own.Version);
    }

    // For a minor acts who has custody; for an adult nobody has to. The author is nobody's representative here.
    private async Task CheckPerson(AcknowledgeAgreement request, Guid clientId, CancellationToken cancellationToken)
    {
        var day = LocalTime.DateOf(request.At);
        var me = call.Caller.StaffId;
        var person = await db.Set<Client>().Where(client => client.Id == clientId).Select(client => new
        {
            client.BirthDate, DiedOn = Deaths.On(client.Id, null),
            By = db.Set<Representation>().Where(row => row.Id == request.RepresentationId && row.ClientId == clientId)
                .Select(row => new { row.FromDate, row.UntilDate, row.OfMinors, row.Name, DiedOn = Deaths.On(row.ClientId, row.RepresentativeClientId) })
                .FirstOrDefault(),
            Me = db.Set<Staff>().Where(staff => staff.Id == me).Select(staff => new { staff.GivenName, staff.FamilyName }).FirstOrDefault(),
        }).AsNoTracking().SingleAsync(cancellationToken);
        if (person.DiedOn <= day)
        {
            throw RefusedException.Invalid("/at", AgreementProblems.PersonDied);
        }
        if (request.RepresentationId is null)
        {
            if (request.State == AcknowledgementState.Given && person.BirthDate is { } born && day < Birthday.Of(born, Birthday.Majority))
            {
                throw RefusedException.Invalid("/representationId", AgreementProblems.OfMinor);
            }
            return;
        }
        if (person.By is null || person.By.DiedOn <= day
            || !Representation.IsInForce(day, person.By.FromDate, person.By.UntilDate, person.BirthDate, person.By.OfMinors))
        {
            throw RefusedException.Invalid("/representationId", AgreementProblems.RepresentationUnknown);
        }
        string[] names = person.Me is null ? [] : [$"{person.Me.GivenName} {person.Me.FamilyName}", $"{person.Me.FamilyName}, {person.Me.GivenName}"];
        if (names.Contains(person.By.Name, StringComparer.OrdinalIgnoreCase))
        {
            throw RefusedException.Invalid("/representationId", AgreementProblems.SidesApart);
        }
    }
}

internal static class Acknowledgements
{
    /// <summary>Which side has acknowledged which of these versions.</summary>
    public static async Task<HashSet<(Guid Version, AcknowledgingSide Side)>> Given(
        this CaseDb db, IReadOnlyList<AgreementVersion> versions, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. versions.Select(version => version.Id)];
        return [.. (await db.Set<Acknowledgement>().Where(row => ids.Contains(row.VersionId) && row.State == AcknowledgementState.Given)
            .Select(row => new { row.VersionId, row.Side }).ToListAsync(cancellationToken)).Select(row => (row.VersionId, row.Side))];
    }

    /// <summary>What waited only for an approval that nobody asks for any more. Locked: who acknowledges just now has done so, or sees the new rule.</summary>
    public static async Task ActivateWaiting(this CaseDb db, CallContext call, Guid organisation, CancellationToken cancellationToken)
    {
        var waiting = await db.Set<Agreement>().FromSql($"""
            select a.*, a.xmin from app.agreement a where a.organisation_id = {organisation} and a.proposed_number is not null order by a.id for update
            """).ToListAsync(cancellationToken);
        foreach (var of in waiting.GroupBy(agreement => agreement.JointId ?? agreement.Id))
        {
            var group = new AgreementGroup(of.First(), [.. of]);
            await db.ActivateWhereAll(call, group, await db.Proposed(group, cancellationToken), cancellationToken);
        }
    }

    /// <summary>In force, all of a joint one at once, where every adult and the office have acknowledged and who has to approve has approved.</summary>
    public static async Task ActivateWhereAll(
        this CaseDb db, CallContext call, AgreementGroup group, IReadOnlyList<AgreementVersion> versions, CancellationToken cancellationToken)
    {
        var given = await db.Given(versions, cancellationToken);
        var setting = await db.AgreementSetting(group.Own.OrganisationId, call.Now, cancellationToken);
        if (versions.Any(version => !given.Contains((version.Id, AcknowledgingSide.Client)) || !given.Contains((version.Id, AcknowledgingSide.Office)))
            || (setting.RequiresApproval && versions.Any(version => version.ApprovedAt is null)))
        {
            return;
        }
        await db.LeaveForce(call, group, cancellationToken);
        var ids = group.Ids;
        foreach (var agreement in group.All)
        {
            agreement.Activate(agreement.ReviewOn is { } day && day > call.Today ? day : call.Today.AddMonths(setting.ReviewMonths), call.Now);
            await db.FollowReview(call, agreement, cancellationToken);
        }
        foreach (var version in versions)
        {
            version.Enter(call.Now);
        }
        await db.SaveChangesAsync(cancellationToken);
        // Set-based, past the compartments: what is restricted begins as well.
        await db.Database.ExecuteSqlAsync($"call app.start_goals({ids})", cancellationToken);
    }
}

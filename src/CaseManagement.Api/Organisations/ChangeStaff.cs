using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Corrects the name, reachability or languages of somebody whom the own organisation employs.</summary>
/// <param name="FamilyName">Family name.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="Languages">Languages for counselling.</param>
/// <param name="Email">E-mail address at work.</param>
/// <param name="Phone">Telephone at work.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Change a colleague's data", "By the employer (403 `not-employer` otherwise). Members left out are emptied.")]
public sealed record ChangeStaff(
    [Example(Sample.FamilyName)] string FamilyName,
    [Example(Sample.GivenName)] string GivenName,
    [CodeOf(CodeLists.Language)] string[] Languages,
    [Example(Sample.Email)] string? Email = null,
    [Example(Sample.Phone)] string? Phone = null) : ICommand<Saved>
{
    /// <summary>The colleague.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeStaffValidator : AbstractValidator<ChangeStaff>
{
    public ChangeStaffValidator()
    {
        RuleFor(change => change.FamilyName).Name();
        RuleFor(change => change.GivenName).Name();
        RuleFor(change => change.Email).Email();
        RuleFor(change => change.Phone).Phone();
        RuleFor(change => change.Languages).AtMost(50);
    }
}

internal sealed class ChangeStaffHandler(CaseDb db, CallContext call) : IHandler<ChangeStaff, Saved>
{
    public async Task<Saved> Handle(ChangeStaff request, CancellationToken cancellationToken)
    {
        var staff = await db.Employee(request.Id, request.Version, call, cancellationToken);
        staff.Change(request.FamilyName, request.GivenName, request.Email, request.Phone, request.Languages, call.Now);
        return await db.Save(staff, cancellationToken);
    }
}

/// <summary>Staff whom the acting organisation employs: only the employer changes their data and accounts.</summary>
internal static class Employees
{
    /// <summary>The employee at the version that the caller has read.</summary>
    /// <exception cref="RefusedException">404, 403 for a colleague of another employer, 412.</exception>
    public static async Task<Staff> Employee(this CaseDb db, Guid id, uint version, CallContext call, CancellationToken cancellationToken)
    {
        var staff = await db.Set<Staff>().SingleOrDefaultAsync(s => s.Id == id, cancellationToken) ?? throw RefusedException.NotFound(id);
        if (staff.OrganisationId != call.Caller.OrganisationId)
        {
            throw RefusedException.Forbidden(OrganisationProblems.NotEmployer, id);
        }
        IfMatch.Check(version, staff.Version);
        return staff;
    }
}

using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Organisations;

/// <summary>Adds a quarter of the own municipality.</summary>
/// <param name="Name">Its name; one open quarter of a name.</param>
[Requires(Permission.ManageOrganisation)]
[Operation("Create a quarter", "Of the own municipality (409 `no-municipality` without an AGS); one open quarter of a name (409 `quarter-name-taken`).")]
public sealed record CreateQuarter([Example("Stumpenhof")] string Name) : ICommand<Saved>;

internal sealed class CreateQuarterValidator : AbstractValidator<CreateQuarter>
{
    public CreateQuarterValidator() => RuleFor(quarter => quarter.Name).Name();
}

internal sealed class CreateQuarterHandler(CaseDb db, CallContext call) : IHandler<CreateQuarter, Saved>
{
    public async Task<Saved> Handle(CreateQuarter request, CancellationToken cancellationToken)
    {
        var organisation = call.Caller.RequiredOrganisationId;
        var ags = await db.Set<Organisation>().Where(o => o.Id == organisation).Select(o => o.Ags).SingleAsync(cancellationToken)
            ?? throw new RefusedException(OrganisationProblems.NoMunicipality);
        var quarter = new Quarter(organisation, ags, request.Name, call.Now);
        db.Add(quarter);
        return await db.Save(quarter, cancellationToken);
    }
}

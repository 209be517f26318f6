using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.ServiceDirectory;

/// <summary>Adds a service to the directory.</summary>
[Requires(Permission.ManageServices)]
[Operation("Add a service", """
    Of an organisation here, or of one outside (`providerName`) that has no users. Your organisation keeps the entry; every organisation reads it,
    a confidential one only those who may refer there. It counts as assured today.
    """)]
public sealed record AddService : ServiceBody, ICommand<Saved>;

internal sealed class ServiceBodyValidator : AbstractValidator<ServiceBody>
{
    public ServiceBodyValidator()
    {
        RuleFor(service => service.ProviderName).Must((service, name) => name is null != service.ProviderId is null)
            .WithErrorCode(ServiceProblems.OneProvider.Code).WithMessage(_ => ServiceProblems.OneProvider.Text());
        RuleFor(service => service.ProviderName).NotEmpty().MaximumLength(200).When(service => service.ProviderName is not null);
        RuleFor(service => service.Name).NotEmpty().MaximumLength(200);
        RuleFor(service => service.DescriptionDe).NotEmpty().MaximumLength(4000).When(service => service.DescriptionDe is not null);
        RuleFor(service => service.DescriptionEn).NotEmpty().MaximumLength(4000).When(service => service.DescriptionEn is not null);
        RuleFor(service => service.NeedAreas).NotEmpty();
        RuleFor(service => service.MinimumAge).InclusiveBetween(0, 120);
        RuleFor(service => service.MaximumAge).InclusiveBetween(0, 120);
        RuleFor(service => service.MaximumAge).GreaterThanOrEqualTo(service => service.MinimumAge)
            .When(service => service is { MinimumAge: not null, MaximumAge: not null });
        RuleFor(service => service.AnswerDays).InclusiveBetween(1, 60);
        RuleFor(service => service.Address).SetValidator(new ServiceAddressValidator()!);
        RuleFor(service => service.Contacts).AtMost(10);
        RuleForEach(service => service.Contacts).ChildRules(contact =>
        {
            contact.RuleFor(c => c.Title).NotEmpty().MaximumLength(100);
            contact.RuleFor(c => c.Phone).Matches(@"^\+?[0-9 /()-]{3,40}\z").WithErrorCode("phone-form")
            .WithMessage(_ => Language.Choose("3 bis 40 Ziffern, Leerzeichen, / ( ) und -, davor auch ein +.",
                "3 to 40 digits, blanks, / ( ) and -, a + in front where there is one."));
            contact.RuleFor(c => c.Email).EmailAddress().MaximumLength(254);
        });
    }
}

internal sealed class AddServiceHandler(CaseDb db, CallContext call) : IHandler<AddService, Saved>
{
    public async Task<Saved> Handle(AddService request, CancellationToken cancellationToken)
    {
        await request.Check(db, null, cancellationToken);
        var service = new Service(call.Caller.RequiredOrganisationId, request, call.Today, call.Now);
        db.Add(service);
        return await db.Save(service, cancellationToken);
    }
}

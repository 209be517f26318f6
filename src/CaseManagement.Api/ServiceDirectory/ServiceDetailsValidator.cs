using CaseManagement.Api.Organisations;
using FluentValidation;

namespace CaseManagement.Api.ServiceDirectory;

internal sealed class ServiceDetailsValidator : AbstractValidator<ServiceDetails>
{
    public ServiceDetailsValidator()
    {
        RuleFor(details => details.Url).Must(url => url is null || IsWebAddress(url)).WithProblem(ServiceProblems.UrlForm);
        RuleFor(details => details.Email).Email();
        RuleFor(details => details.ApplicationProcess).Words().MaximumLength(1000);
        RuleFor(details => details.InterpretationServices).Words().MaximumLength(500);
        RuleFor(details => details.FeesDescription).Words().MaximumLength(500);
        RuleFor(details => details.Costs).AtMost(10);
        RuleForEach(details => details.Costs).ChildRules(cost =>
        {
            cost.RuleFor(c => c.Option).Words().MaximumLength(200);
            cost.RuleFor(c => c.Amount).InclusiveBetween(0, 100_000).Must(amount => amount is null || decimal.Round(amount.Value, 2) == amount)
                .WithProblem(ServiceProblems.AmountForm);
            cost.RuleFor(c => c.Description).Words().MaximumLength(500);
            cost.RuleFor(c => c.Option).NotNull().When(c => c.Amount is null && c.Description is null);
        });
        RuleFor(details => details.RequiredDocuments).AtMostOnceEach(20);
        RuleForEach(details => details.RequiredDocuments).NotEmpty().MaximumLength(200);
        RuleFor(details => details.Phones).AtMost(10);
        RuleForEach(details => details.Phones).ChildRules(phone =>
        {
            phone.RuleFor(p => p.Number).Phone();
            phone.RuleFor(p => p.Description).Words().MaximumLength(200);
        });
        RuleFor(details => details.Schedules).AtMost(50);
        RuleForEach(details => details.Schedules).SetValidator(new ServiceScheduleValidator());
        RuleFor(details => details.Locations).AtMost(20).Must(places => places.Where(p => p.Id is not null).DistinctBy(p => p.Id).Count()
            == places.Count(p => p.Id is not null)).WithProblem(HttpProblems.Repeated);
        RuleForEach(details => details.Locations).ChildRules(place =>
        {
            place.RuleFor(p => p.Name).NotEmpty().MaximumLength(200);
            place.RuleFor(p => p.Description).Words().MaximumLength(1000);
            place.RuleFor(p => p.Address).SetValidator(new ServiceAddressValidator()!);
            place.RuleFor(p => p.Schedules).AtMost(50);
            place.RuleForEach(p => p.Schedules).SetValidator(new ServiceScheduleValidator());
        });
        RuleFor(details => details.Areas).AtMost(50);
        RuleForEach(details => details.Areas).ChildRules(area =>
        {
            area.RuleFor(a => a.What).Words().MaximumLength(200).NotNull()
                .When(a => a is { ForWhom: null, City: null, PostalCode: null, Quarter: null }, ApplyConditionTo.CurrentValidator);
            area.RuleFor(a => a.ForWhom).Words().MaximumLength(200);
            area.RuleFor(a => a.Responsible).Words().MaximumLength(200);
            area.RuleFor(a => a.City).Words().MaximumLength(200);
            area.RuleFor(a => a.PostalCode).PostalCode();
            area.RuleFor(a => a.Quarter).Words().MaximumLength(200);
        });
    }

    private static bool IsWebAddress(string url) => url.Length <= 500 && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && parsed.Scheme is "https" or "http" && parsed.UserInfo.Length == 0 && Uri.IsWellFormedUriString(url, UriKind.Absolute);
}

internal sealed class ServiceAddressValidator : AbstractValidator<ServiceAddress>
{
    public ServiceAddressValidator()
    {
        RuleFor(a => a.Address1).NotEmpty().MaximumLength(200).When(a => a.Address1 is not null);
        RuleFor(a => a.PostalCode).PostalCode();
        RuleFor(a => a.City).NotEmpty().MaximumLength(200).When(a => a.City is not null);
        RuleFor(a => a.Quarter).NotEmpty().MaximumLength(200).When(a => a.Quarter is not null);
    }
}

internal sealed class ServiceScheduleValidator : AbstractValidator<ServiceSchedule>
{
    private const string Time = @"^([01][0-9]|2[0-3]):[0-5][0-9]\z";

    public ServiceScheduleValidator()
    {
        RuleFor(schedule => schedule.ByDay).NotEmpty().AtMostOnceEach(14);
        RuleForEach(schedule => schedule.ByDay).Matches(@"^(MO|TU|WE|TH|FR|SA|SU)\z").When(schedule => schedule.Frequency == ScheduleFrequency.Weekly)
            .WithProblem(ServiceProblems.DayForm);
        RuleForEach(schedule => schedule.ByDay).Matches(@"^(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)\z")
            .When(schedule => schedule.Frequency == ScheduleFrequency.Monthly).WithProblem(ServiceProblems.DayForm);
        RuleFor(schedule => schedule.OpensAt).Matches(Time).WithProblem(ServiceProblems.TimeForm);
        RuleFor(schedule => schedule.ClosesAt).Matches(Time).WithProblem(ServiceProblems.TimeForm);
        // Of two that are times, as texts: 09:30 is before 12:00.
        RuleFor(schedule => schedule.ClosesAt)
            .Must((schedule, closes) => schedule.OpensAt is null == closes is null
                && (closes is null || closes.Length != schedule.OpensAt!.Length || string.CompareOrdinal(closes, schedule.OpensAt) > 0))
            .WithProblem(ServiceProblems.ClosesBeforeOpening);
        RuleFor(schedule => schedule.Until).GreaterThan(schedule => schedule.From)
            .When(schedule => schedule is { From: not null, Until: not null });
        RuleFor(schedule => schedule.Notes).Words().MaximumLength(500);
    }
}

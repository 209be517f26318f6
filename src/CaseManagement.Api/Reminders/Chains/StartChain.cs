using System.Text.Json.Serialization;
using CaseManagement.Api.Cases;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders.Chains;

/// <summary>Starts a chain in a case by hand.</summary>
[Requires(Permission.UseReminders)]
[Operation("Start a chain", """
    In an open case on which you work, by the template in force today, whatever event starts it otherwise; the reminders of its first steps are made with it.
    One chain of a template runs in a case at a time (409 `chain-running`), and none of who has died (409 `chain-of-the-dead`). What has been started keeps the
    version of its template.
    """)]
public sealed record StartChain : ICommand<Saved>
{
    /// <summary>The template's key.</summary>
    [Example("arrival")]
    public required string Template { get; init; }

    /// <summary>The day from which is counted, within a year before or after today; today where left out.</summary>
    [Example(null)]
    public DateOnly? EventOn { get; init; }

    /// <summary>The case.</summary>
    [JsonIgnore] public Guid Id { get; init; }
}

internal sealed class StartChainValidator : AbstractValidator<StartChain>
{
    public StartChainValidator(CallContext call)
    {
        RuleFor(start => start.Template).NotEmpty().MaximumLength(60);
        RuleFor(start => start.EventOn).Must(day => day is null || (day >= call.Today.AddYears(-1) && day <= call.Today.AddYears(1)))
            .WithProblem(ChainProblems.EventDay);
    }
}

internal sealed class StartChainHandler(CaseDb db, CallContext call) : IHandler<StartChain, Saved>
{
    public async Task<Saved> Handle(StartChain request, CancellationToken cancellationToken)
    {
        var organisation = call.Caller.RequiredOrganisationId;
        await db.OneAtATime(organisation, cancellationToken); // As StartChains: of two starts at once the second meets the chain of the first.
        var of = await db.OpenCase(call, request.Id, ChainProblems.CaseClosed, cancellationToken);
        if (!await db.Database.SqlQuery<bool>($"select app.is_reminded_of({of.ClientId}) as \"Value\"").SingleAsync(cancellationToken))
        {
            throw new RefusedException(ChainProblems.Dead);
        }
        var versions = await db.Set<ChainTemplate>().Where(version => version.Key == request.Template).AsNoTracking().ToListAsync(cancellationToken);
        var template = versions.On(call.Today) ?? throw RefusedException.Invalid("/template", ChainProblems.TemplateUnknown);
        if (!template.IsActive)
        {
            throw new RefusedException(ChainProblems.TemplateOff);
        }
        if (await db.Set<Chain>().AnyAsync(chain => chain.CaseId == of.Id && chain.Key == template.Key && chain.EndedAt == null, cancellationToken))
        {
            throw new RefusedException(ChainProblems.Runs);
        }
        var born = await db.Set<Client>().Where(client => client.Id == of.ClientId).Select(client => client.BirthDate).SingleAsync(cancellationToken);
        var started = Chain.Start(template, (organisation, of.Id, of.ClientId), request.EventOn ?? call.Today, null, born,
            await db.CalendarOn(call.Today, cancellationToken), call.Caller.StaffId, call.Now) ?? throw new RefusedException(ChainProblems.NoStep);
        db.Add(started);
        await db.SettleReminders(call, started, null, cancellationToken);
        return new Saved(started.Id, started.Version);
    }
}

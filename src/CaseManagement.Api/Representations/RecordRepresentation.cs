using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Representations;

/// <summary>Records who acts for a person.</summary>
[Requires(Permission.WriteClients)]
[Operation("Record a representation", """
    Who acts for a person: a person on file (`representativeClientId`) or somebody by name. Parents, guardians and the youth office act for who is
    under 18 on the first day, legal carers for who is 18 (400 otherwise). Whatever began before ends on the 18th birthday; all of it ends when one of the
    two dies, and nothing begins after that (400 `representation-after-death`).
    """)]
public sealed record RecordRepresentation : ICommand<Saved>
{
    /// <summary>The person on file who represents; left out for somebody else.</summary>
    [Example(null)]
    public Guid? RepresentativeClientId { get; init; }

    /// <summary>Who represents, up to 200 characters; mandatory for who is not on file, and only then.</summary>
    [Example("Haddad, Samir")]
    public string? Name { get; init; }

    /// <summary>How to reach somebody who is not on file, up to 200 characters.</summary>
    [Example(Sample.Phone)]
    public string? Contact { get; init; }

    /// <summary>As what.</summary>
    [CodeOf(CodeLists.RepresentationKind, On = nameof(From))]
    public required string Kind { get; init; }

    /// <summary>In which matters; at least one.</summary>
    [CodeOf(CodeLists.RepresentationScope)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>First day.</summary>
    [Example(Sample.Day)]
    public required DateOnly From { get; init; }

    /// <summary>First day no longer.</summary>
    [Example(null)]
    public DateOnly? Until { get; init; }

    /// <summary>What shows it: certificate of birth, court's order, written power; up to 500 characters.</summary>
    [Example("Court order of 2 March 2026, file 12 F 34/26")]
    public required string Evidence { get; init; }

    /// <summary>Who is represented.</summary>
    [JsonIgnore] public Guid ClientId { get; init; }
}

internal sealed class RecordRepresentationValidator : AbstractValidator<RecordRepresentation>
{
    public RecordRepresentationValidator()
    {
        RuleFor(record => record.Name).NotEmpty().When(record => record.RepresentativeClientId is null)
            .WithErrorCode(RepresentationProblems.WhoRepresents.Code).WithMessage(_ => RepresentationProblems.WhoRepresents.Text());
        RuleFor(record => record.Name).Null().When(record => record.RepresentativeClientId is not null)
            .WithErrorCode(RepresentationProblems.NameOfFile.Code).WithMessage(_ => RepresentationProblems.NameOfFile.Text());
        RuleFor(record => record.Name).MaximumLength(200);
        RuleFor(record => record.Contact).MaximumLength(200);
        RuleFor(record => record.Scopes).NotEmpty();
        RuleFor(record => record.Until).Must((record, until) => until > record.From).When(record => record.Until is not null)
            .WithErrorCode(RepresentationProblems.UntilBeforeFrom.Code).WithMessage(_ => RepresentationProblems.UntilBeforeFrom.Text());
        RuleFor(record => record.Evidence).NotEmpty().MaximumLength(500);
    }
}

internal sealed class RecordRepresentationHandler(CaseDb db, CallContext call, ReferenceCodes codes) : IHandler<RecordRepresentation, Saved>
{
    public async Task<Saved> Handle(RecordRepresentation request, CancellationToken cancellationToken)
    {
        var own = call.Caller.RequiredOrganisationId;
        var person = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => client.Id == request.ClientId)
            .Select(client => new { client.OrganisationId, client.BirthDate, DiedOn = Deaths.On(client.Id, request.RepresentativeClientId) })
            .SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound(request.ClientId);
        if (person.OrganisationId != own)
        {
            throw new RefusedException(ClientProblems.HandedOver);
        }
        var (kind, by) = (KindOf(request, person.BirthDate), await Representative(request, cancellationToken));
        if (request.From < person.BirthDate)
        {
            throw RefusedException.Invalid("/from", ClientProblems.BeforeBirth);
        }
        if (person.DiedOn <= request.From)
        {
            throw RefusedException.Invalid("/from", RepresentationProblems.AfterDeath);
        }
        var recorded = new Representation((own, request.ClientId), by, kind, request.Scopes,
            request.From, request.Until, request.Evidence, call.Caller.StaffId, call.Now);
        db.Add(recorded);
        return await db.Save(recorded, cancellationToken);
    }

    private RepresentationKind KindOf(RecordRepresentation request, DateOnly? born)
    {
        var attributes = codes.Attributes(CodeLists.RepresentationKind, request.Kind, request.From);
        var of = (string?)attributes["of"];
        if (born is { } date && of is not null && (request.From < Birthday.Of(date, Birthday.Majority)) != (of == "minor"))
        {
            throw RefusedException.Invalid("/kind", of == "minor" ? RepresentationProblems.OfMinorOnly : RepresentationProblems.OfAdultOnly);
        }
        Custody? custody = (string?)attributes["custody"] switch { "joint" => Custody.Joint, "sole" => Custody.Sole, _ => null };
        return new RepresentationKind(request.Kind, of == "minor", custody);
    }

    private async Task<Representative> Representative(RecordRepresentation request, CancellationToken cancellationToken)
    {
        if (request.RepresentativeClientId is not { } id)
        {
            return new Representative(null, request.Name!, request.Contact);
        }
        if (id == request.ClientId)
        {
            throw RefusedException.Invalid("/representativeClientId", RepresentationProblems.Oneself);
        }
        var name = await db.Set<Client>().VisibleTo(db, call.Caller).Where(client => client.Id == id)
            .Select(client => client.FamilyName + ", " + client.GivenName).SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.Invalid("/representativeClientId", ClientProblems.UnknownClient);
        return new Representative(id, name, request.Contact);
    }
}

using System.Linq.Expressions;
using System.Text.Json.Serialization;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Measures;

/// <summary>Who has to do it.</summary>
/// <param name="Kind">What kind of actor.</param>
/// <param name="Id">The colleague, organisation or person; null: named only, or the responsible team.</param>
/// <param name="Name">The name; null: the responsible team, another organisation's colleague, or a confidential organisation that is not told to you.</param>
public sealed record MeasureResponsible([Example("partner")] MeasureActorKind Kind, [Example(null)] Guid? Id, [Example("Volkshochschule")] string? Name);

/// <summary>A measure in a list or in the grid.</summary>
public record MeasureRow : IShowsPersons
{
    /// <summary>The measure.</summary>
    public required Guid Id { get; init; }
    /// <summary>The case in which it was agreed; null: of the household as a whole.</summary>
    public required Guid? CaseId { get; init; }
    /// <summary>Whose; null: of the household as a whole.</summary>
    public required Guid? ClientId { get; init; }
    /// <summary>Family name, given name; null also where the person has been handed over and the measure stayed behind.</summary>
    [Example(Sample.FamilyName + ", " + Sample.GivenName)]
    public required string? ClientName { get; init; }
    /// <summary>The household in whose grid it stands.</summary>
    public required Guid? HouseholdId { get; init; }
    /// <summary>Its reference; null also where you do not see the household any more.</summary>
    [Example(Sample.HouseholdReference)]
    public required string? HouseholdReference { get; init; }
    /// <summary>In which area.</summary>
    [CodeOf(CodeLists.NeedArea)]
    public required string Area { get; init; }
    /// <summary>The need that it serves: an area of an assessment.</summary>
    public required Guid? NeedId { get; init; }
    /// <summary>The goal that it serves.</summary>
    [Example("German B1 until summer")]
    public required string? Goal { get; init; }
    /// <summary>What is to be done.</summary>
    [Example("Language course with childcare")]
    public required string What { get; init; }
    /// <summary>Who does it.</summary>
    public required MeasureResponsible Responsible { get; init; }
    /// <summary>Where it was agreed.</summary>
    [CodeOf(CodeLists.MeasureAgreedIn)]
    public required string AgreedIn { get; init; }
    /// <summary>The first day, as agreed.</summary>
    public required DateOnly From { get; init; }
    /// <summary>The last day, until its end.</summary>
    [Example(Sample.DueDay)]
    public required DateOnly DueOn { get; init; }
    /// <summary>Derived: planned or running, and the last day is over.</summary>
    [Example(false)]
    public required bool IsOverdue { get; init; }
    /// <summary>Where it stands.</summary>
    [Example("running")]
    public required MeasureStatus Status { get; init; }
    /// <summary>When it was begun.</summary>
    public required DateOnly? StartedOn { get; init; }
    /// <summary>When it was done or dropped.</summary>
    [Example(null)]
    public required DateOnly? EndedOn { get; init; }
    /// <summary>What came of it.</summary>
    [CodeOf(CodeLists.MeasureResult), Example(null)]
    public required string? ResultCode { get; init; }
    /// <summary>In words.</summary>
    [Example(null)]
    public required string? Result { get; init; }
    /// <summary>Why it was dropped.</summary>
    [CodeOf(CodeLists.MeasureDropReason), Example(null)]
    public required string? DropReason { get; init; }
    /// <summary>In words.</summary>
    [Example(null)]
    public required string? DropNote { get; init; }
    /// <summary>It ran already when its household became one with another in which the same actor works in the same area: both stand.</summary>
    [Example(false)]
    public required bool CameAlong { get; init; }
    /// <summary>What it reveals.</summary>
    [Example(null)]
    public required Compartment? Compartment { get; init; }
    /// <summary>Who recorded it.</summary>
    public required Guid? RecordedBy { get; init; }
    /// <summary>The name; null for another organisation's colleague.</summary>
    [Example(Sample.Colleague)]
    public required string? RecordedByName { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
    /// <summary>The controller.</summary>
    [JsonIgnore] public Guid OrganisationId { get; init; }
    /// <summary>The ETag of the measure itself.</summary>
    [JsonIgnore] public uint Version { get; init; }

    /// <inheritdoc />
    public virtual IEnumerable<Guid> ShownClients() =>
        new[] { ClientId, Responsible.Kind == MeasureActorKind.Client ? Responsible.Id : null }.OfType<Guid>().Distinct();
}

internal static class MeasureRows
{
    /// <summary>With the names of whose it is and who does it.</summary>
    public static Expression<Func<Measure, MeasureRow>> Of(CaseDb db, DateOnly today) => Of(db, db.Set<Organisation>().KnownTo(db.Call!.Caller), today);

    private static Expression<Func<Measure, MeasureRow>> Of(CaseDb db, IQueryable<Organisation> organisations, DateOnly today) => row => new MeasureRow
    {
        Id = row.Id, CaseId = row.CaseId, ClientId = row.ClientId,
        ClientName = db.Set<Client>().Where(client => client.Id == row.ClientId)
            .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault(),
        HouseholdId = row.HouseholdId,
        HouseholdReference = db.Set<Household>().Where(household => household.Id == row.HouseholdId).Select(household => household.Reference).FirstOrDefault(),
        Area = row.Area, NeedId = row.NeedId, Goal = row.Goal, What = row.What,
        Responsible = new MeasureResponsible(row.ActorKind, row.ActorStaffId ?? row.ActorOrganisationId ?? row.ActorClientId,
            row.ActorName
            ?? db.Set<Staff>().Where(staff => staff.Id == row.ActorStaffId).Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault()
            ?? organisations.Where(partner => partner.Id == row.ActorOrganisationId).Select(partner => partner.Name).FirstOrDefault()
            ?? db.Set<Client>().Where(client => client.Id == row.ActorClientId)
                .Select(client => client.FamilyName + ", " + client.GivenName).FirstOrDefault()),
        AgreedIn = row.AgreedIn, From = row.FromDate, DueOn = row.DueOn,
        IsOverdue = (row.Status == MeasureStatus.Planned || row.Status == MeasureStatus.Running) && row.DueOn < today,
        Status = row.Status, StartedOn = row.StartedOn, EndedOn = row.EndedOn, ResultCode = row.ResultCode, Result = row.Result,
        DropReason = row.DropReason, DropNote = row.DropNote, CameAlong = row.CameAlong, Compartment = row.Compartment, RecordedBy = row.RecordedBy,
        RecordedByName = db.Set<Staff>().Where(staff => staff.Id == row.RecordedBy)
            .Select(staff => staff.GivenName + " " + staff.FamilyName).FirstOrDefault(),
        RecordedAt = row.RecordedAt, OrganisationId = row.OrganisationId, Version = row.Version,
    };
}

using CaseManagement.Api.Agreements;
using CaseManagement.Api.Assessments;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Contacts;
using CaseManagement.Api.Documents;
using CaseManagement.Api.Dwellings;
using CaseManagement.Api.Http;
using CaseManagement.Api.Letters;
using CaseManagement.Api.Measures;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Privacy;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.TakingPart;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CaseManagement.Api.Handovers;

/// <summary>Of whom something stayed behind, in queries.</summary>
internal static class LeftBehindNames
{
    /// <summary>Family name, given name, out of the package with which the person was handed over (app.name_left_behind).</summary>
    public static string? Of(Guid client) => throw new InvalidOperationException("Only in queries.");

    internal static void Register(IMutableModel model)
    {
        var function = model.AddDbFunction(typeof(LeftBehindNames).GetMethod(nameof(Of))!);
        (function.Schema, function.Name) = ("app", "name_left_behind");
    }
}

/// <summary>What stayed behind at handovers: whose it is to see, and how it is loaded for a change.</summary>
internal static class LeftBehind
{
    /// <summary>Told to who kept it, who keeps it now, and the officer.</summary>
    public static readonly NoticeKind KeeperNamed = new("left-behind-kept",
        "Was bei einer Übergabe zurückblieb, bewahrt jetzt eine andere Fachkraft.", "What stayed behind at a handover is kept by another colleague now.");

    /// <summary>What stayed behind in the caller's teams: for who keeps it, and for supervisors.</summary>
    public static IQueryable<Keeper> VisibleTo(this IQueryable<Keeper> keepers, Caller caller)
    {
        var (own, me, supervises) = (caller.OrganisationId, caller.StaffId, caller.Is(Role.Supervisor));
        return keepers.Where(keeper => keeper.OrganisationId == own && keeper.EndedAt == null && AccessFunctions.IsMyTeam(keeper.TeamId)
            && (keeper.StaffId == me || supervises));
    }

    /// <summary>Loads it for a change at the version that the caller has read.</summary>
    /// <exception cref="RefusedException">404, 412.</exception>
    public static async Task<Keeper> Kept(this CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var kept = await db.Set<Keeper>().VisibleTo(call.Caller).SingleOrDefaultAsync(keeper => keeper.Id == id, cancellationToken)
            ?? throw RefusedException.NotFound(id);
        IfMatch.Check(version, kept.Version);
        return kept;
    }

    /// <summary>
    /// A restricted entry that stayed behind: a period, record, need, letter, measure, document, work on the case, participation, job, language level,
    /// occupancy, part of an agreement. The database hides it from who does not keep it.
    /// </summary>
    /// <exception cref="RefusedException">404.</exception>
    public static async Task<object> Item(this CaseDb db, Keeper kept, Guid id, CancellationToken cancellationToken)
    {
        return (object?)await db.Set<RestrictedRecord>()
                .SingleOrDefaultAsync(r => r.Id == id && r.ClientId == kept.ClientId && r.OrganisationId == kept.OrganisationId, cancellationToken)
            ?? (object?)await db.Set<AssessmentArea>().SingleOrDefaultAsync(
                a => a.Id == id && a.ClientId == kept.ClientId && a.OrganisationId == kept.OrganisationId && a.Compartment != null, cancellationToken)
            ?? (object?)await db.Set<Letter>().SingleOrDefaultAsync(
                l => l.Id == id && l.ClientId == kept.ClientId && l.OrganisationId == kept.OrganisationId && l.Compartment != null, cancellationToken)
            ?? (object?)await db.Set<Measure>().SingleOrDefaultAsync(
                m => m.Id == id && m.ClientId == kept.ClientId && m.OrganisationId == kept.OrganisationId && m.Compartment != null, cancellationToken)
            ?? (object?)await db.Set<Goal>().SingleOrDefaultAsync(
                g => g.Id == id && g.ClientId == kept.ClientId && g.OrganisationId == kept.OrganisationId && g.Compartment != null, cancellationToken)
            ?? (object?)await db.Set<Step>().SingleOrDefaultAsync(
                s => s.Id == id && s.ClientId == kept.ClientId && s.OrganisationId == kept.OrganisationId && s.Compartment != null, cancellationToken)
            ?? (object?)await db.Set<UnmetNeed>().SingleOrDefaultAsync(
                n => n.Id == id && n.ClientId == kept.ClientId && n.OrganisationId == kept.OrganisationId && n.Compartment != null, cancellationToken)
            ?? (object?)await db.Set<CaseWork>().SingleOrDefaultAsync(
                w => w.Id == id && w.ClientId == kept.ClientId && w.OrganisationId == kept.OrganisationId && w.Compartment != null, cancellationToken)
            ?? (object?)await db.Set<Document>().SingleOrDefaultAsync(
                d => d.Id == id && d.ClientId == kept.ClientId && d.OrganisationId == kept.OrganisationId && d.Compartment != null, cancellationToken)
            ?? (object?)await db.Set<Participation>().Include(row => row.History).SingleOrDefaultAsync(
                p => p.Id == id && p.ClientId == kept.ClientId && p.OrganisationId == kept.OrganisationId && p.Compartment != null, cancellationToken)
            ?? (object?)await db.Set<Employment>().SingleOrDefaultAsync(
                e => e.Id == id && e.ClientId == kept.ClientId && e.OrganisationId == kept.OrganisationId && e.Compartment != null, cancellationToken)
            ?? (object?)await db.Set<LanguageAssessment>().SingleOrDefaultAsync(
                v => v.Id == id && v.ClientId == kept.ClientId && v.OrganisationId == kept.OrganisationId && v.Compartment != null, cancellationToken)
            ?? (object?)await db.Set<Occupancy>().SingleOrDefaultAsync(
                o => o.Id == id && o.ClientId == kept.ClientId && o.OrganisationId == kept.OrganisationId && o.Compartment != null, cancellationToken)
            ?? await Period<ResidenceStatus>() ?? await Period<Benefit>() ?? await Period<Work>() ?? await Period<Housing>() ?? await Period<Address>()
            ?? await Period<FamilyStatus>()
            ?? throw RefusedException.NotFound(id);

        async Task<object?> Period<T>() where T : RecordedPeriod => await db.Set<T>().SingleOrDefaultAsync(
            p => p.Id == id && p.ClientId == kept.ClientId && p.OrganisationId == kept.OrganisationId && p.Compartment != null, cancellationToken);
    }

    /// <summary>Saves a change of one of its entries.</summary>
    public static async Task<Saved> SaveKept(this CaseDb db, CallContext call, Keeper kept, CancellationToken cancellationToken)
    {
        kept.Touch(call.Now);
        return await db.Save(kept, cancellationToken);
    }
}

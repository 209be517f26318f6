using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Contacts;

/// <summary>
/// What was entrusted to somebody who is bound to secrecy (§ 203 StGB). The database shows it to its holder (the author, or to whom it went when she
/// left) and to whom the holder has named, and to nobody else: no lead worker, supervisor, deputy, broken glass or job of the product. Its words never
/// reach the trail, which tells that it was written, read, corrected, entrusted, and by whom.
/// </summary>
public sealed class ConfidentialNote : IRoot
{
    private ConfidentialNote() { }

    /// <summary>Writes it.</summary>
    /// <param name="of">The controller, the case, whose it is, and the contact in which it was said.</param>
    /// <param name="author">Who writes it.</param>
    /// <param name="text">The words.</param>
    /// <param name="to">Whom the author names, and to whom it goes when she leaves.</param>
    /// <param name="now">When.</param>
    public ConfidentialNote((Guid Organisation, Guid Case, Guid Client, Guid? Contact) of, Guid author, string text,
        (IReadOnlyCollection<Guid> Readers, Guid? Successor) to, DateTimeOffset now)
    {
        now = Case.Microseconds(now);
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId, ContactId) = of;
        (AuthorId, HolderId, SecretText, CreatedAt) = (author, author, text.Trim(), now);
        Entrust(to, now);
    }

    /// <summary>The note.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller, for good: it never moves.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>Whose secret.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The contact in which it was said.</summary>
    public Guid? ContactId { get; private set; }
    /// <summary>Who wrote it.</summary>
    public Guid AuthorId { get; private set; }
    /// <summary>The author, or to whom it went; null when it is sealed.</summary>
    public Guid? HolderId { get; private set; }
    /// <summary>To whom it goes when the holder leaves.</summary>
    public Guid? SuccessorId { get; private set; }
    /// <summary>Whom the holder has named.</summary>
    public Guid[] ReaderIds { get; private set; } = [];
    /// <summary>The words. The column's name keeps them out of the trail.</summary>
    public string SecretText { get; private set; } = "";
    /// <summary>The holder left and had named nobody.</summary>
    public DateTimeOffset? SealedAt { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Why its words cannot be put right by somebody, or null. By the author alone, in the time of corrections.</summary>
    public static ProblemType? ObjectionToCorrection(Guid author, DateTimeOffset createdAt, Guid? by, DateTimeOffset now) =>
        author != by ? ContactProblems.NoteNotYours : Contact.ObjectionToCorrection(createdAt, now);

    /// <summary>Puts the words right.</summary>
    /// <exception cref="RefusedException">403 for who is not the author, 409 after the time for corrections.</exception>
    public void Correct(string text, Guid by, DateTimeOffset now)
    {
        if (ObjectionToCorrection(AuthorId, CreatedAt, by, now) is { } objection)
        {
            throw new RefusedException(objection);
        }
        (SecretText, UpdatedAt) = (text.Trim(), Case.Microseconds(now));
    }

    /// <summary>Says who reads it beside the holder, and to whom it goes.</summary>
    public void Entrust((IReadOnlyCollection<Guid> Readers, Guid? Successor) to, DateTimeOffset now) =>
        (ReaderIds, SuccessorId, UpdatedAt) = ([.. to.Readers.Distinct().Order()], to.Successor, Case.Microseconds(now));
}

internal sealed class ConfidentialNoteMap : IEntityTypeConfiguration<ConfidentialNote>
{
    public void Configure(EntityTypeBuilder<ConfidentialNote> entity) => entity.ToTable("confidential_note")
        .Refers<Case>(nameof(ConfidentialNote.CaseId)).Refers<Clients.Client>(nameof(ConfidentialNote.ClientId))
        .Refers<Contact>(nameof(ConfidentialNote.ContactId)).Refers<Staff>(nameof(ConfidentialNote.AuthorId));
}

internal static class ConfidentialNotes
{
    /// <summary>Told to the officers when somebody has left whose notes nobody opens any more.</summary>
    public static readonly NoticeKind Sealed = new("confidential-notes-sealed",
        "Eine Fachkraft ist ausgeschieden; ihre vertraulichen Vermerke sind versiegelt, weil niemand dafür benannt war.",
        "A colleague has left; the confidential notes are sealed, because nobody was named for them.");

    /// <summary>What one holds: with it one may do more than read.</summary>
    /// <exception cref="RefusedException">404, 403 for who is named to read it, 412.</exception>
    public static async Task<ConfidentialNote> Held(this CaseDb db, CallContext call, Guid id, uint version, CancellationToken cancellationToken)
    {
        var note = await db.Set<ConfidentialNote>().SingleOrDefaultAsync(note => note.Id == id, cancellationToken) ?? throw RefusedException.NotFound(id);
        if (note.HolderId != call.Caller.StaffId)
        {
            throw RefusedException.Forbidden(ContactProblems.NoteNotYours, id);
        }
        Http.IfMatch.Check(version, note.Version);
        return note;
    }

    /// <summary>Who may be named: colleagues who work for the organisation, others than oneself.</summary>
    /// <exception cref="RefusedException">400 by the place in the list.</exception>
    public static async Task<(IReadOnlyCollection<Guid> Readers, Guid? Successor)> Named(
        this CaseDb db, CallContext call, EntrustedTo to, CancellationToken cancellationToken)
    {
        var (me, mine) = (call.Caller.RequiredStaffId, call.Caller.RequiredOrganisationId);
        List<Guid> asked = to.SuccessorId is { } successor ? [.. to.ReaderIds, successor] : [.. to.ReaderIds];
        var known = await db.Set<RoleGrant>().Where(grant => asked.Contains(grant.StaffId) && grant.OrganisationId == mine && grant.StaffId != me)
            .Select(grant => grant.StaffId).Distinct().ToListAsync(cancellationToken);
        var faults = asked.Select((id, place) => (id, place)).Where(named => !known.Contains(named.id)).Select(named => new ProblemError(
            named.place < to.ReaderIds.Count ? $"/readerIds/{named.place}" : "/successorId", ContactProblems.NoColleague.Code,
            ContactProblems.NoColleague.Text())).ToList();
        return faults.Count == 0 ? (to.ReaderIds, to.SuccessorId) : throw new RefusedException(HttpProblems.Invalid) { Errors = faults };
    }
}

/// <summary>Whom the holder of a confidential note names.</summary>
public interface IEntrusts
{
    /// <summary>Colleagues who read it, too.</summary>
    IReadOnlyList<Guid> ReaderIds { get; }

    /// <summary>To whom it goes when the holder leaves.</summary>
    Guid? SuccessorId { get; }
}

/// <summary>The same as a value.</summary>
/// <param name="ReaderIds">Colleagues who read it, too.</param>
/// <param name="SuccessorId">To whom it goes.</param>
internal sealed record EntrustedTo(IReadOnlyList<Guid> ReaderIds, Guid? SuccessorId)
{
    public EntrustedTo(IEntrusts of) : this(of.ReaderIds, of.SuccessorId) { }
}

// When the holder leaves the organisation: to whom she has named and who is still there; else sealed. Whoever was named to read leaves, too. Neither
// the administrator who closes the account nor a job sees a row of it: the database passes them on by itself.
internal sealed class ConfidentialNotesOfStaff : IHeldByStaff
{
    public IQueryable<Guid> Holders(CaseDb db, Guid organisationId) =>
        db.Database.SqlQuery<Guid>($"select h.staff_id as \"Value\" from app.holders_of_confidential_notes({organisationId}) h (staff_id)");

    public async Task GiveBack(CaseDb db, CallContext call, Departure departure, CancellationToken cancellationToken)
    {
        var today = call.Today;
        if (departure.TeamId is not null && await db.Set<TeamMember>().On(today).AnyAsync(member => member.StaffId == departure.StaffId
            && db.Set<Team>().Any(team => team.Id == member.TeamId && team.OrganisationId == departure.OrganisationId), cancellationToken))
        {
            return; // Works in another team here: still bound, still the one who knows.
        }
        var unclaimed = await db.Database.SqlQuery<int>(
            $"select app.pass_confidential_notes({departure.OrganisationId}, {departure.StaffId}, {departure.At}) as \"Value\"").SingleAsync(cancellationToken);
        if (unclaimed > 0)
        {
            var officers = await db.OfficersOf(departure.OrganisationId, null, cancellationToken);
            db.AddRange(officers.Select(officer => new Notice(departure.OrganisationId, officer, ConfidentialNotes.Sealed, "staff", departure.StaffId,
                $"{departure.At:O}", call.Now)));
        }
    }
}

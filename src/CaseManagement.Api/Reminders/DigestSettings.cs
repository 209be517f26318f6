using System.Globalization;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ServiceDirectory;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Reminders;

/// <summary>
/// When an organisation's people are told by mail what waits for them, and from when to when no mail goes and nothing is escalated. Times of day in Germany,
/// summer and winter. Without a row: 7:30 on working days, for supervisors of their teams on Mondays, no quiet hours.
/// </summary>
public sealed class DigestSetting : IRoot
{
    private DigestSetting() { }

    /// <summary>The organisation's.</summary>
    public DigestSetting(Guid organisationId, DateTimeOffset now) => (Id, OrganisationId) = (Guid.CreateVersion7(now), organisationId);

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Whether there are morning digests: on working days, what waits for a person.</summary>
    public bool Morning { get; private set; } = true;
    /// <summary>Whether there are weekly ones: what waits in the teams of who supervises.</summary>
    public bool Weekly { get; private set; } = true;
    /// <summary>When both go.</summary>
    public TimeOnly AtTime { get; private set; } = new(7, 30);
    /// <summary>The day of the weekly one, ISO 8601: 1 is Monday; on a holiday or weekend the next working day.</summary>
    public int Weekday { get; private set; } = 1;
    /// <summary>From then on no mail goes; null: there are no quiet hours.</summary>
    public TimeOnly? QuietFrom { get; private set; }
    /// <summary>Until then; the next day's where it is earlier.</summary>
    public TimeOnly? QuietUntil { get; private set; }
    /// <summary>Who said so.</summary>
    public Guid? SetBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>States them.</summary>
    public void Set(ChangeDigestSettings said, Guid by, DateTimeOffset now)
    {
        (Morning, Weekly, AtTime, Weekday) = (said.Morning, said.Weekly, TimeOfDay.Read(said.At)!.Value, said.Weekday);
        (QuietFrom, QuietUntil, SetBy, UpdatedAt) = (TimeOfDay.Read(said.QuietFrom), TimeOfDay.Read(said.QuietUntil), by, now);
    }
}

internal sealed class DigestSettingMap : IEntityTypeConfiguration<DigestSetting>
{
    public void Configure(EntityTypeBuilder<DigestSetting> entity) =>
        entity.ToTable("digest_setting").Refers<Organisation>(nameof(DigestSetting.OrganisationId)).Refers<Staff>(nameof(DigestSetting.SetBy));
}

/// <summary>A time of day as HH:mm.</summary>
internal static class TimeOfDay
{
    public static TimeOnly? Read(string? text) => text is null ? null : TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);

    public static string Show(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static bool Is(string? text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>Whether a time lies in [from, until), over midnight where that ends before it begins.</summary>
    public static bool IsIn(TimeOnly time, TimeOnly from, TimeOnly until) => from < until ? time >= from && time < until : time >= from || time < until;
}

/// <summary>When people are told by mail what waits.</summary>
[Requires(Permission.ReadReferenceData)]
[Operation("Get the digest settings", """
    When your organisation's people are told by mail what waits for them, and the hours in which no mail goes. Without a statement of yours 7:30 on working
    days, for supervisors of their teams on Mondays, no quiet hours. Who is told says each for himself (`/me/digest/choice`).
    """)]
public sealed record GetDigestSettings : IQuery<DigestSettingsView>;

/// <summary>Says when people are told by mail what waits, and when no mail goes.</summary>
[Requires(Permission.ManagePolicies)]
[Operation("Change the digest settings", """
    By a supervisor. A morning digest goes on working days by the working calendar, none on a holiday; the weekly one on its weekday, or where that is no
    working day on the next one. In quiet hours no digest and no news goes, and nothing is escalated: both wait until they are over. A code that somebody
    asks for goes at once. Times are those of German clocks.
    """)]
public sealed record ChangeDigestSettings : ICommand<Saved>
{
    /// <summary>Whether there are morning digests.</summary>
    [Example(true)]
    public bool Morning { get; init; } = true;

    /// <summary>Whether there are weekly ones for supervisors.</summary>
    [Example(true)]
    public bool Weekly { get; init; } = true;

    /// <summary>HH:mm, when both go; not in the quiet hours.</summary>
    [Example("07:30")]
    public string At { get; init; } = "07:30";

    /// <summary>The day of the weekly one, ISO 8601: 1 is Monday.</summary>
    [Example(1)]
    public int Weekday { get; init; } = 1;

    /// <summary>HH:mm, from when on no mail goes; left out: there are no quiet hours.</summary>
    [Example("20:00")]
    public string? QuietFrom { get; init; }

    /// <summary>HH:mm, until then; the next day's where it is earlier.</summary>
    [Example("06:00")]
    public string? QuietUntil { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

/// <summary>The settings.</summary>
/// <param name="Morning">Whether there are morning digests.</param>
/// <param name="Weekly">Whether there are weekly ones for supervisors.</param>
/// <param name="At">HH:mm, when both go.</param>
/// <param name="Weekday">The day of the weekly one, ISO 8601: 1 is Monday.</param>
/// <param name="QuietFrom">HH:mm, from when on no mail goes; null: there are no quiet hours.</param>
/// <param name="QuietUntil">HH:mm, until then; the next day's where it is earlier.</param>
/// <param name="SetBy">Who said so; null: nobody has, they are the product's.</param>
/// <param name="SetByName">That colleague's name.</param>
/// <param name="SetAt">When.</param>
public sealed record DigestSettingsView(
    [Example(true)] bool Morning,
    [Example(true)] bool Weekly,
    [Example("07:30")] string At,
    [Example(1)] int Weekday,
    [Example("20:00")] string? QuietFrom,
    [Example("06:00")] string? QuietUntil,
    Guid? SetBy,
    [Example(Sample.Colleague)] string? SetByName,
    DateTimeOffset? SetAt) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeDigestSettingsValidator : AbstractValidator<ChangeDigestSettings>
{
    public ChangeDigestSettingsValidator()
    {
        RuleFor(said => said.At).Must(TimeOfDay.Is).WithProblem(ServiceProblems.TimeForm);
        RuleFor(said => said.Weekday).InclusiveBetween(1, 7);
        RuleFor(said => said.QuietFrom).Must(from => from is null || TimeOfDay.Is(from)).WithProblem(ServiceProblems.TimeForm);
        RuleFor(said => said.QuietUntil).Must(until => until is null || TimeOfDay.Is(until)).WithProblem(ServiceProblems.TimeForm);
        RuleFor(said => said.QuietUntil).Must((said, until) => said.QuietFrom is null == until is null && (until is null || until != said.QuietFrom))
            .WithProblem(ReminderProblems.QuietHours);
        RuleFor(said => said.At).Must((said, at) => !TimeOfDay.Is(at) || !TimeOfDay.Is(said.QuietFrom) || !TimeOfDay.Is(said.QuietUntil)
            || !TimeOfDay.IsIn(TimeOfDay.Read(at)!.Value, TimeOfDay.Read(said.QuietFrom)!.Value, TimeOfDay.Read(said.QuietUntil)!.Value))
            .WithProblem(ReminderProblems.DigestInQuietHours);
    }
}

internal sealed class DigestSettingsHandler(CaseDb db, CallContext call)
    : IHandler<GetDigestSettings, DigestSettingsView>, IHandler<ChangeDigestSettings, Saved>
{
    private readonly Guid own = call.Caller.RequiredOrganisationId;

    public async Task<DigestSettingsView> Handle(GetDigestSettings request, CancellationToken cancellationToken)
    {
        var set = await db.Set<DigestSetting>().AsNoTracking().SingleOrDefaultAsync(row => row.OrganisationId == own, cancellationToken)
            ?? new DigestSetting(own, call.Now);
        var name = await db.Set<Staff>().Where(staff => staff.Id == set.SetBy).Select(staff => staff.GivenName + " " + staff.FamilyName)
            .FirstOrDefaultAsync(cancellationToken);
        return new DigestSettingsView(set.Morning, set.Weekly, TimeOfDay.Show(set.AtTime), set.Weekday,
            set.QuietFrom is { } from ? TimeOfDay.Show(from) : null, set.QuietUntil is { } until ? TimeOfDay.Show(until) : null,
            set.SetBy, name, set.SetBy is null ? null : set.UpdatedAt)
        { Version = set.Version };
    }

    public async Task<Saved> Handle(ChangeDigestSettings request, CancellationToken cancellationToken)
    {
        await db.OneAtATime(own, cancellationToken);
        var set = await db.Set<DigestSetting>().SingleOrDefaultAsync(row => row.OrganisationId == own, cancellationToken);
        IfMatch.Check(request.Version, set?.Version ?? 0);
        if (set is null)
        {
            set = new DigestSetting(own, call.Now);
            db.Add(set);
        }
        set.Set(request, call.Caller.RequiredStaffId, call.Now);
        return await db.Save(set, cancellationToken);
    }
}

internal static class OwnSettings
{
    /// <summary>Of two who state something of their organisation at once the second waits, and then meets what the first has stated.</summary>
    public static Task OneAtATime(this CaseDb db, Guid organisation, CancellationToken cancellationToken) =>
        db.Set<Organisation>().FromSql($"select o.*, o.xmin from app.organisation o where o.id = {organisation} for no key update").AsNoTracking()
            .LoadAsync(cancellationToken);
}

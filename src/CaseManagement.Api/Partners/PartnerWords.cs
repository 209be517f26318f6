using System.Globalization;
using System.Text.Json;
using CaseManagement.Api.ReferenceData;
using CaseManagement.Api.Referrals;

namespace CaseManagement.Api.Partners;

/// <summary>What the API says in states, codes and instants, in words.</summary>
internal static class PartnerWords
{
    /// <summary>A day.</summary>
    public static string Of(DateOnly day) => day.ToString(T("dd.MM.yyyy", "d MMM yyyy"), CultureInfo.GetCultureInfo(T("de", "en")));

    /// <summary>Day and time in Germany.</summary>
    public static string Of(DateTimeOffset? instant) => instant is not { } at ? "–" : TimeZoneInfo.ConvertTime(at, LocalTime.Zone)
        .ToString(T("dd.MM.yyyy, HH:mm 'Uhr'", "d MMM yyyy, HH:mm"), CultureInfo.GetCultureInfo(T("de", "en")));

    /// <summary>Who refers or writes; one that is confidential is not named.</summary>
    public static string Office(string? name) => name ?? T("eine andere Stelle", "another office");

    /// <summary>Where a referral stands, as its recipient sees it.</summary>
    public static string Of(ReferralStatus status) => status switch
    {
        ReferralStatus.Sent => T("wartet auf Ihre Antwort", "waits for your answer"),
        ReferralStatus.Accepted => T("angenommen", "accepted"),
        ReferralStatus.InProgress => T("in Betreuung", "in progress"),
        ReferralStatus.OnHold => T("unterbrochen", "on hold"),
        ReferralStatus.Completed => T("abgeschlossen", "completed"),
        ReferralStatus.Failed => T("ohne Ergebnis beendet", "ended without a result"),
        ReferralStatus.Rejected => T("abgelehnt", "declined"),
        ReferralStatus.Expired => T("abgelaufen", "expired"),
        ReferralStatus.Withdrawn => T("zurückgenommen", "withdrawn"),
        ReferralStatus.Returned => T("zurückgegeben", "returned"),
        _ => SnakeCase.Of($"{status}"),
    };

    /// <summary>What became of an appointment.</summary>
    public static string Of(AppointmentResult result) => result switch
    {
        AppointmentResult.Kept => T("wahrgenommen", "kept"),
        AppointmentResult.Missed => T("versäumt", "missed"),
        _ => T("geplant", "planned"),
    };

    /// <summary>A compartment.</summary>
    public static string Of(Compartment compartment) => compartment switch
    {
        Compartment.Health => T("Gesundheit", "Health"),
        Compartment.Protection => T("Schutz", "Protection"),
        _ => T("Sexuelle Orientierung, geschlechtliche Identität", "Sexual orientation, gender identity"),
    };

    /// <summary>A step that was made.</summary>
    public static string OfStep(string action) => action switch
    {
        Referral.SendMove => T("gesendet", "sent"),
        Referral.AcceptMove => T("angenommen", "accepted"),
        Referral.RejectMove => T("abgelehnt", "declined"),
        Referral.ExpireMove => T("abgelaufen", "expired"),
        Referral.StartMove => T("Betreuung begonnen", "begun"),
        Referral.HoldMove => T("unterbrochen", "put on hold"),
        Referral.ResumeMove => T("fortgesetzt", "resumed"),
        Referral.CompleteMove => T("abgeschlossen", "completed"),
        Referral.FailMove => T("ohne Ergebnis beendet", "ended without a result"),
        Referral.WithdrawMove => T("zurückgenommen", "withdrawn"),
        Referral.ReturnMove => T("zurückgegeben", "returned"),
        Referral.AcknowledgeMove => T("zur Kenntnis genommen", "acknowledged"),
        Referral.UnblockMove => T("mit neuer Einwilligung fortgesetzt", "gone on with by a new consent"),
        Referral.BlockMove => T("gesperrt", "blocked"),
        Referral.CorrectMove => T("berichtigt", "corrected"),
        Referral.AppointMove => T("Termin", "appointment"),
        Referral.ConfirmMove => T("Widerruf bestätigt", "withdrawal confirmed"),
        Referral.SenderChanged => T("andere Stelle zuständig", "another office in charge"),
        _ => action,
    };

    /// <summary>Why a referral is blocked.</summary>
    public static string Of(BlockReason reason) => reason switch
    {
        BlockReason.ConsentWithdrawn => T("Einwilligung widerrufen", "consent withdrawn"),
        _ => T("andere Stelle zuständig, die die Einwilligung nicht nennt", "another office in charge, which the consent does not name"),
    };

    /// <summary>The reason of a step that is of no list of codes.</summary>
    public static string OfReason(string action, string code) =>
        action == Referral.BlockMove && Enum.TryParse<BlockReason>(code.Replace("-", "", StringComparison.Ordinal), true, out var why) ? Of(why)
        : Enum.TryParse<AppointmentResult>(code, true, out var result) ? Of(result) : code;

    /// <summary>Everything that was sent of a person, as words.</summary>
    public static IEnumerable<(string Label, string Value)> Facts(DisclosedPerson person, PartnerCodes codes)
    {
        if (person.FamilyName is not null || person.GivenName is not null)
        {
            yield return (T("Name", "Name"), $"{person.FamilyName}, {person.GivenName}");
        }
        if (person.BirthDate is { } born)
        {
            yield return (T("Geboren", "Born"), Of(born));
        }
        if (person.Sex is { } sex)
        {
            yield return (T("Geschlecht", "Sex"), codes.Label(CodeLists.Sex, sex));
        }
        if (person.Nationalities is { } nationalities)
        {
            yield return (T("Staatsangehörigkeit", "Nationality"), Labels(CodeLists.Nationality, nationalities));
        }
        if (person.Languages is { } languages)
        {
            yield return (T("Sprachen", "Languages"), Lines(languages.Select(language => codes.Label(CodeLists.Language, language.Language)
                + string.Concat(language.Levels.Select(level =>
                    $", {codes.Label(CodeLists.CefrSkill, level.Skill)}: {codes.Label(CodeLists.CefrLevel, level.Level)}"))
                + (language.InterpreterNeeded == true ? $" – {T("Dolmetschen nötig", "interpreter needed")}" : ""))));
        }
        if (person.Phone is { } phone)
        {
            yield return (T("Telefon", "Telephone"), phone);
        }
        if (person.Email is { } email)
        {
            yield return ("E-Mail", email);
        }
        if (person.Address is { } address)
        {
            yield return (T("Anschrift", "Address"), $"{address.Street}, {address.PostalCode} {address.Town}");
        }
        if (person.ResidenceStatus is { } status)
        {
            yield return (T("Aufenthaltsstatus", "Residence status"), Labels(CodeLists.ResidenceStatus, status));
        }
        if (person.Benefits is { } benefits)
        {
            yield return (T("Leistungen", "Benefits"), Labels(CodeLists.BenefitRegime, benefits));
        }
        if (person.EducationLevel is { } level)
        {
            yield return (T("Bildung", "Education"), codes.Label(CodeLists.EducationLevel, level));
        }
        if (person.Work is { } work)
        {
            yield return (T("Arbeit", "Work"), Labels(CodeLists.WorkStatus, work));
        }
        if (person.Needs is { } needs)
        {
            yield return (T("Bedarf", "Needs"), Lines(needs.Select(need => Need(codes, need.Area, need.Urgency, need.Need))));
        }

        string Labels(string list, IEnumerable<string> of) => Lines(of.Select(code => codes.Label(list, code)));
    }

    /// <summary>The content of a restricted item.</summary>
    public static string Restricted(IReadOnlyDictionary<string, JsonElement>? item, PartnerCodes codes) =>
        item is null ? "–"
        : item.TryGetValue("text", out var text) ? text.GetString() ?? ""
        : item.TryGetValue("area", out var area) ? Need(codes, area.GetString(), item["urgency"].GetString(), item["need"].GetString())
        : Lines(item.Select(member => $"{member.Key}: {member.Value}"));

    private static string Need(PartnerCodes codes, string? area, string? urgency, string? need) =>
        $"{codes.Label(CodeLists.NeedArea, area)} ({codes.Label(CodeLists.Urgency, urgency)})" + (need is null ? "" : $": {need}");

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.DefaultIfEmpty(T("nichts bekannt", "nothing known")));

    private static string T(string german, string english) => Language.Choose(german, english);
}

using System.Text.Json.Nodes;
using CaseManagement.Api.Assessments;
using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Fixture;

/// <summary>What an area of an assessment says about the need.</summary>
public sealed record GivenNeed(string Area, string Urgency, string? ProposedService = null, string? GapReason = null, string? Need = null);

public sealed partial class Given
{
    /// <summary>
    /// A completed assessment: every required question answered, no need in any area but those given. Supersedes the
    /// client's current one, as completing does.
    /// </summary>
    public Task<Guid> CompletedAssessment(GivenCase of, params GivenNeed[] needs) =>
        api.InOrganisation(of.OrganisationId, db => Assess(db, of, of.Lead?.StaffId, needs));

    private async Task<Guid> Assess(CaseDb db, GivenCase of, Guid? by, GivenNeed[] needs)
    {
        var template = await db.Set<AssessmentTemplate>().SingleAsync(t => t.Code == AssessmentTemplate.BindingForm && t.Number == 1);
        var form = Form.Read(template.Content);
        var birthDate = await db.Set<Client>().Where(c => c.Id == of.ClientId).Select(c => c.BirthDate).SingleAsync();
        var previous = await db.Set<Assessment>().SingleOrDefaultAsync(a => a.ClientId == of.ClientId && a.Status == AssessmentStatus.Completed);
        var assessment = Assessment.Start(of.OrganisationId, of.ClientId, of.CaseId, template.Id, birthDate, previous?.Id, by, Now);
        await using var transaction = await db.Database.BeginTransactionAsync();
        db.Add(assessment);
        await db.SaveChangesAsync();
        string[] areas = [.. form.For(assessment.Person).Select(area => area.Code)];
        Guid[] ids = [.. areas.Select(_ => Guid.CreateVersion7())];
        await db.Database.ExecuteSqlAsync($"CALL app.lay_out_assessment({assessment.Id}, {ids}, {areas})");
        foreach (var row in await db.Set<AssessmentArea>().Where(area => area.AssessmentId == assessment.Id).ToListAsync())
        {
            var need = needs.SingleOrDefault(need => need.Area == row.Area) ?? new GivenNeed(row.Area, "none");
            var answers = FormAnswers.Required(form.Areas.Single(area => area.Code == row.Area), assessment.Person);
            row.Save(answers, need.Urgency, need.Need, need.ProposedService, need.GapReason, null, by, Now);
        }
        await db.SaveChangesAsync();
        if (previous is not null)
        {
            previous.Supersede(Now);
            await db.SaveChangesAsync();
        }
        assessment.Complete(assessment.CaseId, by, Now);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return assessment.Id;
    }
}

/// <summary>Answers that fit a form.</summary>
public static class FormAnswers
{
    /// <summary>The required answers of an area.</summary>
    public static JsonObject Required(FormArea area, AssessedPerson person) =>
        [.. area.For(person).Where(question => question.Required).Select(question => KeyValuePair.Create(question.Code, Answer(question)))];

    private static JsonNode? Answer(FormQuestion question) => question.Kind switch
    {
        "text" => "Fußball",
        "boolean" => true,
        "number" => 3,
        "date" => "2026-12-01",
        "multiple" => new JsonArray(JsonValue.Create(Choice(question))),
        _ => JsonValue.Create(Choice(question)),
    };

    private static string Choice(FormQuestion question) => question.OptionsFrom switch
    {
        null => question.Options![0].Code,
        "language" => "ara",
        "cefr-level" => "A1",
        "literacy" => "other-script",
        "accommodation-kind" => "gemeinschaftsunterkunft",
        "residence-status" => "25-2-1",
        "work-status" => "jobseeking",
        "education-level" => "isced-2",
        "benefit-regime" => "sgb2",
        var list => throw new InvalidOperationException($"Which code of {list}?"),
    };
}

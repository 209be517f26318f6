using CaseManagement.Api.Http;
using CaseManagement.Api.Jobs;

namespace CaseManagement.Api.Statistics;

/// <summary>What there is to call; the requests' types say all else.</summary>
public static class StatisticsEndpoints
{
    /// <summary>Maps /statistics.</summary>
    public static void MapStatistics(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/statistics").WithTags("Statistics");
        room.Get<ListFigureDefinitions>("/definitions");
        room.Get<GetFigureDefinition>("/definitions/{name}");
        room.Get<GetFigure>("/figures/{name}");
        room.List<ListFigureUnits>("/figures/{name}/units");
        room.Get<GetFigureAmounts>("/figures/{name}/amounts");
        room.Get<GetCaseload>("/caseload");
        room.Post<WeighCaseload>("/caseload");
        room.Get<GetMyFigure>("/my-figures/{name}");
        room.Post<LookAtStaffFigure>("/staff-figures");
        room.List<ListLooksAtMyFigures>("/looks-at-my-figures");

        var agreements = room.MapGroup("/staff-agreements");
        agreements.Create<RecordStaffFigureAgreement>("/");
        agreements.List<ListStaffFigureAgreements>("/");
        agreements.Get<GetStaffFigureAgreement>("/{id}");
        agreements.Change<EndStaffFigureAgreement>("/{id}/end");

        var reports = room.MapGroup("/reports");
        reports.Create<RequestReport>("/").ThenWakes(ComputeReports.Name);
        reports.List<ListReports>("/");
        reports.Get<GetReport>("/{id}");
        reports.On<GetReportDocument, ReportDocument>("GET", "/{id}/document", ReportFiles.Answer)
            .Produces<ReportDocument>(StatusCodes.Status200OK, "application/json", "text/csv", ReportFiles.Workbook, "text/html")
            .ProducesProblem(StatusCodes.Status409Conflict);

        room.Create<AddAudience>("/audiences");
        room.List<ListAudiences>("/audiences");
        room.Get<GetAudience>("/audiences/{id}");

        room.Create<AdmitMachine>("/machines");
        room.List<ListStatisticsMachines>("/machines");
        room.Get<GetStatisticsMachine>("/machines/{id}");

        var received = room.MapGroup("/received-publications");
        received.List<ListReceivedPublications>("/");
        received.Get<GetReceivedPublication>("/{id}");
        received.On<GetReceivedTable, ReceivedTableText>("GET", "/{id}/tables/{table}", CsvwTable.Answer)
            .Produces<string>(StatusCodes.Status200OK, "text/csv").Produces(StatusCodes.Status304NotModified);
        received.On<GetReceivedTableMetadata, CsvwTable>("GET", "/{id}/tables/{table}/metadata", CsvwTable.Answer)
            .Produces<CsvwTable>(StatusCodes.Status200OK, CsvwTable.MediaType).Produces(StatusCodes.Status304NotModified);

        room.Get<GetOwnAllocations>("/own-allocations");

        var series = room.MapGroup("/series");
        series.Create<AddExternalSeries>("/");
        series.List<ListExternalSeries>("/");
        series.Get<GetExternalSeries>("/{id}");
        series.Remove<RemoveExternalSeries>("/{id}");
        series.Change<UploadSeriesValues>("/{id}/values");
        series.Get<GetSeriesBeside>("/{id}/beside/{name}");

        var publications = room.MapGroup("/publications");
        publications.Create<DraftPublication>("/");
        publications.List<ListPublications>("/");
        publications.Get<GetPublication>("/{id}");
        publications.Change<SignOffPublication>("/{id}/sign-off");
        publications.Change<PublishPublication>("/{id}/publish");
        publications.Change<ProtectPublication>("/{id}/protect");
        publications.Change<DiscardPublication>("/{id}/discard");
        publications.Get<GetPublicationProof>("/{id}/proof");
        publications.Get<ListPublicationDifferences>("/{id}/differences");
    }
}

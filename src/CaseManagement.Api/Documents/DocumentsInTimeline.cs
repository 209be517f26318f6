using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Documents;

internal sealed class DocumentsInTimeline : TimelineSource
{
    protected override string From => "app.document d where d.case_id = {0}";
    protected override (string At, string Id) Key => ("d.recorded_at", "d.id");
    protected override string Kind => "'document_recorded'";
    protected override string Subject => "d.id";
    protected override string Code => "d.kind";
    protected override string Detail => "d.status";
    protected override string Text => "d.title";
    protected override string Staff => "d.recorded_by";
}

internal sealed class FilesInTimeline : TimelineSource
{
    protected override string From => "app.document_file f where f.case_id = {0}";
    protected override (string At, string Id) Key => ("f.uploaded_at", "f.id");
    protected override string Kind => "'document_file_added'";
    protected override string Subject => "f.document_id";
    protected override string Detail => "f.media_type";
    protected override string Staff => "f.uploaded_by";
}

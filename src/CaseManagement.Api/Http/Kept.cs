namespace CaseManagement.Api.Http;

/// <summary>
/// An answer without personal data that a caller may keep and ask about again with If-None-Match: 304 while it holds.
/// A query that can tell more cheaply whether it holds reads the header itself ([FromHeader]) and leaves the content out.
/// </summary>
/// <param name="Tag">The strong entity tag, quotes included; language and version belong to it.</param>
/// <param name="Content">The content; null where the caller has it.</param>
public sealed record Kept<T>(string Tag, T? Content) where T : class;

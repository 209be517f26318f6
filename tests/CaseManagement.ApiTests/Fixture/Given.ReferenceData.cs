using CaseManagement.Api.ReferenceData;

namespace CaseManagement.ApiTests.Fixture;

public sealed partial class Given
{
    /// <summary>A code of a list, valid from 2020 on where nothing else is said.</summary>
    public Task<Guid> Code(string list, string code, DateOnly? from = null, DateOnly? until = null, string attributes = "{}")
    {
        var dated = new DatedCode(list, code, code, code, from ?? new(2020, 1, 1), until, 0, attributes, null, Now);
        return Add(Guid.Empty, dated, dated.Id);
    }
}

using CaseManagement.Api.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CaseManagement.UnitTests.Http;

public sealed class RefusalHandlerTests
{
    [Theory]
    [InlineData("53300", 503)] // too_many_connections
    [InlineData("53100", 503)] // disk_full
    [InlineData("57P01", 503)] // admin_shutdown
    [InlineData("57P02", 503)] // crash_shutdown
    [InlineData("57P03", 503)] // cannot_connect_now
    [InlineData("08006", 503)] // connection_failure
    [InlineData("57014", 503)] // query_canceled, by statement_timeout
    [InlineData("40001", 409)] // serialization_failure
    [InlineData("40P01", 409)] // deadlock_detected
    [InlineData("42P01", 500)] // undefined_table
    public void What_the_database_says_of_itself_is_told_as_such_whatever_it_is_wrapped_in(string state, int status)
    {
        var said = new PostgresException("said by the server", "FATAL", "FATAL", state);
        Exception[] wrapped = [said, new DbUpdateException("saving", said), new InvalidOperationException("outer", new NpgsqlException("inner", said))];
        foreach (var thrown in wrapped)
        {
            var refused = RefusalHandler.Translate(thrown);
            Assert.Equal((state, status), (state, refused.Type.Status));
            Assert.DoesNotContain("said by", refused.Type.Text(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_server_that_does_not_answer_is_away() =>
        Assert.Equal(503, RefusalHandler.Translate(new NpgsqlException("no answer", new System.Net.Sockets.SocketException(111))).Type.Status);
}

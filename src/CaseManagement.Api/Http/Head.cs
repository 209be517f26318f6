using Microsoft.AspNetCore.Http.Features;

namespace CaseManagement.Api.Http;

/// <summary>HEAD is GET without the content (RFC 9110 § 9.3.2): same status, same headers, whatever the endpoint.</summary>
public static class Head
{
    /// <summary>Answers HEAD wherever GET is answered; to stand before routing.</summary>
    public static IApplicationBuilder UseHead(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }
        var content = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        http.Features.Set<IHttpResponseBodyFeature>(new WithoutContent(content));
        http.Request.Method = HttpMethods.Get;
        try
        {
            await next(http);
        }
        finally
        {
            http.Request.Method = HttpMethods.Head;
            http.Features.Set(content);
        }
    });

    // Starts the answer as the server would, and drops what is written.
    private sealed class WithoutContent : StreamResponseBodyFeature
    {
        private readonly IHttpResponseBodyFeature content;

        public WithoutContent(IHttpResponseBodyFeature content) : base(Stream.Null) => this.content = content;

        public override Task StartAsync(CancellationToken cancellationToken) => content.StartAsync(cancellationToken);

        public override Task CompleteAsync() => content.CompleteAsync();
    }
}

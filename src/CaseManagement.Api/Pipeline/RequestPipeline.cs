using System.Reflection;
using CaseManagement.Api.Audit;
using CaseManagement.Api.Persistence;
using MediatR;

namespace CaseManagement.Api.Pipeline;

/// <summary>MediatR's registration, the only file that knows its version (5.1.0 has no registration of its own that fits).</summary>
public static class RequestPipeline
{
    /// <summary>Registers the mediator, the pipeline in its order, and every handler and validator of an assembly.</summary>
    public static void AddRequests(this IServiceCollection services, Assembly assembly)
    {
        ValidationTexts.Use();
        services.AddScoped<ServiceFactory>(provider => provider.GetService!);
        services.AddScoped<IMediator>(provider => new Mediator(provider.GetRequiredService<ServiceFactory>()));
        services.AddScoped<ISender>(provider => new Sender(provider.GetRequiredService<IMediator>()));

        // Outermost first: on record, permitted, well-formed, in one transaction, its codes in force.
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(RecordAccessBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(PermissionBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TransactionBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(CodesBehavior<,>));

        var types = assembly.GetTypes();
        services.AddScoped<RequestRules>();
        RequestRules.Add(services, types);
        foreach (var type in types.Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }))
        {
            foreach (var contract in type.GetInterfaces().Where(contract => contract.IsGenericType))
            {
                if (contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>))
                {
                    services.AddScoped(contract, type);
                }
            }
        }
    }

    private sealed class Sender(IMediator mediator) : ISender
    {
        public Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request, CancellationToken cancellationToken) => mediator.Send(request, cancellationToken);
    }
}

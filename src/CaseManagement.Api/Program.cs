using CaseManagement.Api;
using CaseManagement.Api.Persistence;

// "migrate" and the other commands end by themselves; without one, HTTP is served.
return await Commands.Run(args, () => ApiHost.Build(args));

/// <summary>The product's entry point.</summary>
public partial class Program;

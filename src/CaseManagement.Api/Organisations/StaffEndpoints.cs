using CaseManagement.Api.Http;

namespace CaseManagement.Api.Organisations;

/// <summary>Staff, their roles and absences, and who one is oneself.</summary>
public static class StaffEndpoints
{
    /// <summary>Maps /me, /staff, /role-grants, /absences.</summary>
    public static void MapStaff(this IEndpointRouteBuilder api)
    {
        api.Get<GetMe>("/me").WithTags("Staff");

        var staff = api.MapGroup("/staff").WithTags("Staff");
        staff.List<ListStaff>("/");
        staff.Get<GetStaff>("/{id}");
        staff.Create<CreateStaff>("/");
        staff.Replace<ChangeStaff>("/{id}");
        staff.Change<DisableStaff>("/{id}/disable");
        staff.Change<ResetPassword>("/{id}/reset-password");

        var grants = api.MapGroup("/role-grants").WithTags("Staff");
        grants.List<ListPendingRights>("/");
        grants.On<GrantRole, GivenRight>("POST", "/", (given, _) => given.Status == RightStatus.Granted
                ? TypedResults.Created($"/api/v1/staff/{given.StaffId}", given) : TypedResults.Accepted("/api/v1/role-grants?state=pending", given))
            .Produces<GivenRight>(201).Produces<GivenRight>(202);
        grants.Post<ConfirmRight>("/{id}/confirm");
        grants.Post<AcceptRight>("/{id}/accept");
        grants.Post<RevokeRole>("/{id}/revoke");

        var absences = api.MapGroup("/absences").WithTags("Absences");
        absences.List<ListAbsences>("/");
        absences.Get<GetAbsence>("/{id}");
        absences.Create<RecordAbsence>("/");
        absences.Replace<ChangeAbsence>("/{id}");
        absences.Change<CancelAbsence>("/{id}/cancel");
        absences.Change<EndAbsence>("/{id}/end");
    }
}

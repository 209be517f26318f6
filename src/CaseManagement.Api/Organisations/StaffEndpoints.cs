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
        grants.On<GrantRole, GrantedRole>("POST", "/", (granted, _) => TypedResults.Created($"/api/v1/staff/{granted.StaffId}", granted))
            .Produces<GrantedRole>(201);
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

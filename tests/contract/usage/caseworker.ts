// How the frontend speaks to the API: typed paths, bodies and answers; problem details as values, not exceptions.
// Compiled by the contract tests, not run.
import { connect } from "../generated/caseworker.client.js";
import type { components } from "../generated/caseworker.js";

type CaseRow = components["schemas"]["CaseRow"];
type Api = ReturnType<typeof connect>;

/** Signs in; the stable code tells which message to show. */
export async function signIn(baseUrl: string, userName: string, password: string) {
  const api = connect(baseUrl);
  const { data, error } = await api.POST("/api/v1/sessions", { body: { userName, password } });
  if (!data) {
    return { refused: error.code, message: error.title };
  }
  api.use({
    onRequest: ({ request }) => {
      request.headers.set("Authorization", `Bearer ${data.accessToken}`);
    },
  });
  return { api, roles: data.roles };
}

/** Every case of a team that has something overdue, page by page. */
export async function overdueCases(api: Api, teamId: string): Promise<CaseRow[]> {
  const overdue: CaseRow[] = [];
  let cursor: string | undefined;
  do {
    const { data, error } = await api.GET("/api/v1/cases", {
      params: { query: { teamId, status: "open", limit: 200, ...(cursor === undefined ? {} : { cursor }) } },
    });
    if (!data) {
      throw new Error(error.code);
    }
    overdue.push(...data.items.filter((row) => row.isOverdue));
    cursor = data.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return overdue;
}

/** Takes a case as one's own, in the version that was read. */
export async function take(api: Api, id: string) {
  const { data: found, response } = await api.GET("/api/v1/cases/{id}", { params: { path: { id } } });
  if (!found?.allowedActions.some((action) => action.action === "take" && action.allowed)) {
    return false;
  }
  const { error } = await api.POST("/api/v1/cases/{id}/take", {
    params: { path: { id }, header: { "If-Match": response.headers.get("ETag") ?? "" } },
  });
  return error === undefined;
}

/** A follow-up; sent twice with one key it is made once. */
export async function remindMe(api: Api, caseId: string, title: string, dueOn: string, key: string) {
  const { data, error } = await api.POST("/api/v1/reminders", {
    params: { header: { "Idempotency-Key": key } },
    body: { subjectType: "case", subjectId: caseId, title, dueOn },
  });
  return data ? { id: data.id } : { refused: error.code, faults: error.errors ?? [] };
}

// How the frontend speaks to the API: typed paths, bodies and answers, problem details as values.
// Compiled by the contract tests, not run.
import { connect } from "../generated/caseworker.client.js";

/** Signs in; the code tells the frontend which message to show. */
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

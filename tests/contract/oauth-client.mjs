// An independent client (oauth4webapi) against a running token server; started by IndependentClientTests.
// ISSUER CLIENT_ID CALLBACK USER PASSWORD CLOCK_SKEW MACHINE_ID MACHINE_SECRET: says "ok" at the end, or what was wrong.
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";

const [issuerText, client_id, callback, userName, password, skew, machineId, machineSecret] = process.argv.slice(2);
const insecure = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(issuerText);
const client = { client_id, [oauth.clockSkew]: Number(skew) };

const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));

// The browser: cookies by hand, no redirect followed blindly.
const cookies = new Map();
const visit = async (url, form) => {
  const answer = await fetch(url, {
    redirect: "manual", method: form ? "POST" : "GET", body: form && new URLSearchParams(form),
    headers: { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
  });
  for (const cookie of answer.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
    cookies.set(name, value);
  }
  return answer;
};
const next = (answer, from) => new URL(answer.headers.get("location"), from);

const code_verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const nonce = oauth.generateRandomNonce();
const ask = new URL(as.authorization_endpoint);
for (const [name, value] of Object.entries({
  client_id, redirect_uri: callback, response_type: "code", scope: "openid offline_access", state, nonce,
  code_challenge: await oauth.calculatePKCECodeChallenge(code_verifier), code_challenge_method: "S256",
})) {
  ask.searchParams.set(name, value);
}
const page = next(await visit(ask), ask);
const html = await (await visit(page)).text();
const form = Object.fromEntries([...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
const signedIn = await visit(new URL("/sign-in", issuer), { ...form, userName, password });
assert.equal(signedIn.status, 302, "signing in");
const back = next(await visit(next(signedIn, issuer)), issuer);

// Checks iss and state of the answer, then everything about the identity token but its signature, which follows.
const parameters = oauth.validateAuthResponse(as, client, back, state);
const exchanged = await oauth.authorizationCodeGrantRequest(as, client, oauth.None(), parameters, callback, code_verifier, insecure);
const tokens = await oauth.processAuthorizationCodeResponse(as, client, exchanged, { expectedNonce: nonce, requireIdToken: true });
await oauth.validateApplicationLevelSignature(as, exchanged, insecure);
const claims = oauth.getValidatedIdTokenClaims(tokens);
assert.ok(claims.sid && claims.sub);

const me = await fetch(new URL("/api/v1/me", issuer), { headers: { Authorization: `Bearer ${tokens.access_token}` } });
assert.equal((await me.json()).staffId, claims.sub);

const refreshed = await oauth.processRefreshTokenResponse(as, client,
  await oauth.refreshTokenGrantRequest(as, client, oauth.None(), tokens.refresh_token, insecure));
assert.notEqual(refreshed.refresh_token, tokens.refresh_token);

await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, oauth.None(), refreshed.refresh_token, insecure));
const after = await fetch(new URL("/api/v1/me", issuer), { headers: { Authorization: `Bearer ${refreshed.access_token}` } });
assert.equal(after.status, 401);

const machine = { client_id: machineId };
const proof = oauth.ClientSecretBasic(machineSecret);
const granted = await oauth.processClientCredentialsResponse(as, machine,
  await oauth.clientCredentialsGrantRequest(as, machine, proof, new URLSearchParams({ scope: "directory" }), insecure));
const asked = await oauth.processIntrospectionResponse(as, machine,
  await oauth.introspectionRequest(as, machine, proof, granted.access_token, insecure));
assert.equal(asked.active, true);
console.log("ok");

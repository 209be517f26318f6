// A town's provider for IdentityProviderTests: the real oidc-provider, whose time is the tests', and beside it one that answers wrongly.
// CLOCK_AHEAD (ms): prints the port; then takes commands by POST /control/…, and ends with its standard input.
import http from "node:http";
import { Provider } from "oidc-provider";
import * as jose from "jose";

const [ahead] = process.argv.slice(2).map(Number);
const now = Date.now.bind(Date);
Date.now = () => now() + ahead;
console.warn = console.info = () => {}; // What oidc-provider says about http and keys kept in memory.

// Clients are the tests'; everything else lies in memory.
const clients = new Map();
const rows = new Map();
const adapter = class {
  constructor(name) { this.name = name; }
  key(id) { return `${this.name}:${id}`; }
  async upsert(id, payload) { rows.set(this.key(id), payload); }
  async find(id) { return this.name === "Client" ? clients.get(id) : rows.get(this.key(id)); }
  async findByUid(uid) { return [...rows.entries()].find(([key, row]) => key.startsWith(`${this.name}:`) && row.uid === uid)?.[1]; }
  async findByUserCode() {}
  async consume(id) { rows.get(this.key(id)).consumed = Math.floor(Date.now() / 1000); }
  async destroy(id) { rows.delete(this.key(id)); }
  async revokeByGrantId(grant) { for (const [key, row] of rows) if (row.grantId === grant) rows.delete(key); }
};

const people = new Map(); // sub → claims
let current, keys = 0;
const start = async (issuer) => {
  const { privateKey } = await jose.generateKeyPair("RS256", { extractable: true });
  current = new Provider(issuer, {
    adapter, jwks: { keys: [{ ...await jose.exportJWK(privateKey), kid: `key-${++keys}`, use: "sig", alg: "RS256" }] },
    claims: { openid: ["sub", "groups", "amr"], email: ["email", "email_verified"] },
    conformIdTokenClaims: true, // Addresses are told at userinfo only, as by the standard.
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    fetch: (url, { dispatcher, ...options }) => fetch(url, options), // It reaches no address of this machine by itself, rightly.
    cookies: { keys: ["for tests"] },
    findAccount: (_, sub) => people.has(sub) && { accountId: sub, claims: () => ({ sub, ...people.get(sub).claims }) },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    async loadExistingGrant(ctx) { // The town has consented for its staff.
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid email");
      await grant.save();
      return grant;
    },
  });
  current.on("backchannel.error", (_, fault) => console.error(fault));
};

// What the bad one does to its identity tokens.
const { privateKey: own, publicKey } = await jose.generateKeyPair("RS256", { extractable: true });
const { privateKey: foreign } = await jose.generateKeyPair("RS256");
const jwk = { ...await jose.exportJWK(publicKey), kid: "own", use: "sig", alg: "RS256" };
const codes = new Map();
const claimsOf = (kind, { issuer, client, nonce }) => {
  const at = Math.floor(Date.now() / 1000);
  return {
    iss: kind === "issuer" ? "https://another.example.org" : issuer, aud: kind === "audience" ? "another-client" : client, sub: "bad-person",
    iat: kind === "expired" ? at - 7200 : at, exp: kind === "expired" ? at - 3600 : at + 300,
    ...(kind === "nonce" ? { nonce: "another" } : kind === "no-nonce" ? {} : { nonce }),
  };
};
const sign = async (kind, claims, header = {}) => {
  if (kind === "unsigned") {
    return new jose.UnsecuredJWT(claims).encode();
  }
  const token = await new jose.SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "own", ...header }).sign(kind === "foreign-key" ? foreign : own);
  const [head, , signature] = token.split(".");
  return kind === "tampered"
    ? [head, Buffer.from(JSON.stringify({ ...claims, sub: "somebody-else" })).toString("base64url"), signature].join(".") : token;
};

const body = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};

const server = http.createServer(async (request, response) => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  const url = new URL(request.url, origin);
  const json = (value, status = 200) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  const [, part, kind, ...rest] = url.pathname.split("/");
  try {
    if (part === "control") {
      const said = JSON.parse(await body(request) || "{}");
      if (kind === "client") clients.set(said.client_id, said);
      if (kind === "person") people.set(said.sub, said);
      if (kind === "rotate") await start(current.issuer);
      if (kind === "logout-token") { // Of the bad provider's key: claims as the test says, with the usual ones beside them.
        const at = Math.floor(Date.now() / 1000);
        const claims = {
          iss: `${origin}/bad/${said.of}`, aud: said.client, iat: at, exp: at + 120, jti: crypto.randomUUID(),
          events: { "http://schemas.openid.net/event/backchannel-logout": {} }, ...said.claims,
        };
        return json({ token: await sign(said.kind, Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null)), said.header ?? {}) });
      }
      return json({});
    }
    if (part === "interaction") { // Who the browser is, it says by a cookie: the provider's own log-in is not what is tested.
      const { prompt } = await current.interactionDetails(request, response);
      const sub = /who=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
      return await current.interactionFinished(request, response, sub === "cancels" ? { error: "access_denied" }
        : { [prompt.name]: prompt.name === "login" ? { accountId: sub, amr: people.get(sub)?.amr } : {} });
    }
    if (part === "bad") {
      const issuer = `${origin}/bad/${kind}`;
      switch (rest.join("/")) {
        case ".well-known/openid-configuration":
          if (kind === "silent") return; // Never answers.
          if (kind === "elsewhere") return response.writeHead(302, { location: `${origin}/.well-known/openid-configuration` }).end();
          return json({
            issuer: kind === "another-issuer" ? "https://another.example.org" : issuer, jwks_uri: `${issuer}/keys`, token_endpoint: `${issuer}/token`,
            authorization_endpoint: kind === "insecure-endpoint" ? "http://another.example.org/auth" : `${issuer}/auth`,
          });
        case "keys": return json({ keys: kind === "no-keys" ? [] : [jwk] });
        case "auth": {
          const code = crypto.randomUUID();
          codes.set(code, { issuer, client: url.searchParams.get("client_id"), nonce: url.searchParams.get("nonce") });
          const back = new URL(url.searchParams.get("redirect_uri"));
          back.search = new URLSearchParams({ code, state: url.searchParams.get("state") });
          return response.writeHead(302, { location: back.href }).end();
        }
        case "token": {
          const code = codes.get(new URLSearchParams(await body(request)).get("code"));
          return json({ access_token: "a", token_type: "Bearer", id_token: await sign(kind, claimsOf(kind, code)) });
        }
        default: return json({}, 404);
      }
    }
    return current.callback()(request, response);
  } catch (fault) {
    console.error(fault);
    json({ fault: String(fault) }, 500);
  }
});
server.listen(0, "127.0.0.1", async () => {
  await start(`http://127.0.0.1:${server.address().port}`);
  console.log(server.address().port);
});
process.stdin.resume().on("end", () => process.exit());

// A certified OpenID Connect provider with people of three kinds, on a free port of this machine:
// node provider.mjs FOLDER-OF-NODE-MODULES CLIENT_SECRET REDIRECT_URL. It prints its issuer once it listens.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, clientSecret, redirectUrl] = process.argv.slice(2);
const { resolve } = createRequire(pathToFileURL(`${modules}/package.json`));
const { Provider } = await import(pathToFileURL(resolve("oidc-provider")));

const groups = { kim: ["analysts"], lee: ["visitors"], park: ["analysts", "health"] };

const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
// By another name than the service's address: to a browser they are two sites.
const issuer = `http://localhost:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "audience-fit",
      client_secret: clientSecret,
      redirect_uris: [redirectUrl],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  claims: { openid: ["sub"], groups: ["groups"], profile: ["preferred_username"] },
  scopes: ["openid", "groups", "profile"],
  // The groups stand in the ID token, as other providers have them there.
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: `${id}@agency.example`, groups: groups[id] ?? [] }),
  }),
});
server.on("request", provider.callback());
console.log(issuer);

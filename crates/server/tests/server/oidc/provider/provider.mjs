// A real provider of OpenID Connect with its own pages for developers.
//
//     node provider.mjs CLIENT SECRET
//
// Prints its address. Each line of its standard input is the callback of a client, answered with a line when the client is known. Ends with its
// standard input. Whoever signs in as NAME has the e-mail NAME@shop.example; names that begin with "un" are not verified.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const [client, secret] = process.argv.slice(2);
let handle = (_, response) => response.writeHead(503).end();
const server = createServer((request, response) => handle(request, response));
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  console.log(issuer);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (redirect) => {
    const grants = { response_types: ['code'], grant_types: ['authorization_code'] };
    const provider = new Provider(issuer, {
      clients: [{ client_id: client, client_secret: secret, redirect_uris: [redirect], post_logout_redirect_uris: [new URL('/sign-out', redirect).href], ...grants }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      pkce: { required: () => true },
      cookies: { keys: ['a key of this test alone'] },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({ sub: id, email: `${id}@shop.example`, email_verified: !id.startsWith('un'), name: `Person ${id}` }),
      }),
    });
    handle = provider.callback();
    console.log(`known ${redirect}`);
  });
  lines.on('close', () => process.exit(0));
});

// What a client does with the server, by functions and types that the OpenAPI document alone gave.
import assert from 'node:assert/strict';
import * as api from './client/sdk.gen';
import { client } from './client/client.gen';

client.setConfig({ baseUrl: process.env.VOLUPTAS_URL, auth: process.env.VOLUPTAS_TOKEN });

/** The answer of a call, or its refusal as an error. */
async function done<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  assert.ok(response.ok, `${response.status} ${response.url}: ${JSON.stringify(error)}`);
  return data as T;
}

async function roundTrip() {
  const project = await done(api.createProject({ body: { code: 'GEN', title: 'Generated' } }));
  const path = { code: project.code };
  const suite = await done(api.createSuite({ path, body: { title: 'Оплата' } }));
  const card = await done(api.createCase({
    path,
    body: { title: 'Pays by card 💳', suite_id: suite.id, tags: ['smoke'], steps: [{ action: 'Pay', expected: 'Paid' }] },
  }));
  const bulk = await done(api.writeCases({ path, body: { items: [{ fields: { title: 'Search' } }, { fields: { title: '' } }] } }));
  assert.deepEqual(bulk.outcomes.map((one) => one.status), [201, 422]);

  // Pages by cursor, and a saved filter.
  const first = await done(api.listCases({ path, query: { limit: 1 } }));
  const second = await done(api.listCases({ path, query: { limit: 1, cursor: first.next_cursor ?? '' } }));
  assert.deepEqual([...first.items, ...second.items].map((one) => one.title), ['Pays by card 💳', 'Search']);
  assert.equal(second.next_cursor, null);
  const filter = await done(api.createFilter({ path, body: { name: 'Smoke', filter: { tags: ['smoke'] } } }));
  const smoke = await done(api.listCases({ path, query: { filter_id: filter.id } }));
  assert.deepEqual(smoke.items.map((one) => one.id), [card.id]);

  // A lost update is refused.
  const read = await api.getCase({ path: { ...path, id: card.id } });
  const headers = { 'If-Match': read.response.headers.get('etag') ?? '' };
  await done(api.changeCase({ path: { ...path, id: card.id }, headers, body: { priority: 'high' } }));
  const late = await api.changeCase({ path: { ...path, id: card.id }, headers, body: { priority: 'low' } });
  assert.equal(late.response.status, 412);

  // A file of a test tool becomes a run with a report.
  const junit = '<testsuite name="shop"><testcase classname="Cart" name="adds"/><testcase classname="Cart" name="pays"><failure message="declined"/></testcase></testsuite>';
  const taken = await done(api.ingestResults({ path, body: { 'file[]': [new File([junit], 'junit.xml')] } as never }));
  const runs = await done(api.listRuns({ path }));
  assert.equal(runs.items.length, 1);
  const results = await done(api.listResults({ path, query: { run_id: runs.items[0].id } }));
  assert.deepEqual(results.items.map((one) => one.status).sort(), ['failed', 'passed']);
  assert.ok(taken);

  // The refusals have types, too.
  const refused = await api.createCase({ path, body: { title: 'x', suite_id: 99 } });
  assert.equal(refused.response.status, 422);
  assert.equal((refused.error as { errors: { pointer: string }[] }).errors[0].pointer, '/suite_id');
  await done(api.deleteProject({ path }));
  assert.equal((await api.getProject({ path })).response.status, 404);
  console.log('round trip done');
}

roundTrip().catch((error) => {
  console.error(error);
  process.exit(1);
});

// Does an independent library accept our signature? Reads {secrets, headers, body} from standard input; fails where one of them does not.
import { Webhook as Standard } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';
import assert from 'node:assert/strict';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { secrets, headers, body } = JSON.parse(Buffer.concat(chunks).toString());
for (const Library of [Standard, Svix]) {
  for (const secret of secrets) {
    assert.deepEqual(new Library(secret).verify(body, headers), JSON.parse(body));
    assert.throws(() => new Library(secret).verify(body.replace('sent', 'held'), headers));
  }
  assert.throws(() => new Library('whsec_' + Buffer.alloc(32).toString('base64')).verify(body, headers));
}
console.log('ok');

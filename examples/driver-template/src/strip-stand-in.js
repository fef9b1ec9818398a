import { once } from 'node:events';
import { createServer } from 'node:http';

/** The power strip, played for specifications: it speaks its protocol on a port of its own, for one account. */
export async function startStrip({ username, password }) {
  const outlets = new Map([[1, 'off']]);
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

  const server = createServer(async (request, response) => {
    const answer = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body ?? {}));
    };
    const outlet = Number(/^\/outlets\/(\d+)$/.exec(request.url ?? '')?.[1]);
    if (request.headers.authorization !== expected) return answer(401);
    if (!outlets.has(outlet)) return answer(404);
    if (request.method === 'PUT') {
      let text = '';
      for await (const part of request) text += part;
      outlets.set(outlet, JSON.parse(text).power);
    }
    answer(200, { power: outlets.get(outlet) });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    outlets,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

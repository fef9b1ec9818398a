// A process of simulated BMCs for `npm run bench:oob`: prints their URLs as one line of JSON, ends with its parent.
import { ordinaryHardware, SimulatedNode, simulatedTime, startBmc } from '@drydock/simulator';

const count = Number(process.argv[2]);
/** With it, power takes a second to go off and a second and a half to come on. */
const time = simulatedTime(2.5);
/** Not where the service calls from: ports of its closed connections are not free for a while, and this takes thousands. */
const host = '127.0.0.2';
const credential = { username: 'root', password: 'calvin-lab' };
const hex = (number) => number.toString(16).padStart(6, '0');

const bmcs = [];
for (let index = 0; index < count; index += 1) {
  const mac = `52:54:00:${hex(index).match(/../g).join(':')}`;
  const hardware = ordinaryHardware({
    name: `node${String(index).padStart(5, '0')}`,
    serialNumber: `BENCH-${index}`,
    systemUuid: `6472796d-0000-4000-8000-000000${hex(index)}`,
    nics: [{ name: 'nic0', mac, speedMbps: 25_000 }],
  });
  const node = new SimulatedNode({ hardware, time });
  const { url } = await startBmc({ host, port: 0, credential, node, latencyMs: 4 });
  bmcs.push({ node, url });
}

process.on('message', () =>
  process.send({
    cycles: bmcs.map(({ node: { counters } }) => [counters.powerOffs, counters.powerOns]),
  }),
);
process.on('disconnect', () => process.exit(0));
process.send({ urls: bmcs.map(({ url }) => url), credential });

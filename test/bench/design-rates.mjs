// One measurement of designs, in a process of its own so that nothing else is in its memory: prints a line of JSON.
//   node design-rates.mjs rates <nodes>   nodes per second of processor time, warmed up
//   node design-rates.mjs once <nodes>    the peak of memory of reading and compiling once
import { load } from 'js-yaml';
import { compileDesign, readDocuments } from '@drydock/site-design';
import { performance } from 'node:perf_hooks';
import { parseDocument } from 'yaml';
import { wholeSite } from './design-site.mjs';

const secondsPerFigure = 4;
const secondsPerRound = 0.25;

/**
 * Nodes per second of processor time, of all threads of this process, as garbage is collected in others: of the median
 * round, and of the best, which others on the machine disturbed least. The first round is not counted.
 */
function rateOf(nodes, work) {
  const round = () => {
    const before = process.cpuUsage();
    const began = performance.now();
    let times = 0;
    for (; times === 0 || performance.now() - began < secondsPerRound * 1_000; times += 1) work();
    const { user, system } = process.cpuUsage(before);
    return Math.round((times * nodes) / ((user + system) / 1e6));
  };
  round();
  const rates = [];
  const until = performance.now() + secondsPerFigure * 1_000;
  while (rates.length < 5 || performance.now() < until) rates.push(round());
  rates.sort((one, other) => one - other);
  return { median: rates[rates.length >> 1], best: rates.at(-1) };
}

function rates(nodes) {
  const text = wholeSite(nodes);
  const chunks = text.split(/^(?=---\n)/m);
  const { documents } = readDocuments(text);
  // What the machine does with the same values where nothing is checked or resolved: the figure to compare others with.
  const json = JSON.stringify(documents.map(({ content }) => content));
  return {
    json: rateOf(nodes, () => JSON.stringify(JSON.parse(json))),
    yaml: rateOf(Math.min(nodes, 1_000), () => chunks.slice(0, 1_000).map((chunk) => parseDocument(chunk).toJS())),
    jsYaml: rateOf(nodes, () => chunks.map((chunk) => load(chunk))),
    // Its own way for whatever is not in the plain form.
    whole: rateOf(nodes, () => readDocuments(text.replaceAll('\n---\n', '\n--- # not plain\n'))),
    read: rateOf(nodes, () => readDocuments(text)),
    compile: rateOf(nodes, () => compileDesign(documents)),
    all: rateOf(nodes, () => compileDesign(readDocuments(text).documents)),
  };
}

function once(nodes) {
  const text = wholeSite(nodes);
  const before = process.resourceUsage().maxRSS;
  const { design, findings } = compileDesign(readDocuments(text).documents);
  if (!design) throw new Error(`the site has errors: ${JSON.stringify(findings.slice(0, 3))}`);
  return { before: before / 1_024, peak: process.resourceUsage().maxRSS / 1_024, bytes: text.length };
}

const [mode, nodes] = process.argv.slice(2);
console.log(JSON.stringify(mode === 'once' ? once(Number(nodes)) : rates(Number(nodes))));

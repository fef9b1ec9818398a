// node tools/seal-keys.mjs add <file> | remove <file> <kid>: see docs/operations/rotate-keys.md
import { addSealKey, removeSealKey } from '@drydock/service';

const [command, file, kid] = process.argv.slice(2);

if (command === 'add' && file) {
  process.stdout.write(`${await addSealKey(file)} is the newest key in ${file} now: start the service again.\n`);
} else if (command === 'remove' && file && kid) {
  await removeSealKey(file, kid);
  process.stdout.write(`${kid} is gone from ${file}: start the service again.\n`);
} else {
  process.stderr.write('node tools/seal-keys.mjs add <file> | remove <file> <kid>\n');
  process.exitCode = 2;
}

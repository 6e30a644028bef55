// Idle keep-alive connections: what one costs the gateway, and whether a newcomer is still served. One JSON line a figure.
//
//	make idle [TEST_IDLE_CONNECTIONS=…]     default: as many as the descriptor limit of this shell allows
//
// bytes: growth of the gateway's RSS over the connections, each answered once before it rests. Kernel memory is not in it.
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { GATEWAY_URL, memory_mb, printer, start } from './wizard.mjs';

const LIMIT = Number(execFileSync('bash', ['-c', 'ulimit -n'], { encoding: 'utf8' }));
const WANTED = Number(process.env.TEST_IDLE_CONNECTIONS ?? LIMIT - 100), NEWCOMERS = 200;
const print = printer('idle');
const pid = start(), port = new URL(GATEWAY_URL).port;
const descriptors = () => readdirSync(`/proc/${pid}/fd`).length;

async function newcomers() {
	let served = 0;
	for (let i = 0; i < NEWCOMERS; i++) served += (await fetch(`${GATEWAY_URL}/livez`, { headers: { connection: 'close' } })).status === 200;
	return served;
}

await newcomers();
const rss = memory_mb(pid, 'Rss'), before = descriptors();
const child = spawn(join(process.env.BIN_DIR, 'openloop'), [port, '-', String(WANTED), '8', 'idle'], { stdio: ['pipe', 'pipe', 'inherit'] });
const held = await new Promise((resolve, reject) => {
	let out = '';
	child.stdout.on('data', (data) => (out += data).endsWith('\n') && resolve(JSON.parse(out)));
	child.on('error', reject).on('close', () => reject(new Error('openloop ended early')));
});
const open = descriptors() - before;
print('opened', 'by the clients', held.answered, held.open);
print('open', 'in the gateway', open, held.open);
print('bytes', 'rss a connection', (memory_mb(pid, 'Rss') - rss) * 1048576 / open, open);
print('newcomers_served', 'of 200', await newcomers(), NEWCOMERS);
child.removeAllListeners('close');
child.stdin.end();
await new Promise((resolve) => child.on('close', resolve));
print('rss_mb', 'before', rss, 1);
print('rss_mb', 'after all have left', memory_mb(pid, 'Rss'), 1);

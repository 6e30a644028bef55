// The other end of tests/torture/faults.c: one page that a daemon maps (TORTURE_FILE), written and read as a file.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

export const ALLOC = 1, PARK = 2;
const WORDS = 8, TASK = 64;

export function control(path) {
	const fd = openSync(path, 'w+');
	const put = (words, task = '') => {
		const bytes = Buffer.alloc(WORDS * 4 + TASK);
		words.forEach((word, i) => bytes.writeInt32LE(word, i * 4));
		bytes.write(task, WORDS * 4);
		// What counts is switched on last, and off first.
		writeSync(fd, Buffer.alloc(4), 0, 4, 0);
		writeSync(fd, bytes, 4, bytes.length - 4, 4);
		writeSync(fd, bytes, 0, 4, 0);
	};
	put([]);
	return {
		path,
		// at: which one fails (0: none, they are counted); more: so many after it, too. Parks: those of fibers whose task begins with task.
		arm: (fault, at, { more = 0, reason = 0, sticky = false, task = '', trace = false } = {}) => put([fault, at, more, 0, 0, reason, Number(sticky), Number(trace)], task),
		disarm: () => writeSync(fd, Buffer.alloc(4), 0, 4, 0),
		counts() {
			const bytes = Buffer.alloc(8);
			readSync(fd, bytes, 0, 8, 12);
			return { seen: bytes.readInt32LE(0), failed: bytes.readInt32LE(4) };
		},
		close: () => closeSync(fd),
	};
}

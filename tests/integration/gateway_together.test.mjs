// Saves that share a transaction (common/net/db_group.c), seen from outside: each is answered for itself, what is acknowledged
// is stored, nothing is stored twice, whoever else is in the group and whatever becomes of the connection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { merchant, psql, S, save, session, SHOP, until, wait } from './harness.mjs';

const many = (n, make) => Promise.all(Array.from({ length: n }, (_, i) => make(i)));
const info = (mark) => ({ ...SHOP[0], description: `Written as ${mark}.` });
const metric = async (event) => {
	const text = await (await fetch(`${process.env.GATEWAY_URL}/metrics`)).text();
	return Number(text.match(new RegExp(`^db_events_total\\{event="${event}"\\} (\\S+)`, 'm'))?.[1] ?? 0);
};
// Each session's saves, words and events, by its id. An event in transit stands in both tables, and is one.
async function stored(sessions) {
	const rows = await psql(`select s.id, s.version, s.configuration->'business_info'->>'description', (select count(distinct e) from (
		select event_id e from gateway.outbox o where o.session_id = s.id and o.event_type = 'step_completed'
		union all select id from analytics.wizard_analytics a where a.session_id = s.id and a.event_type = 'step_completed') t)
		from gateway.wizard_sessions s where s.id in (${sessions.map(({ id }) => `'${id}'`)})`);
	const found = new Map(rows.map(([id, version, text, events]) => [id, { version: Number(version), text, events: Number(events) }]));
	return sessions.map(({ id }) => found.get(id));
}

test('saves at once: the one out of order, the stranger and the unfit are refused, each other is stored once', async () => {
	const before = { groups: await metric('group'), grouped: await metric('grouped') };
	const sessions = await many(24, () => session());
	const stranger = merchant();
	const replies = await many(24, (i) => {
		if (i === 5) return save(sessions[i], 3, SHOP[2]); // not open yet
		if (i === 11) return save({ m: stranger, path: sessions[i].path }, 1, info(i)); // not his
		if (i === 17) return save(sessions[i], 1, { ...SHOP[0], business_name: '' });
		return save(sessions[i], 1, info(i));
	});
	const expected = (i) => ({ 5: 409, 11: 404, 17: 422 })[i] ?? 200;
	const rows = await stored(sessions);
	for (const [i, { status }] of replies.entries()) {
		assert.equal(status, expected(i), `save ${i}`);
		assert.deepEqual(rows[i], status === 200 ? { version: 1, text: `Written as ${i}.`, events: 1 } : { version: 0, text: '', events: 0 }, `save ${i}`);
	}
	const groups = (await metric('group')) - before.groups, grouped = (await metric('grouped')) - before.grouped;
	assert.ok(grouped > groups, `${grouped} writes in ${groups} transactions`);
});

test('many saves of one session at once: each counts', async () => {
	const s = await session();
	const replies = await many(8, (i) => save(s, 1, info(i)));
	assert.deepEqual(replies.map((r) => r.status), Array(8).fill(200));
	const [{ version, events }] = await stored([s]);
	assert.deepEqual([version, events], [8, 8]);
});

test('connections killed while all save: what was acknowledged is stored, nothing twice', async () => {
	const sessions = await many(16, () => session());
	let busy = true, kills = 0;
	const killer = (async () => {
		while (busy) {
			const [[n]] = await psql(`select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'gateway'`);
			kills += Number(n);
			await wait(Math.random() * 80);
		}
	})();
	const outcomes = await many(16, async (i) => {
		const out = { acknowledged: 0, unknown: 0, possible: [] };
		for (let n = 0; n < 8; n++) {
			const mark = `${i}-${n}`;
			const { status, headers } = await save(sessions[i], 1, info(mark));
			assert.ok(status === 200 || status === 503, `${status}`);
			if (status === 503) assert.ok(headers['retry-after'], 'says when to come again');
			out.acknowledged += status === 200;
			out.unknown += status === 503;
			out.possible = status === 200 ? [mark] : [...out.possible, mark];
			await wait(Math.random() * 40);
		}
		return out;
	});
	busy = false;
	await killer;
	assert.ok(kills > 0);
	await until('the database answers again', async () => (await save(await session(), 1, SHOP[0])).status === 200);
	const rows = await stored(sessions);
	for (const [i, { acknowledged, unknown, possible }] of outcomes.entries()) {
		const { version, text, events } = rows[i];
		assert.ok(version >= acknowledged && version <= acknowledged + unknown, `${version} saves of ${acknowledged} + ${unknown}`);
		if (acknowledged) assert.ok(possible.some((mark) => text === `Written as ${mark}.`), `"${text}" is none of ${possible}`);
		assert.equal(events, version, 'one event a save');
	}
});

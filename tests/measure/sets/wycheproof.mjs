// Project Wycheproof: valid accepted, invalid rejected. Asked are the cases of what the product uses: HMAC-SHA256, AES-256-GCM
// with a nonce of 96 and a tag of 128 bits (web/secret.h), and compact JWS with HS256 under one secret (web/auth.h).
const bytes = (text) => Buffer.from(text, 'hex');
const judge = (result, accepted) => result === 'acceptable' || accepted === (result === 'valid');

function mac(group, test) {
	return {
		question: [bytes(test.key), bytes(test.msg)],
		verdict: ([got]) => got.slice(0, group.tagSize / 4) === test.tag,
	};
}

function gcm(group, test) {
	if (group.keySize !== 256 || group.ivSize !== 96 || group.tagSize !== 128) return { skipped: `key, nonce and tag of ${group.keySize}, ${group.ivSize} and ${group.tagSize} bits` };
	return {
		question: ['key', 'iv', 'aad', 'msg', 'ct', 'tag'].map((name) => bytes(test[name])),
		// Both ways: what opens must be the message, and sealing the message must give these bytes.
		verdict: ([sealed, opened]) => opened === test.msg && sealed === test.ct + test.tag,
	};
}

// The one key of a group as JWT_SECRET could hold it.
function secret_of(group) {
	const set = group.private ?? group.public;
	const keys = set?.keys ?? [set];
	const [key] = keys;
	if (keys.length !== 1) return { skipped: 'a set of keys: one secret is all that is held' };
	if (key?.kty !== 'oct' || (key.alg ?? 'HS256') !== 'HS256') return { skipped: `a key for ${key?.alg ?? key?.kty}` };
	if ((key.use ?? 'sig') !== 'sig' || (key.key_ops && !key.key_ops.includes('verify'))) return { skipped: 'a key that may not verify' };
	return { secret: Buffer.from(key.k, 'base64url') };
}

function jws(group, test) {
	if (test.jws === undefined) return { skipped: 'no JWS' };
	const { secret, skipped } = secret_of(group);
	if (skipped) return { skipped };
	return {
		question: [secret, typeof test.jws === 'string' ? test.jws : JSON.stringify(test.jws)],
		verdict: ([got]) => got === 'accept',
	};
}

const KINDS = {
	MacTest: ['hmac', mac, (file) => file.algorithm === 'HMACSHA256'],
	AeadTest: ['gcm', gcm, (file) => file.algorithm === 'AES-GCM'],
	JsonWebSignature: ['jws', jws, () => true],
	JsonWebKey: ['jws', jws, () => true],
	JsonWebCrypto: ['jws', jws, () => true],
};

// Upstream's 370 and 372 carry each other's label: the one called "invalid padding in payload" is right in every byte (its
// MAC too), the one called "invalid character inserted in header" has a "?" inside its header and is called valid, against
// RFC 7515, section 2 and appendix C.
const ERRATA = {
	'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.VGVzdA.c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8': 'valid',
	'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ?9.VGVzdA.c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8': 'invalid',
};

async function part(bench, file) {
	const content = JSON.parse(bench.load(file));
	const rows = [];
	for (const group of content.testGroups ?? []) {
		const [kind, make, ours] = KINDS[group.type] ?? [];
		if (!make || !ours(content)) continue;
		for (const test of group.tests) rows.push({ kind, test, ...make(group, test) });
	}
	const asked = rows.filter((row) => !row.skipped);
	const answers = asked.length ? await bench.ask(asked[0].kind, asked.map((row) => row.question)) : [];
	let at = 0;
	bench.share(file, rows.map(({ test, skipped, verdict }) => {
		const row = { case: test.tcId, comment: test.comment, expected: test.result };
		if (skipped) return { ...row, skipped };
		const answer = answers[at++];
		const accepted = answer !== null && verdict(answer);
		const erratum = ERRATA[test.jws];
		const judged = { ...row, got: answer === null ? 'crash' : accepted ? 'accept' : 'reject', passed: answer !== null && judge(erratum ?? test.result, accepted) };
		if (!erratum) return judged;
		return { ...judged, passed_as_labelled: judge(test.result, accepted), erratum: `by RFC 7515 it is ${erratum}` };
	}));
}

export default async function wycheproof(bench) {
	for (const [name, file] of Object.entries(bench.files)) if (name.endsWith('.json')) await part(bench, file);
}

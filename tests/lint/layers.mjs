// The include rule of the house: floors look down only, a foreign library has one door, services know common/ and themselves,
// SQL lives in stores, no type of libevent is seen above its door, and JSON trees are opened in web/json alone.
import { FLOORS, SERVICES, code, fault, files, finish, line_of, product, read } from './tree.mjs';

// Which files may include which foreign headers. A pattern not listed here is the C library or Linux, free to all.
const DOORS = [
	[/^event2\//, /^common\/fiber\/(loop|wait|internal)\.[ch]$/],
	[/^libpq-fe\.h$/, /^common\/net\/db\w*\.[ch]$/],
	[/^curl\//, /^common\/net\/http_client\w*\.[ch]$/],
	[/^hiredis\//, /^common\/net\/redis\w*\.[ch]$/],
	[/^wslay\//, /^common\/net\/websocket\.c$/],
	[/^mbedtls\/|^psa\//, /^common\/(net\/(tls\w*\.[ch]|websocket\.c)|web\/crypto\.c)$/],
	[/^argon2\.h$/, /^common\/web\/password\.c$/],
	[/^minizip\/.*$/, /^theme-svc\/export\.c$/],
	[/^(zlib\.h|brotli\/.*)$/, /^common\/web\/pack\.c$/],
	[/^(png|turbojpeg|expat)\.h$|^(webp|avif|librsvg)\//, /^theme-svc\/image\//],
	[/^ucontext\.h$/, /^common\/fiber\/switch\.[ch]$/],
	[/^(sanitizer|valgrind)\//, /^common\/(fiber\/(switch|stack|fiber)|base\/arena)\.c$/],
];

// Words that betray a type or call beyond its door, and where they may stand.
const WORDS = [
	[/\b(event_base\w*|bufferevent\w*|evbuffer\w*|evconnlistener\w*)\b/g, /^common\/fiber\//, 'libevent stays in fiber/'],
	[/\bjson_(node|read)\b/g, /^common\/web\/json\w*\.[ch]$/, 'JSON trees are opened in web/json alone'],
	[/\b(PGconn|PGresult|PQ[a-z]\w+)\b/g, /^common\/net\/db\w*\.[ch]$/, 'libpq stays in net/db'],
	[/\b(CURLM?|curl_\w+)\b/g, /^common\/(net\/http_client\w*|web\/service)\.[ch]$/, 'curl stays in net/http_client'],
	[/\bredis(Async\w+|Reply)\b/g, /^common\/net\/redis\w*\.[ch]$/, 'hiredis stays in net/redis'],
];

const SQL = /"\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+(SET|AS)\b|DELETE\s+FROM\s|WITH\s+(RECURSIVE\s+)?\w+\s+AS\b|CREATE\s+TABLE|LOCK\s+TABLE)/g;
const SQL_HOME = /(^|\/)\w+_store\.c$|^common\/web\/(job|idem|outbox)\w*\.c$|^common\/net\/db\w*\.c$/;
const DB_CALL = /\b(db_query|db_run|tx_query|tx_run|db_pipeline)\s*\(/g;
const HTTP_CALL = /\bhttp_call(_all)?\s*\(/g;
const HTTP_HOME = /^[\w-]+\/(peer|provider|connector|sisters)\w*\.c$/;

const paths = product();
const known = new Set(paths);
let includes = 0;

const floor_of = (path) => {
	const [top, floor] = path.split('/');
	return top === 'common' ? FLOORS.indexOf(floor) : FLOORS.length;
};

// main → routes → handlers → {store, peer} → common
const role_of = (path) => {
	const name = path.split('/').pop().replace(/\.[ch]$/, '');
	if (name === 'main' || name === 'routes') return name;
	if (/_store$/.test(name)) return 'store';
	if (/^(peer|provider|connector)(_|$)/.test(name)) return 'peer';
	return 'handler';
};
const MAY_NOT = {
	main: [],
	routes: ['main', 'store', 'peer'],
	handler: ['main', 'routes'],
	store: ['main', 'routes', 'peer'],
	peer: ['main', 'routes', 'store'],
};

function resolve(path, target) {
	const folder = path.slice(0, path.lastIndexOf('/'));
	const service = path.split('/')[0];
	const local = [`${folder}/${target}`, `common/${target}`];
	if (service !== 'common') local.push(`${service}/${target}`);
	return local.find((candidate) => known.has(candidate));
}

function own_include(path, target, line) {
	const found = resolve(path, target);
	if (!found) return fault(path, line, `"${target}" is neither in common/ nor in this service`);
	if (floor_of(found) > floor_of(path)) return fault(path, line, `"${target}" is a higher floor: includes only look down`);
	if (found.startsWith('common/') && found.endsWith('internal.h') && path.split('/')[1] !== found.split('/')[1])
		fault(path, line, `"${target}" is internal to its floor`);
	if (!found.startsWith('common/') && MAY_NOT[role_of(path)].includes(role_of(found)) && path.replace(/\.c$/, '.h') !== found)
		fault(path, line, `a ${role_of(path)} file may not include "${target}" (main → routes → handlers → store, peer → common)`);
}

for (const path of paths) {
	const text = read(path);
	const bare = code(text);
	const service = SERVICES.includes(path.split('/')[0]);

	for (const m of code(text, { strings: true }).matchAll(/^[ \t]*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)/gm)) {
		includes++;
		const line = line_of(text, m.index);
		if (m[1]) own_include(path, m[1], line);
		else for (const [header, door] of DOORS)
			if (header.test(m[2]) && !door.test(path)) fault(path, line, `<${m[2]}> has another door: ${door.source}`);
		if (service && m[1] === 'net/db.h' && role_of(path) === 'peer') fault(path, line, 'a peer file holds no database calls');
		if (service && /^(web\/peer|net\/http_client)\.h$/.test(m[1] ?? '') && role_of(path) === 'store')
			fault(path, line, 'a store calls no other service');
	}
	for (const [word, home, why] of WORDS)
		if (!home.test(path)) for (const m of bare.matchAll(word)) fault(path, line_of(text, m.index), `${m[0]}: ${why}`);
	if (!SQL_HOME.test(path)) {
		for (const m of code(text, { strings: true }).matchAll(SQL)) fault(path, line_of(text, m.index), 'SQL belongs in a *_store.c');
		if (service) for (const m of bare.matchAll(DB_CALL)) fault(path, line_of(text, m.index), `${m[1]}() belongs in a *_store.c`);
	}
	if (service && !HTTP_HOME.test(path))
		for (const m of bare.matchAll(HTTP_CALL)) fault(path, line_of(text, m.index), 'http_call belongs in a peer, provider or connector file');
}

// The UI and the tests reach services over HTTP alone.
for (const path of files(/^tests\/(unit|fuzz)\/.*\.[ch]$/))
	for (const m of read(path).matchAll(/^#include\s*"(\.\.\/[^"]+)"/gm))
		fault(path, line_of(read(path), m.index), `"${m[1]}": include by the house's paths, not by ..`);

finish('layers', `${paths.length} files, ${includes} includes`);

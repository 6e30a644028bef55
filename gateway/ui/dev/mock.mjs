/*
 * For work on the page alone: `npm run mock` answers as the gateway would, from memory. Nothing of it is in a build.
 * Wrong on purpose: the address "taken" is taken, a key with "bad" in it is refused, a shop named "Stumble" fails to launch.
 */
import { randomUUID } from "node:crypto";
import { page, THEMES } from "./mock-store.mjs";

const KEYS = ["business_info", "product_config", "theme_settings", "content_data", "integrations", "seo_config"];
const db = { users: new Map(), cookies: new Map(), tokens: new Map(), sessions: new Map(), previews: new Map(), jobs: new Map(), stores: new Map() };

class Refusal extends Error {
	constructor(status, title, detail, errors) {
		super(detail);
		Object.assign(this, { status, body: { type: "about:blank", title, status, detail, errors } });
	}
}
const invalid = (...errors) => new Refusal(422, "Unprocessable Content", "Some answers need a look.", errors);

async function bodyOf(req) {
	let text = "";
	for await (const piece of req) text += piece;
	return text ? JSON.parse(text) : {};
}

function signedIn(user, res) {
	const token = randomUUID();
	const cookie = randomUUID();
	db.tokens.set(token, user);
	db.cookies.set(cookie, user);
	res.setHeader("Set-Cookie", `refresh=${cookie}; Path=/api/v1/auth; HttpOnly; SameSite=Strict`);
	return { user: { user_id: user.id, email: user.email, name: user.name }, access_token: token, token_type: "Bearer", expires_in: 900 };
}
function cookieUser(req) {
	const id = /refresh=([^;]+)/.exec(req.headers.cookie ?? "")?.[1];
	const user = db.cookies.get(id);
	if (!user) throw new Refusal(401, "Unauthorized", "Sign in, please.");
	return user;
}
function userOf(req) {
	const user = db.tokens.get((req.headers.authorization ?? "").slice(7));
	if (!user) throw new Refusal(401, "Unauthorized", "Sign in, please.");
	return user;
}

function previewOf(configuration) {
	const id = randomUUID();
	db.previews.set(id, structuredClone(configuration));
	return `/preview/${id}/`;
}
function view(session) {
	const done = [...session.done].sort();
	const configuration = structuredClone(session.configuration);
	for (const item of configuration.integrations?.integrations ?? []) item.configuration = {};
	return { session_id: session.id, current_step: session.step, configuration, progress: { completed_steps: done, total_steps: 6 }, defaulted_steps: [...session.defaulted].sort(), preview_url: session.preview, created_at: session.at, updated_at: session.at, completed_at: session.completed ?? null, store: session.store ?? null };
}

function advice(session, step) {
	const name = session.configuration.business_info?.business_name ?? "your shop";
	const all = {
		2: [{ title: "Start with three to seven things", reason: "Shops in your trade show 5 products on their first day, in the middle.", source: "builtin", apply: null }],
		3: [{ title: "Counter, in its citrus", reason: "It is made for food: 0.91 of 1 for your trade and number of products.", source: "theme-svc", label: "Try Counter", apply: { theme_id: "theme_002", palette: THEMES[1].customization_options.palettes[0].roles } }],
		4: [{ title: "“Roasted on Monday, posted on Tuesday”", reason: "A line with a day in it is the part people remember: 7 words, no claim to prove.", source: "builtin", label: "Use this line", apply: { pages: { home: { headline: "Roasted on Monday, posted on Tuesday" } } } }],
		5: [{ title: "Cards can wait until the first order", reason: "Without Stripe the store opens with orders by message; you can connect it any day.", source: "builtin", apply: null }],
		6: [{ title: "Say the town in the search line", reason: "39 characters, so nothing of it is cut; searches with a town in them convert best.", source: "builtin", label: "Use this", apply: { title: `${name} · roasted in Leith`.slice(0, 60) } }],
	};
	return (all[step] ?? []).map((item, i) => ({ id: `advice:${step}:${i}`, step, label: null, ...item }));
}

function check(n, data) {
	if (n === 1 && !data.business_name?.trim()) throw invalid({ pointer: "/step_data/business_name", code: "required", message: "Every shop needs a name." });
	if (n === 6 && data.slug === "taken") throw invalid({ pointer: "/step_data/slug", code: "taken", message: "That address is taken. Try taken-2 or write another." });
	(data.products ?? []).forEach((product, i) => {
		if (/^bad/i.test(product.name)) throw invalid({ pointer: `/step_data/products/${i}/name`, code: "name", message: "No shop sells bad things." });
	});
}

const STEPS = [["freeze", "Version 1 of your answers is fixed", "Fix your answers"], ["content", "4 texts written by builtin, 2 of your own kept", "Write what is missing"], ["integrations", "Nothing to connect", "Connect your tools"], ["predict", "3 to 11 orders in 30 days", "Look ahead"], ["render", "12 pages drawn", "Draw the pages"], ["publish", "Live", "Open the store"], ["complete", "", "Finish"]];

function startJob(session) {
	const job = { job_id: randomUUID(), type: "launch", status: "running", progress: 0, steps: STEPS.map(([name, , title]) => ({ name, title, status: "pending", started_at: null, finished_at: null, detail: null })), result: null };
	const log = [];
	db.jobs.set(job.job_id, { job, log });
	const stumbles = session.configuration.business_info?.business_name === "Stumble";
	let i = 0;
	const tell = () => log.push(structuredClone(job));
	const turn = () => {
		const now = () => new Date().toISOString();
		if (i > 0) Object.assign(job.steps[i - 1], { status: "succeeded", finished_at: now(), detail: STEPS[i - 1][1] });
		if (stumbles && i === 4) {
			Object.assign(job.steps[i - 1], { status: "failed", detail: null });
			job.error = { step: job.steps[i - 1].name, code: "upstream", message: "Connect your tools: Stripe says that the key was revoked.", hint: "Make a new key in Stripe, put it in at Connections, then try again." };
			job.status = "failed";
			return tell();
		}
		job.progress = Math.round((i / STEPS.length) * 100);
		if (i === STEPS.length) {
			const slug = session.configuration.seo_config?.slug ?? "store";
			session.store = { store_id: session.store?.store_id ?? randomUUID(), slug, storefront_url: `/s/${slug}/` };
			session.completed = now();
			const old = db.stores.get(session.store.store_id);
			db.stores.set(session.store.store_id, { owner: session.owner, session_id: session.id, name: session.configuration.business_info.business_name, ...session.store, versions: [...(old?.versions ?? []), now()], live: (old?.versions.length ?? 0) + 1, configuration: structuredClone(session.configuration) });
			Object.assign(job, { status: "succeeded", result: session.store });
			return tell();
		}
		Object.assign(job.steps[i], { status: "running", started_at: now() });
		i++;
		tell();
		setTimeout(turn, 500 + Math.random() * 500);
	};
	turn();
	return job;
}

function events(req, res, { log }) {
	res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
	let at = Number(req.headers["last-event-id"] ?? 0);
	const timer = setInterval(() => {
		for (; at < log.length; at++) {
			const job = log[at];
			res.write(`id: ${at + 1}\nevent: job.${job.status === "running" ? "progress" : job.status}\ndata: ${JSON.stringify(job)}\n\n`);
			if (job.status !== "running") {
				clearInterval(timer);
				return res.end();
			}
		}
	}, 50);
	req.on("close", () => clearInterval(timer));
}

const list = (items) => ({ items, total: items.length, page: 1 });
const storeView = (s) => ({ store_id: s.store_id, session_id: s.session_id, slug: s.slug, name: s.name, storefront_url: s.storefront_url, live_version: s.live });
const mine = (map, id, user) => {
	const item = map.get(id);
	if (!item || item.owner !== user.id) throw new Refusal(404, "Not Found", "There is no such thing here.");
	return item;
};

const routes = [
	["POST /auth/register", async ({ body, res }) => {
		if (db.users.has(body.email)) throw new Refusal(409, "Conflict", "There is an account already.");
		const user = { id: randomUUID(), ...body };
		db.users.set(body.email, user);
		return [201, signedIn(user, res)];
	}],
	["POST /auth/login", async ({ body, res }) => {
		const user = db.users.get(body.email);
		if (!user || user.password !== body.password) throw new Refusal(401, "Unauthorized", "No.");
		return [200, signedIn(user, res)];
	}],
	["POST /auth/refresh", async ({ req, res }) => [200, signedIn(cookieUser(req), res)]],
	["POST /auth/logout", async ({ res }) => (res.setHeader("Set-Cookie", "refresh=; Path=/api/v1/auth; Max-Age=0"), [200, {}])],
	["GET /wizard/sessions", async ({ user }) => [200, list([...db.sessions.values()].filter((s) => s.owner === user().id).map(view))]],
	["POST /wizard/session", async ({ user }) => {
		const session = { id: randomUUID(), owner: user().id, step: 1, configuration: {}, done: new Set(), defaulted: new Set(), preview: null, at: new Date().toISOString() };
		db.sessions.set(session.id, session);
		return [201, { session_id: session.id, current_step: 1 }];
	}],
	["GET /wizard/session/:id", async ({ user, id }) => [200, view(mine(db.sessions, id, user()))]],
	["PUT /wizard/session/:id/step/:n", async ({ user, id, n, body }) => {
		const session = mine(db.sessions, id, user());
		check(Number(n), body.step_data);
		session.configuration[KEYS[n - 1]] = body.step_data;
		session.done.add(Number(n));
		session.defaulted[Object.keys(body.step_data).length === 0 ? "add" : "delete"](Number(n));
		session.preview = previewOf(session.configuration);
		session.step = Math.min(6, Number(n) + 1);
		session.at = new Date().toISOString();
		return [200, { success: true, next_step: Math.min(6, Number(n) + 1), recommendations: advice(session, Number(n) + 1), degraded: n === "4" ? ["integration-svc"] : [] }];
	}],
	["POST /wizard/session/:id/preview", async ({ user, id, body }) => {
		const session = mine(db.sessions, id, user());
		return [200, { preview_url: previewOf({ ...session.configuration, [KEYS[body.step - 1]]: body.step_data }), expires_at: new Date(Date.now() + 9e5).toISOString() }];
	}],
	["GET /wizard/session/:id/recommendations", async ({ user, id }) => [200, { recommendations: advice(mine(db.sessions, id, user()), mine(db.sessions, id, user()).step) }]],
	["POST /wizard/session/:id/launch", async ({ user, id }) => {
		const { job_id } = startJob(mine(db.sessions, id, user()));
		return [202, { job_id, status_url: `/api/v1/jobs/${job_id}`, events_url: `/api/v1/jobs/${job_id}/events` }];
	}],
	["GET /jobs/:id", async ({ id }) => [200, db.jobs.get(id).job]],
	["GET /jobs/:id/events", async ({ req, res, id }) => (events(req, res, db.jobs.get(id)), null)],
	["GET /themes/recommendations", async () => {
		await new Promise((resolve) => setTimeout(resolve, 700));
		return [200, { themes: THEMES, total: THEMES.length, page: 1 }];
	}],
	["POST /content/generate", async ({ body }) => {
		await new Promise((resolve) => setTimeout(resolve, 900));
		const what = body.inputs.product_name ?? body.inputs.store_name ?? "It";
		const facts = (body.inputs.features ?? []).join(", ") || "made with care for the everyday";
		return [200, { content: `${what}: ${facts}.`, alternatives: [`Meet ${what}. ${facts}.`, `${facts}. That is ${what}.`], quality_score: 0.82, seo_keywords: [what.toLowerCase(), "handmade"], scores: [{ name: "facts", value: 1, explanation: "Every claim is one of your facts." }, { name: "length", value: 0.61, explanation: "9 words; 60 or more are read as a whole description." }], model_used: "builtin" }];
	}],
	["GET /integrations", async ({ user, id }) => (user(), id, [200, list([])])],
	["POST /integrations/test", async ({ body }) => {
		const bad = JSON.stringify(body.configuration).includes("bad");
		return [200, { ok: !bad, message: bad ? "Stripe does not know this key. Copy it again, whole." : "Stripe says your key works, for Joe’s Coffee Ltd.", details: {} }];
	}],
	["GET /stores", async ({ user }) => [200, list([...db.stores.values()].filter((s) => s.owner === user().id).map(storeView))]],
	["GET /stores/:id/versions", async ({ user, id }) => {
		const store = mine(db.stores, id, user());
		return [200, list(store.versions.map((at, i) => ({ version: i + 1, created_at: at, live: i + 1 === store.live })).reverse())];
	}],
	["POST /stores/:id/publish", async ({ user, id, body }) => {
		const store = mine(db.stores, id, user());
		store.live = body.version;
		return [200, storeView(store)];
	}],
	["POST /events", async () => [202, {}]],
].map(([line, handler]) => {
	const [method, path] = line.split(" ");
	return { method, pattern: new RegExp(`^/api/v1${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`), handler };
});

async function answer(req, res, next) {
	const { pathname } = new URL(req.url, "http://mock");
	const html = (configuration) => (res.setHeader("Content-Type", "text/html; charset=utf-8"), res.end(page(configuration)));
	const preview = /^\/preview\/([^/]+)\//.exec(pathname)?.[1];
	if (preview) {
		const theme = THEMES.find((one) => one.id === preview);
		return html(theme ? { business_info: { business_name: "Sample & Co" }, theme_settings: { theme_id: theme.id }, product_config: undefined } : db.previews.get(preview) ?? {});
	}
	const slug = /^\/s\/([^/]+)\//.exec(pathname)?.[1];
	if (slug) return html([...db.stores.values()].find((s) => s.slug === slug)?.configuration ?? {});
	if (!pathname.startsWith("/api/")) return next();
	const route = routes.find((one) => one.method === req.method && one.pattern.test(pathname));
	try {
		if (!route) throw new Refusal(404, "Not Found", `The mock does not know ${req.method} ${pathname}.`);
		const body = req.method === "GET" ? undefined : await bodyOf(req);
		const reply = await route.handler({ req, res, body, user: () => userOf(req), ...route.pattern.exec(pathname).groups });
		if (!reply) return undefined;
		res.statusCode = reply[0];
		res.setHeader("Content-Type", "application/json");
		return res.end(JSON.stringify(reply[1]));
	} catch (error) {
		res.statusCode = error.status ?? 500;
		res.setHeader("Content-Type", "application/problem+json");
		return res.end(JSON.stringify(error.body ?? { title: "Mock", status: 500, detail: error.stack }));
	}
}

const POLICY = "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'self'";

export function mockPlugin() {
	return {
		name: "mock-gateway",
		configureServer: (server) => void server.middlewares.use(answer),
		/* The built page under the gateway's own policy, to see that it can live with it. */
		configurePreviewServer: (server) =>
			void server.middlewares.use((req, res, next) => {
				if (!/^\/(preview|s)\//.test(req.url)) res.setHeader("Content-Security-Policy", POLICY);
				return answer(req, res, next);
			}),
	};
}

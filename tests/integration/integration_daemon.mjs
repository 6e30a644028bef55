// integration-svc between the harness's stores and simulated providers, called as the gateway calls it.
import { randomUUID } from 'node:crypto';
import { api, jwt, psql, restart } from './harness.mjs';

export const service = 'integration-svc';
const now = Math.floor(Date.now() / 1000);

export function peer(sub, claims = {}) {
	const token = jwt({ sub, scope: 'peer', aud: service, iss: 'gateway', iat: now, exp: now + 3600, ...claims }, { key: process.env.PEER_SECRET });
	return {
		sub, token,
		get: (path) => api('GET', path, { token, service }),
		post: (path, body, headers) => api('POST', path, { token, service, body, headers, timeout: 120000 }),
	};
}

// A user with a wizard session, as the gateway would have made it.
export async function walker() {
	const user = peer(randomUUID()), session_id = randomUUID();
	await psql(`insert into gateway.wizard_sessions (id, user_id) values ('${session_id}', '${user.sub}')`);
	return Object.assign(user, {
		session_id,
		setup: (provider, configuration, headers) => user.post('/v1/integrations/setup', { session_id, ...provider, configuration }, headers),
		test: (provider, configuration, more = {}) => user.post('/v1/integrations/test', { ...provider, configuration, ...more }),
		list: (query = '') => user.get(`/v1/integrations?session_id=${session_id}${query}`),
		row: async (provider) => {
			const [row] = await psql(`select row_to_json(s) from integration.integration_status s where session_id = '${session_id}' and provider_name = '${provider}'`);
			return row && JSON.parse(row[0]);
		},
		sync: (configuration, providers) => user.post('/v1/integrations/sync', {
			session_id, store_id: randomUUID(), storefront_url: 'http://127.0.0.1:9020/s/x',
			configuration: { ...configuration, integrations: { integrations: providers } },
		}),
	});
}

export const STRIPE = { type: 'payment', provider: 'stripe' }, SHOPIFY = { type: 'commerce', provider: 'shopify' };

// The daemon with the simulators' addresses; and, when a file ends, as the other files expect it.
export const with_sims = (settings) => restart(service, settings);

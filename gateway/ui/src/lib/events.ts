/* What merchants do, counted: batches, at most one request per five seconds, never in anyone's way. */
import { api } from "@/api/calls";
import { newId } from "./id";

interface WizardEvent {
	id: string;
	session_id: string;
	event_type: string;
	event_data: Record<string, unknown>;
}

const GAP_MS = 5000;
const MAX_WAITING = 100;
let waiting: WizardEvent[] = [];
let timer: ReturnType<typeof setTimeout> | null = null;
let lastSent = 0;

async function flush(): Promise<void> {
	timer = null;
	lastSent = Date.now();
	const batch = waiting;
	waiting = [];
	try {
		await api.events(batch);
	} catch {
		/* A lost count is no merchant's concern; ids make a later repeat harmless, so the batch waits for the next one. */
		waiting = [...batch, ...waiting].slice(-MAX_WAITING);
	}
}

export function note(session_id: string, event_type: string, event_data: Record<string, unknown> = {}): void {
	waiting = [...waiting, { id: newId(), session_id, event_type, event_data }].slice(-MAX_WAITING);
	timer ??= setTimeout(() => void flush(), Math.max(250, lastSent + GAP_MS - Date.now()));
}

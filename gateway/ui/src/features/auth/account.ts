/* Who is here. The refresh cookie remembers; the access token lives in this page's memory. */
import { create } from "zustand";
import { api } from "@/api/calls";
import { refresh, setToken, watchToken } from "@/api/client";
import type { TokenReply, User } from "@/api/types";
import { queryClient } from "@/app/queryClient";
import { forget } from "@/lib/storage";

type State = "asking" | "out" | "in" | "unreachable";

export const useAccount = create<{ state: State; user: User | null }>(() => ({ state: "asking", user: null }));

function welcome(reply: TokenReply): void {
	setToken(reply.access_token);
	useAccount.setState({ state: "in", user: reply.user });
}

export async function recall(): Promise<void> {
	watchToken((reply) => {
		if (reply) welcome(reply);
		else if (useAccount.getState().state !== "out") useAccount.setState({ state: "out", user: null });
	});
	useAccount.setState({ state: "asking" });
	try {
		await refresh();
	} catch {
		useAccount.setState({ state: "unreachable" });
	}
}

export async function signUp(body: { email: string; password: string; name?: string }): Promise<void> {
	welcome(await api.register(body));
}

export async function signIn(body: { email: string; password: string }): Promise<void> {
	welcome(await api.login(body));
}

export async function signOut(): Promise<void> {
	await api.logout();
	setToken(null);
	queryClient.clear();
	forget("draft:");
	useAccount.setState({ state: "out", user: null });
}

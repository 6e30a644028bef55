/* The themes as advised for a session, best first. */
import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/calls";
import type { WizardSession } from "@/api/types";
import { styleOf } from "./palettes";

const TEN_MINUTES = 600_000;

export function useThemes(session: WizardSession | undefined) {
	const industry = session?.configuration.business_info?.industry ?? "";
	const style = session ? styleOf(session) : "";
	return useQuery({
		queryKey: ["themes", session?.session_id, industry, style],
		queryFn: () => api.themes({ industry: industry || "other", session_id: session?.session_id ?? "", ...(style && { style }) }),
		enabled: session !== undefined,
		staleTime: TEN_MINUTES,
		gcTime: TEN_MINUTES,
		retry: false, /* three a minute are allowed: they are kept for "Ask again" */
	});
}

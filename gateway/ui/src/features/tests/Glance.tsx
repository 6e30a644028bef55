/* The merchant's own store as it would be with a variant's settings. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "@/api/calls";
import type { VariantSettings, WizardSession } from "@/api/types";
import { Thumbnail } from "@/features/look/Thumbnail";
import { savedPreview } from "@/features/preview/usePreview";
import { answers } from "./designs";

const FIVE_MINUTES = 300_000;

export function Glance({ session, settings }: { session: WizardSession; settings: VariantSettings }) {
	const box = useRef<HTMLSpanElement>(null);
	const [near, setNear] = useState(false);
	const asIs = Object.keys(settings).length === 0;
	const { n, data } = answers(settings, session.configuration);
	const drawn = useQuery({
		queryKey: ["glance", session.session_id, session.updated_at, n, JSON.stringify(data)],
		queryFn: ({ signal }) => api.preview(session.session_id, n, data, signal),
		enabled: near && !asIs,
		staleTime: FIVE_MINUTES,
		retry: false,
	});
	useEffect(() => {
		const el = box.current;
		if (!el) return;
		const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && setNear(true), { rootMargin: "200px" });
		watch.observe(el);
		return () => watch.disconnect();
	}, []);
	return (
		<span ref={box} className="block">
			<Thumbnail url={asIs ? savedPreview(session) : (drawn.data?.preview_url ?? null)} />
		</span>
	);
}

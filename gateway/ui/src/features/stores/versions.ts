/* What a version brought, in words. */
import type { StoreVersion } from "@/api/types";
import { stepName } from "@/features/wizard/steps";

const inOrder = new Intl.ListFormat("en", { type: "conjunction" });

export function newIn(version: Pick<StoreVersion, "changed_steps" | "rendition_of">, first: boolean): string {
	if (first) return "The first opening.";
	const parts = inOrder.format(version.changed_steps.map((n) => stepName(n).name.toLowerCase()));
	if (version.rendition_of > 0) return `From a test: version ${version.rendition_of} with another ${parts || "design"}.`;
	return parts ? `New: ${parts}.` : "Opened again, nothing changed.";
}

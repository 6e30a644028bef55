/* The six steps, in order: the names on the map and the keys that their answers stand under. */
import { STEP_KEYS, type StepKey, type StepNumber, type WizardSession } from "@/api/types";

export interface StepName {
	n: StepNumber;
	key: StepKey;
	name: string;
	asks: string;
	lead: string;
}

export const STEPS: readonly StepName[] = [
	{ n: 1, key: STEP_KEYS[0], name: "Your shop", asks: "What’s your store called?", lead: "The name goes over the door. Everything here can be changed later." },
	{ n: 2, key: STEP_KEYS[1], name: "Products", asks: "What will be on the shelves?", lead: "Type a few, or bring a list you already have. Three are enough to see how it feels." },
	{ n: 3, key: STEP_KEYS[2], name: "Look", asks: "How should it look?", lead: "Each one is a different way of showing things. Pick what suits yours; your words and products move along." },
	{ n: 4, key: STEP_KEYS[3], name: "Words", asks: "What should it say?", lead: "Write it yourself, have a draft written from your facts, or leave it to us until the store opens." },
	{ n: 5, key: STEP_KEYS[4], name: "Connections", asks: "Who should it work with?", lead: "Your store opens without any of these. Connect what you already use." },
	{ n: 6, key: STEP_KEYS[5], name: "Address", asks: "Where will people find it?", lead: "Its address, and how it looks in a search or a message." },
];

export function stepName(n: number): StepName {
	const step = STEPS[n - 1];
	if (!step) throw new RangeError(`There is no step ${n}.`);
	return step;
}

export type StepState = "here" | "done" | "defaulted" | "attention" | "open" | "ahead";

/* A step is reached when all before it are completed. */
export function reached(session: Pick<WizardSession, "progress">, n: number): boolean {
	return STEPS.slice(0, n - 1).every((step) => session.progress.completed_steps.includes(step.n));
}

export function firstOpen(session: Pick<WizardSession, "progress">): StepNumber {
	return STEPS.find((step) => !session.progress.completed_steps.includes(step.n))?.n ?? 6;
}

export function stepState(session: WizardSession, n: StepNumber, current: number, attention: readonly number[]): StepState {
	if (attention.includes(n)) return "attention";
	if (n === current) return "here";
	if (session.defaulted_steps?.includes(n)) return "defaulted";
	if (session.progress.completed_steps.includes(n)) return "done";
	return reached(session, n) ? "open" : "ahead";
}

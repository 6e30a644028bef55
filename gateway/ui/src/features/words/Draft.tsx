/* One text: written by hand or drafted on a press, with other ways to put it, its marks explained, and the way back. */
import { Disclosure, DisclosureButton, DisclosurePanel } from "@headlessui/react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import { useFormContext, type FieldPath } from "react-hook-form";
import { api } from "@/api/calls";
import { ApiError, explain } from "@/api/problem";
import type { ContentRequest, GeneratedContent } from "@/api/types";
import { note } from "@/lib/events";
import { TextArea } from "@/ui/Field";
import { Down } from "@/ui/icons";
import { Trouble, useCountdown, Waiting } from "@/ui/Say";
import { describeScore, writtenBy, type WordsForm } from "./words";

export type TextName = "headline" | "home" | "about" | `descriptions.${number}.text`;

interface Props {
	session: string;
	name: TextName;
	label: string;
	placeholder: string;
	rows: number;
	big?: boolean;
	ask: ContentRequest;
	error?: string;
}

function Marks({ made }: { made: GeneratedContent }) {
	return (
		<Disclosure>
			<DisclosureButton className="group flex min-h-8 items-center gap-1 text-tiny text-soft hover:text-ink">
				Why {describeScore(made.quality_score)}? <Down className="h-3.5 w-3.5 transition-transform group-data-[open]:rotate-180" />
			</DisclosureButton>
			<DisclosurePanel>
				<table className="mt-1 w-full text-left text-small">
					<caption className="sr-only">How the draft was marked</caption>
					<tbody>
						{made.scores.map((score) => (
							<tr key={score.name} className="border-t border-line align-top">
								<th scope="row" className="w-32 py-2 pr-4 font-medium">
									{score.name.replace(/_/g, " ").replace(/^./, (c) => c.toUpperCase())}
								</th>
								<td className="w-24 whitespace-nowrap py-2 pr-4">{describeScore(score.value)}</td>
								<td className="py-2 text-soft">{score.explanation}</td>
							</tr>
						))}
					</tbody>
				</table>
				{made.seo_keywords.length > 0 && <p className="mt-2 text-small text-soft">Words that people search with: {made.seo_keywords.join(", ")}.</p>}
			</DisclosurePanel>
		</Disclosure>
	);
}

export function Draft({ session, name, label, placeholder, rows, big, ask, error }: Props) {
	const { register, getValues, setValue, watch } = useFormContext<WordsForm>();
	const field = name as FieldPath<WordsForm>;
	const [made, setMade] = useState<GeneratedContent | null>(null);
	const [old, setOld] = useState<string | null>(null);
	const [shown, setShown] = useState(0);
	const [until, setUntil] = useState(0);
	const wait = useCountdown(until);
	const text = String(watch(field));
	const id = useId();
	useEffect(() => {
		const area = document.getElementById(id);
		if (!area) return;
		const tall = () => {
			area.style.height = "auto";
			area.style.height = `${area.scrollHeight + 2}px`;
		};
		tall();
		window.addEventListener("resize", tall);
		return () => window.removeEventListener("resize", tall);
	}, [id, text]);
	const put = (text: string) => setValue(field, text, { shouldDirty: true, shouldTouch: true, shouldValidate: true });
	const write = useMutation({
		mutationFn: () => api.generate(ask),
		onSuccess: (reply) => {
			setOld(String(getValues(field)));
			setMade(reply);
			setShown(0);
			put(reply.content);
			note(session, "content_generated", { content_type: ask.content_type, model: reply.model_used });
		},
		onError: (failed) => {
			if (failed instanceof ApiError && failed.status === 429) setUntil(Date.now() + (failed.retryAfter ?? 60) * 1000);
		},
	});
	const ways = made ? [made.content, ...made.alternatives] : [];
	const undo = () => {
		if (old === null) return;
		put(old);
		setMade(null);
		setOld(null);
	};
	return (
		<div>
			<TextArea id={id} label={label} rows={rows} placeholder={placeholder} className={big ? "headline !text-large" : "font-serif !text-lead"} {...register(field)} error={error} />
			<div className="mt-2 flex flex-wrap items-center gap-x-5 gap-y-1">
				<button type="button" className="link min-h-8 text-small disabled:opacity-60" disabled={write.isPending || wait > 0} onClick={() => write.mutate()}>
					{wait > 0 ? `Again in ${wait} s` : made ? "Draft it anew" : "Draft it for me"}
				</button>
				{ways.length > 1 && (
					<button
						type="button"
						className="link min-h-8 text-small"
						onClick={() => {
							const next = (shown + 1) % ways.length;
							setShown(next);
							put(ways[next]!);
						}}
					>
						Another way to put it <span className="text-soft">({shown + 1} of {ways.length})</span>
					</button>
				)}
				{old !== null && (
					<button type="button" className="link min-h-8 text-small" onClick={undo}>
						{old.trim() ? "Back to my own words" : "Take it out again"}
					</button>
				)}
				<Waiting on={write.isPending}>Writing from your facts…</Waiting>
			</div>
			{write.error && wait === 0 && !(write.error instanceof ApiError && write.error.status === 429) && <Trouble>{explain(write.error)}</Trouble>}
			{wait > 0 && <p className="text-tiny text-soft" role="status">Five drafts a minute are the limit; the next one is free in {wait} s.</p>}
			{made && (
				<div className="mt-1 animate-rise">
					<p className="text-tiny text-soft">{writtenBy(made.model_used)}</p>
					<Marks made={made} />
				</div>
			)}
		</div>
	);
}

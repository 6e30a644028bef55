/* The pictures of one product, in the order that shoppers see them: dragged, or moved by their buttons. */
import { useId, useRef, useState } from "react";
import { DropZone } from "@/features/pictures/DropZone";
import { moved, type Sending } from "@/features/pictures/pictures";
import { Cross, Down, Up } from "@/ui/icons";
import { MAX_PICTURES, type Row } from "./products";

interface Props {
	/* which product, as people call it: "product 2" */
	of: string;
	images: Row["images"];
	set: (images: Row["images"]) => void;
	sending: Sending;
	error: string | undefined;
}

const SMALL = "flex h-10 w-8 items-center justify-center text-soft hover:text-ink disabled:opacity-30";

export function Pictures({ of, images, set, sending, error }: Props) {
	const id = useId();
	const [dragged, setDragged] = useState<number | null>(null);
	const [said, setSaid] = useState("");
	const list = useRef<HTMLOListElement>(null);
	const move = (from: number, to: number) => {
		if (from === to || to < 0 || to >= images.length) return;
		set(moved(images, from, to));
		setSaid(`Picture ${from + 1} is now number ${to + 1} of ${images.length}.`);
	};
	/* The button goes with its picture, and so does the focus; at an end the other one has it. */
	const press = (from: number, to: number) => {
		move(from, to);
		setTimeout(() => {
			const buttons = list.current?.children[to]?.querySelectorAll<HTMLButtonElement>("[data-move]:not(:disabled)");
			buttons?.[to > from ? buttons.length - 1 : 0]?.focus();
		}, 0);
	};
	const remove = (at: number) => {
		set(images.filter((_, i) => i !== at));
		setSaid(`Picture ${at + 1} is gone.`);
	};
	return (
		<div>
			<p id={`${id}-label`} className="text-small font-medium text-ink">
				Pictures of {of} <span className="font-normal text-soft">the first one stands in lists</span>
			</p>
			<ol ref={list} className="mt-2">
				{images.map((image, i) => (
					<li
						key={image.url}
						draggable
						onDragStart={() => setDragged(i)}
						onDragEnd={() => setDragged(null)}
						onDragOver={(event) => dragged !== null && event.preventDefault()}
						onDrop={() => {
							if (dragged !== null) move(dragged, i);
							setDragged(null);
						}}
						className={`flex items-center gap-3 border-b border-line py-2 ${dragged === i ? "opacity-50" : ""}`}
					>
						<img src={image.url} alt="" draggable={false} className="h-14 w-14 flex-none cursor-grab bg-white object-contain ring-1 ring-field" />
						<input
							value={image.alt}
							maxLength={300}
							onChange={(event) => set(images.map((one, k) => (k === i ? { ...one, alt: event.target.value } : one)))}
							aria-label={`What picture ${i + 1} of ${of} shows`}
							placeholder="What it shows"
							className="line-input min-w-0 flex-1"
						/>
						<span className="flex flex-none">
							<button type="button" data-move disabled={i === 0} onClick={() => press(i, i - 1)} className={SMALL} aria-label={`Move picture ${i + 1} of ${of} up`}>
								<Up />
							</button>
							<button type="button" data-move disabled={i === images.length - 1} onClick={() => press(i, i + 1)} className={SMALL} aria-label={`Move picture ${i + 1} of ${of} down`}>
								<Down />
							</button>
							<button type="button" onClick={() => remove(i)} className={`${SMALL} hover:text-red`} aria-label={`Remove picture ${i + 1} of ${of}`}>
								<Cross />
							</button>
						</span>
					</li>
				))}
			</ol>
			<p role="status" className="sr-only">
				{said}
			</p>
			{error && <p className="mt-2 text-small text-red">{error}</p>}
			<DropZone id={id} labelledBy={`${id}-label`} what={`pictures of ${of}`} sending={sending} multiple open={images.length < MAX_PICTURES} />
		</div>
	);
}

/* Where pictures are dropped or chosen, how far they are, and what was wrong with one. */
import { useState } from "react";
import { ErrorText } from "@/ui/Field";
import { TYPES, type Sending } from "./pictures";

interface Props {
	id: string;
	labelledBy: string;
	/* what is being sent: "the logo" */
	what: string;
	sending: Sending;
	multiple?: boolean;
	/* false: there is enough, only what is on its way shows */
	open?: boolean;
}

export function DropZone({ id, labelledBy, what, sending, multiple = false, open = true }: Props) {
	const [over, setOver] = useState(false);
	const { share, waiting, error } = sending;
	const take = (files: FileList | null) => {
		const list = [...(files ?? [])];
		sending.take(multiple ? list : list.slice(0, 1));
	};
	return (
		<div>
			{open && (
				<label
					htmlFor={id}
					onDragOver={(event) => {
						event.preventDefault();
						setOver(true);
					}}
					onDragLeave={() => setOver(false)}
					onDrop={(event) => {
						event.preventDefault();
						setOver(false);
						take(event.dataTransfer.files);
					}}
					className={`mt-3 flex min-h-20 cursor-pointer items-center justify-center px-4 text-center text-small text-soft ring-1 ring-field focus-within:outline focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent ${over ? "ring-2 !ring-accent" : ""}`}
				>
					<span>
						Drop {multiple ? "them" : "it"} here, or <span className="font-medium text-accent">choose {multiple ? "files" : "a file"}</span>: PNG, JPEG, WebP or SVG
					</span>
					<input
						id={id}
						type="file"
						accept={TYPES.join(",")}
						multiple={multiple}
						className="sr-only"
						aria-labelledby={labelledBy}
						aria-invalid={error ? true : undefined}
						aria-describedby={error ? `${id}-error` : undefined}
						disabled={share !== null && !multiple}
						onChange={(event) => {
							take(event.target.files);
							event.target.value = "";
						}}
					/>
				</label>
			)}
			{share !== null && (
				<div className="mt-3 flex flex-wrap items-center gap-4">
					<progress value={share < 1 ? share : undefined} max={1} aria-label={`Sending ${what}`} className="h-2 w-40" />
					{waiting > 0 && <span className="text-small text-soft">and {waiting} more</span>}
					<button type="button" onClick={sending.stop} className="min-h-10 text-small font-medium text-accent">
						Stop
					</button>
				</div>
			)}
			<div role="alert">
				<ErrorText id={`${id}-error`}>{error}</ErrorText>
			</div>
		</div>
	);
}

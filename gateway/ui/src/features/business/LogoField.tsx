/* The logo: dragged here or chosen, checked by the server, shown with the colours that it is drawn with. */
import { useEffect, useId, useRef, useState } from "react";
import { useFormContext } from "react-hook-form";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { Asset, Logo } from "@/api/types";
import { ErrorText } from "@/ui/Field";
import { Cross } from "@/ui/icons";
import type { BusinessForm } from "./business";

const TYPES = ["image/png", "image/jpeg", "image/webp", "image/svg+xml"];
const MOST = 10 * 1024 * 1024;

/* Known here and now; all else the server finds. */
export function wrongWith(file: { type: string; size: number }): string | undefined {
	if (file.type && !TYPES.includes(file.type)) return "That is no picture that we can read. Send a PNG, JPEG, WebP or SVG.";
	if (file.size > MOST) return "That file is larger than 10 MB. A logo of a few hundred pixels is plenty.";
	if (file.size === 0) return "That file is empty.";
	return undefined;
}

export function logoOf(asset: Asset): Logo {
	const colours = asset.colours.map(({ hex }) => hex).filter((hex) => hex !== asset.background);
	return { asset_id: asset.asset_id, url: asset.url, width: asset.width, height: asset.height, colours };
}

function Shown({ logo, remove }: { logo: Logo; remove: () => void }) {
	const colours = logo.colours ?? [];
	return (
		<div className="mt-3 flex flex-wrap items-center gap-6">
			<img src={logo.url} alt="Your logo" width={logo.width} height={logo.height} className="h-20 w-auto max-w-[12rem] bg-white object-contain p-2 ring-1 ring-field" />
			<div className="min-w-0">
				{colours.length > 0 && (
					<ul className="flex flex-wrap gap-2" aria-label="Its colours">
						{colours.map((hex) => (
							<li key={hex} className="h-6 w-6 ring-1 ring-field" style={{ backgroundColor: hex }} title={hex}>
								<span className="sr-only">{hex}</span>
							</li>
						))}
					</ul>
				)}
				<button type="button" onClick={remove} className="mt-3 inline-flex min-h-10 items-center gap-2 text-small font-medium text-accent">
					<Cross /> Remove the logo
				</button>
			</div>
		</div>
	);
}

export function LogoField() {
	const id = useId();
	const { watch, setValue } = useFormContext<BusinessForm>();
	const logo = watch("logo");
	const [share, setShare] = useState<number | null>(null);
	const [error, setError] = useState<string>();
	const [over, setOver] = useState(false);
	const running = useRef<AbortController | null>(null);
	useEffect(() => () => running.current?.abort(), []);

	const take = async (file: File | undefined) => {
		if (!file) return;
		const wrong = wrongWith(file);
		setError(wrong);
		if (wrong) return;
		running.current?.abort();
		const own = new AbortController();
		running.current = own;
		setShare(0);
		try {
			const asset = await api.uploadPicture(file, setShare, own.signal);
			setValue("logo", logoOf(asset), { shouldDirty: true });
		} catch (trouble) {
			if (!own.signal.aborted) setError(explain(trouble));
		} finally {
			if (running.current === own) setShare(null);
		}
	};

	return (
		<div>
			<p id={`${id}-label`} className="text-small font-medium text-ink">
				Your logo <span className="font-normal text-soft">if you have one</span>
			</p>
			{logo ? (
				<Shown logo={logo} remove={() => setValue("logo", null, { shouldDirty: true })} />
			) : (
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
						void take(event.dataTransfer.files[0]);
					}}
					className={`mt-3 flex min-h-20 cursor-pointer items-center justify-center px-4 text-center text-small text-soft ring-1 ring-field focus-within:outline focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent ${over ? "ring-2 !ring-accent" : ""}`}
				>
					<span>
						Drop it here, or <span className="font-medium text-accent">choose a file</span>: PNG, JPEG, WebP or SVG
					</span>
					<input
						id={id}
						type="file"
						accept={TYPES.join(",")}
						className="sr-only"
						aria-labelledby={`${id}-label`}
						aria-invalid={error ? true : undefined}
						aria-describedby={error ? `${id}-error` : undefined}
						disabled={share !== null}
						onChange={(event) => {
							void take(event.target.files?.[0]);
							event.target.value = "";
						}}
					/>
				</label>
			)}
			{share !== null && (
				<div className="mt-3 flex items-center gap-4">
					<progress value={share < 1 ? share : undefined} max={1} aria-label="Sending the logo" className="h-2 w-40" />
					<button type="button" onClick={() => running.current?.abort()} className="min-h-10 text-small font-medium text-accent">
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

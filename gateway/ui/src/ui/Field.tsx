/* A label, a line to write on, one hint, one error. Label and messages are tied to the input. */
import { forwardRef, useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from "react";

interface Said {
	label: ReactNode;
	hint?: ReactNode;
	error?: string;
	aside?: ReactNode;
	hideLabel?: boolean;
}

export function ErrorText({ id, children }: { id?: string; children?: ReactNode }) {
	if (!children) return null;
	return (
		<p id={id} className="mt-2 text-small text-red">
			{children}
		</p>
	);
}

function Wrap({ id, said, children }: { id: string; said: Said; children: ReactNode }) {
	return (
		<div className="min-w-0">
			<div className={said.hideLabel ? "sr-only" : "flex items-baseline justify-between gap-4"}>
				<label htmlFor={id} className="text-small font-medium text-ink">
					{said.label}
				</label>
				{said.aside && <span className="text-tiny text-soft">{said.aside}</span>}
			</div>
			{children}
			{said.hint && !said.error && (
				<p id={`${id}-hint`} className="mt-2 text-tiny text-soft">
					{said.hint}
				</p>
			)}
			<ErrorText id={`${id}-error`}>{said.error}</ErrorText>
		</div>
	);
}

function tie(id: string, said: Said) {
	const by = said.error ? `${id}-error` : said.hint ? `${id}-hint` : undefined;
	return { id, "aria-invalid": said.error ? true : undefined, "aria-describedby": by } as const;
}

function split<P extends Said>(props: P) {
	const { label, hint, error, aside, hideLabel, ...rest } = props;
	return { said: { label, hint, error, aside, hideLabel } satisfies Said, rest };
}

export const TextField = forwardRef<HTMLInputElement, Said & InputHTMLAttributes<HTMLInputElement>>(function TextField(props, ref) {
	const own = useId();
	const { said, rest } = split(props);
	const id = rest.id ?? own;
	return (
		<Wrap id={id} said={said}>
			<input ref={ref} {...rest} {...tie(id, said)} className={`line-input ${rest.className ?? ""}`} />
		</Wrap>
	);
});

export const TextArea = forwardRef<HTMLTextAreaElement, Said & TextareaHTMLAttributes<HTMLTextAreaElement>>(function TextArea(props, ref) {
	const own = useId();
	const { said, rest } = split(props);
	const id = rest.id ?? own;
	return (
		<Wrap id={id} said={said}>
			<textarea ref={ref} rows={3} {...rest} {...tie(id, said)} className={`line-input resize-y ${rest.className ?? ""}`} />
		</Wrap>
	);
});

export const SelectField = forwardRef<HTMLSelectElement, Said & SelectHTMLAttributes<HTMLSelectElement>>(function SelectField(props, ref) {
	const own = useId();
	const { said, rest } = split(props);
	const id = rest.id ?? own;
	return (
		<Wrap id={id} said={said}>
			<select ref={ref} {...rest} {...tie(id, said)} className={`line-input ${rest.className ?? ""}`} />
		</Wrap>
	);
});

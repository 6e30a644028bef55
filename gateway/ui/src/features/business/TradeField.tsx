/* "What do you sell?": pick from a list or write another word. */
import { Combobox, ComboboxInput, ComboboxOption, ComboboxOptions } from "@headlessui/react";
import { useId, useState } from "react";
import { useController, useFormContext } from "react-hook-form";
import { ErrorText } from "@/ui/Field";
import type { BusinessForm } from "./business";
import { findTrades, tradeId, tradeName } from "./trades";

export function TradeField() {
	const { control } = useFormContext<BusinessForm>();
	const { field, fieldState } = useController({ control, name: "industry" });
	const [query, setQuery] = useState("");
	const id = useId();
	const found = findTrades(query);
	const own = tradeId(query);
	const option = "flex cursor-pointer items-baseline justify-between gap-4 px-4 py-2.5 text-small data-[focus]:bg-accent-wash";
	const settle = () => {
		const only = found.length === 1 ? found[0] : undefined;
		if (query.trim()) field.onChange(only?.id ?? own);
		setQuery("");
		field.onBlur();
	};
	return (
		<div>
			<label htmlFor={id} className="text-small font-medium">
				What do you sell?
			</label>
			<Combobox
				immediate
				value={field.value}
				onChange={(value: string | null) => {
					if (value) field.onChange(value);
					setQuery("");
				}}
			>
				<div className="relative">
					<ComboboxInput
						id={id}
						ref={field.ref}
						className="line-input"
						autoComplete="off"
						placeholder="Coffee, ceramics, bicycles…"
						displayValue={(value: string) => (value ? tradeName(value) : "")}
						onChange={(event) => setQuery(event.target.value)}
						onBlur={settle}
						aria-invalid={fieldState.error ? true : undefined}
						aria-describedby={fieldState.error ? `${id}-error` : undefined}
					/>
					<ComboboxOptions modal={false} className="absolute inset-x-0 top-full z-30 mt-1 max-h-72 overflow-auto border border-line bg-sheet py-1 shadow-float empty:invisible">
						{found.map((trade) => (
							<ComboboxOption key={trade.id} value={trade.id} className={option}>
								{trade.name}
							</ComboboxOption>
						))}
						{own && !found.some((trade) => trade.id === own) && (
							<ComboboxOption value={own} className={option}>
								<span>
									Something of my own: <em className="font-serif">{query.trim()}</em>
								</span>
							</ComboboxOption>
						)}
					</ComboboxOptions>
				</div>
			</Combobox>
			<ErrorText id={`${id}-error`}>{fieldState.error?.message}</ErrorText>
		</div>
	);
}

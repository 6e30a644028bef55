/* One product on one line, like a price list: name, price, stock; the rest folds out beneath. */
import { Disclosure, DisclosureButton, DisclosurePanel } from "@headlessui/react";
import { useFormContext, type FieldErrors } from "react-hook-form";
import { useSending } from "@/features/pictures/pictures";
import { TextArea, TextField } from "@/ui/Field";
import { Cross, Down } from "@/ui/icons";
import { Pictures } from "./Pictures";
import { MAX_PICTURES, tidyPrice, type ProductsForm, type Row } from "./products";

interface Props {
	index: number;
	currency: string;
	onRemove: () => void;
	onEnter: () => void;
}

/* On a phone a product takes two lines: its name, then price and stock. */
const ROW = "grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_2rem_2rem] items-center gap-x-3 sm:grid-cols-[minmax(0,1fr)_5.5rem_3rem_2rem_2rem]";
const CELL = "line-input !border-transparent focus:!border-accent aria-[invalid]:!border-red";

function firstMessage(errors: FieldErrors<Row> | undefined): string | undefined {
	return errors?.name?.message ?? errors?.price?.message ?? errors?.stock?.message;
}

export function ProductRow({ index, currency, onRemove, onEnter }: Props) {
	const { register, formState, getValues, setValue, watch } = useFormContext<ProductsForm>();
	const errors = formState.errors.products?.[index];
	const at = <K extends keyof Row>(field: K) => `products.${index}.${field}` as const;
	const label = (what: string) => `${what} of product ${index + 1}`;
	const message = firstMessage(errors);
	const messageId = `product-${index}-error`;
	const onKeyDown = (event: React.KeyboardEvent) => {
		if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
		if (!getValues(at("name")).trim()) return;
		event.preventDefault();
		onEnter();
	};
	const tidy = () => setValue(at("price"), tidyPrice(getValues(at("price")), currency));
	const field = (name: "name" | "price" | "stock") => ({
		...register(at(name), name === "price" ? { onBlur: tidy } : {}),
		onKeyDown,
		"aria-label": label(name === "name" ? "Name" : name === "price" ? `Price in ${currency}` : "Stock"),
		"aria-invalid": errors?.[name] ? true : undefined,
		"aria-describedby": errors?.[name] ? messageId : undefined,
	});
	const setImages = (images: Row["images"]) => setValue(at("images"), images, { shouldDirty: true });
	/* Here, not in the fold: a picture on its way arrives with the fold closed too. */
	const sending = useSending((asset) => {
		const images = getValues(at("images"));
		if (images.length < MAX_PICTURES && !images.some(({ url }) => url === asset.url)) setImages([...images, { url: asset.url, alt: getValues(at("name")).trim() }]);
	});
	const folded = errors?.images ?? errors?.sku ?? errors?.category ?? errors?.features ?? errors?.description;
	return (
		<Disclosure as="li" defaultOpen={Boolean(folded)} className="group/row border-b border-line">
			<div className={ROW}>
				<input {...field("name")} className={`${CELL} col-span-2 sm:col-span-1`} placeholder={index === 0 ? "Such as: Blue mug" : "Another one"} />
				<span className="order-1 flex items-baseline gap-3 sm:order-none">
					<span className="text-tiny text-soft sm:hidden">{currency}</span>
					<input {...field("price")} inputMode="decimal" className={`${CELL} sm:text-right`} />
				</span>
				<span className="order-1 flex items-baseline gap-3 sm:order-none">
					<span className="text-tiny text-soft sm:hidden">Stock</span>
					<input {...field("stock")} inputMode="numeric" className={`${CELL} sm:text-right`} />
				</span>
				<DisclosureButton className="group flex h-10 items-center justify-center text-soft hover:text-ink" aria-label={label("More")}>
					<Down className="h-4 w-4 transition-transform group-data-[open]:rotate-180" />
				</DisclosureButton>
				<button type="button" onClick={onRemove} className="flex h-10 items-center justify-center text-soft opacity-60 hover:text-red hover:opacity-100 focus-visible:opacity-100" aria-label={`Take product ${index + 1} off the list`}>
					<Cross />
				</button>
			</div>
			{message && (
				<p id={messageId} className="pb-2 text-small text-red">
					{message}
				</p>
			)}
			<DisclosurePanel className="animate-rise grid gap-x-6 gap-y-5 pb-6 pt-3 sm:grid-cols-2">
				<TextField label="Kind" placeholder={index === 0 ? "Mugs" : ""} {...register(at("category"))} error={errors?.category?.message} />
				<TextField label="Your code" aside="or from the name" placeholder={index === 0 ? "MUG-1" : ""} {...register(at("sku"))} error={errors?.sku?.message} />
				<div className="sm:col-span-2">
					<TextField label="Facts" hint="Separated by commas. A draft of its description is written from these and claims nothing else." placeholder={index === 0 ? "stoneware, 300 ml, dishwasher safe" : ""} {...register(at("features"))} error={errors?.features?.message} />
				</div>
				<div className="sm:col-span-2">
					<TextArea label="Description" aside="can be written for you, two steps on" rows={2} {...register(at("description"))} error={errors?.description?.message} />
				</div>
				<div className="sm:col-span-2">
					<Pictures of={`product ${index + 1}`} images={watch(at("images"))} set={setImages} sending={sending} error={errors?.images?.message ?? errors?.images?.find?.((one) => one?.alt)?.alt?.message} />
				</div>
			</DisclosurePanel>
		</Disclosure>
	);
}

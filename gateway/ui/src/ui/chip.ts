/* One of a few by name, as a Radio of Headless UI. */
export const CHIP =
	"cursor-pointer border border-field px-4 py-2 text-small text-soft transition-colors hover:border-ink data-[checked]:border-accent data-[checked]:bg-accent-wash data-[checked]:text-ink data-[focus]:outline data-[focus]:outline-2 data-[focus]:outline-offset-2 data-[focus]:outline-accent";

/* A web address from a name: letters without their marks, digits, single hyphens. */
export function slugify(text: string, limit = 63): string {
	return text
		.replace(/ß/g, "ss")
		.normalize("NFKD")
		.replace(/[\u0300-\u036f'’]/g, "")
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "-")
		.slice(0, limit)
		.replace(/^-+|-+$/g, "");
}
